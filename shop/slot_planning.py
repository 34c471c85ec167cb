"""Planning delivery slots: the same windows on many days, as the shop's clocks show them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from shop.models import DeliverySlot

MAX_DAYS = 92
MAX_SLOTS = 1_000


class BadPlan(Exception):
    """This plan makes no slots, or too many; the message says what to change."""


@dataclass(frozen=True)
class SlotPlan:
    """Windows of `hours` from `first_start` to `last_end`, each day from `first_day` to `last_day` (both included).

    `weekdays` counts Monday as 0. `fee` is in the shop's currency.
    """

    first_day: date
    last_day: date
    weekdays: Collection[int]
    first_start: time
    last_end: time
    hours: int
    capacity: int
    fee: Decimal

    def windows(self) -> list[tuple[datetime, datetime]]:
        """Start and end of every window, in order.

        Raises:
            BadPlan
        """
        if self.last_day < self.first_day:
            raise BadPlan("The last day is before the first.")
        if (self.last_day - self.first_day).days >= MAX_DAYS:
            raise BadPlan(f"Plan at most {MAX_DAYS} days at once.")
        found = [window for day in self._days() for window in self._windows_on(day)]
        if not found:
            raise BadPlan("No window fits: look at the days of the week and the hours.")
        if len(found) > MAX_SLOTS:
            raise BadPlan(f"These would be {len(found):,} slots. Plan at most {MAX_SLOTS:,} at once.")
        return found

    def _days(self) -> Iterator[date]:
        for offset in range((self.last_day - self.first_day).days + 1):
            day = self.first_day + timedelta(days=offset)
            if day.weekday() in self.weekdays:
                yield day

    def _windows_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        # Reckoned without a zone and given one last: a window is two hours on the clock, also on the day it changes.
        start, closing = datetime.combine(day, self.first_start), datetime.combine(day, self.last_end)
        length = timedelta(hours=self.hours)
        while start + length <= closing:
            yield timezone.make_aware(start), timezone.make_aware(start + length)
            start += length


def create_slots(plan: SlotPlan) -> tuple[int, int]:
    """Make the plan's slots; (made, there already). Those there keep their capacity and fee.

    Raises:
        BadPlan
    """
    windows = plan.windows()
    starts = [starts_at for starts_at, _ in windows]
    known = set(DeliverySlot.objects.filter(starts_at__in=starts).values_list("starts_at", "ends_at"))
    new = [window for window in windows if window not in known]
    DeliverySlot.objects.bulk_create(
        [DeliverySlot(starts_at=starts, ends_at=ends, capacity=plan.capacity, fee=plan.fee) for starts, ends in new],
        # Somebody else may plan the same days just now.
        ignore_conflicts=True,
    )
    return len(new), len(windows) - len(new)
