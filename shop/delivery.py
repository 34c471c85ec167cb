"""Delivery slots: made a week ahead, offered while there is room and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from shop import errors
from shop.models import DeliverySlot

DAYS_AHEAD = 7
# Picking and packing need this long before a slot begins.
LEAD_TIME = timedelta(minutes=90)
CAPACITY = 20


@dataclass(frozen=True, slots=True)
class Window:
    """A delivery window of every day, in the shop's local time."""

    starts: time
    ends: time
    fee: Decimal


WINDOWS = (
    Window(time(8), time(10), Decimal("4.99")),
    Window(time(10), time(12), Decimal("3.99")),
    Window(time(12), time(14), Decimal("2.99")),
    Window(time(14), time(16), Decimal("2.99")),
    Window(time(16), time(18), Decimal("4.99")),
    Window(time(18), time(20), Decimal("5.99")),
    Window(time(20), time(22), Decimal("3.99")),
)


class SlotFull(errors.Conflict):
    code = "slot_full"
    title = "That time has filled up"


class SlotGone(errors.Conflict):
    code = "slot_gone"
    title = "That time is no longer offered"


@dataclass(frozen=True, slots=True)
class Day:
    """One local day's slots, in order."""

    date: date
    slots: tuple[DeliverySlot, ...]


def ensure_slots(now: datetime | None = None) -> int:
    """Make what is missing of the slots of today and the coming days; return how many were missing.

    Windows are wall-clock times: a day with a change of clocks has the same windows at another distance from UTC.
    Existing slots, closed or re-priced by staff, stay as they are.
    """
    zone = timezone.get_default_timezone()
    now = now or timezone.now()
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    wanted = [
        DeliverySlot(
            starts_at=datetime.combine(day, window.starts, zone),
            ends_at=datetime.combine(day, window.ends, zone),
            capacity=CAPACITY,
            fee=window.fee,
        )
        for day in days
        for window in WINDOWS
    ]
    coming = [slot for slot in wanted if slot.starts_at > now]
    before = DeliverySlot.objects.filter(starts_at__gt=now).count()
    DeliverySlot.objects.bulk_create(coming, ignore_conflicts=True)
    return DeliverySlot.objects.filter(starts_at__gt=now).count() - before


def offered_days(now: datetime | None = None) -> list[Day]:
    """Slots that can still be reached, full ones included, by local day. One query."""
    now = now or timezone.now()
    slots = DeliverySlot.objects.filter(
        is_open=True, starts_at__gte=now + LEAD_TIME, starts_at__lt=now + timedelta(days=DAYS_AHEAD)
    )
    return _by_day(slots.order_by("starts_at", "id"))


def _by_day(slots: Iterable[DeliverySlot]) -> list[Day]:
    days: dict[date, list[DeliverySlot]] = {}
    for slot in slots:
        days.setdefault(timezone.localtime(slot.starts_at).date(), []).append(slot)
    return [Day(day, tuple(of_day)) for day, of_day in days.items()]
