"""Mail that must leave: written in the transaction that caused it, sent by a task."""

from django.db import models
from django.utils import timezone


class OutgoingMail(models.Model):
    # One mail per cause, however often the cause is retried: "order-confirmation:LL-7KQ2-M9XD".
    cause = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Set forward while a sender holds the mail, and after each failure.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["id"]
        # The sender's work list.
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(sent_at__isnull=True), name="mail_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
