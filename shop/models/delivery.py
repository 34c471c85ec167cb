"""When groceries arrive: delivery slots with a capacity."""

from django.db import models
from django.utils import timezone


class DeliverySlot(models.Model):
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    booked = models.PositiveIntegerField(default=0, editable=False)
    fee = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(booked__lte=models.F("capacity")), name="slot_never_overbooked"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_start"),
            models.UniqueConstraint(fields=["starts_at", "ends_at"], name="slot_once"),
        ]

    def __str__(self) -> str:
        starts_at, ends_at = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{starts_at:%a %d %b %H:%M}–{ends_at:%H:%M}"
