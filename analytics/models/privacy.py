"""What a shopper allows."""

from django.db import models

from shop.models import Subject


class PrivacySetting(models.Model):
    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.CASCADE, related_name="privacy")
    # Off: nothing is learned from events, and nothing shown is personal.
    personalization_enabled = models.BooleanField(default=True)
    # Off: what the shopper types into the search stays here; the warehouse is not told the words.
    track_searches = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.subject}: personalization {'on' if self.personalization_enabled else 'off'}"
