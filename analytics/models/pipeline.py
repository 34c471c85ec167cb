"""How events flowed, minute by minute: what the admin draws of the last days."""

from django.db import models


class PipelineMinute(models.Model):
    """One minute. Kept for a week (`analytics.pipeline.KEPT`)."""

    # When it began.
    minute = models.DateTimeField(primary_key=True)
    # Events that arrived in it, by type.
    recorded = models.JSONField(default=dict)
    # What waited for the warehouse when the minute was noted; null for one that was noted later.
    backlog = models.PositiveIntegerField(null=True)
    lag_s = models.FloatField(null=True)
    dead_letters = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}: {sum(self.recorded.values())} events"
