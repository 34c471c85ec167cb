"""What staff teach the search: words that mean the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Synonym(models.Model):
    """One group of words or phrases that find each other ("soda", "pop", "soft drink")."""

    words = ArrayField(models.CharField(max_length=60), help_text="Words or short phrases, separated by commas.")
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return " = ".join(self.words)
