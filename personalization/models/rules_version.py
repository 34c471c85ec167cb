"""Every set of rules that was ever in force, who put it there, and which one is now."""

from django.conf import settings
from django.db import models


class RulesVersion(models.Model):
    class Source(models.TextChoices):
        FILE = "file", "rules.yaml"
        ADMIN = "admin", "Admin"
        ROLLBACK = "rollback", "Rollback"

    yaml = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.ADMIN, editable=False)
    note = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The newest row is in force: a rollback is a new row with an old text.
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Rules {self.pk} ({self.get_source_display()})"
