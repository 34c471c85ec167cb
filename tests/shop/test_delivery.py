"""Slots ahead: a week of them, on the shop's clock, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from shop import delivery
from shop.models import DeliverySlot
from tests.shop.factories import make_slot

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 6, 10, 12, 0, tzinfo=NEW_YORK)


def test_a_week_of_slots_is_made_once() -> None:
    made = delivery.ensure_slots(NOON)
    assert made == DeliverySlot.objects.count() > 7 * len(delivery.WINDOWS)
    assert delivery.ensure_slots(NOON) == 0
    assert delivery.ensure_slots(NOON + timedelta(days=1)) == len(delivery.WINDOWS)


def test_what_staff_changed_stays() -> None:
    delivery.ensure_slots(NOON)
    changed = DeliverySlot.objects.order_by("starts_at")[5]
    DeliverySlot.objects.filter(pk=changed.pk).update(fee=Decimal(1), capacity=3, is_open=False)
    delivery.ensure_slots(NOON)
    changed.refresh_from_db()
    assert (changed.fee, changed.capacity, changed.is_open) == (Decimal(1), 3, False)


@pytest.mark.parametrize(
    ("now", "day", "offset_h"),
    [
        (datetime(2026, 3, 5, 12, tzinfo=NEW_YORK), date(2026, 3, 7), 5),
        (datetime(2026, 3, 5, 12, tzinfo=NEW_YORK), date(2026, 3, 9), 4),
        (datetime(2026, 10, 30, 12, tzinfo=NEW_YORK), date(2026, 10, 31), 4),
        (datetime(2026, 10, 30, 12, tzinfo=NEW_YORK), date(2026, 11, 2), 5),
    ],
)
def test_a_window_keeps_its_wall_clock_time_when_the_clocks_change(now: datetime, day: date, offset_h: int) -> None:
    delivery.ensure_slots(now)
    first = next(one for one in delivery.offered_days(now) if one.date == day).slots[0]
    assert first.starts_at.astimezone(NEW_YORK).hour == 8
    assert first.starts_at.astimezone(UTC).hour == 8 + offset_h
    assert first.ends_at - first.starts_at == timedelta(hours=2)


def test_slots_are_offered_by_local_day_until_it_is_too_late_to_pick_for_them() -> None:
    delivery.ensure_slots(NOON)
    days = delivery.offered_days(NOON)
    assert [one.date for one in days][:2] == [date(2026, 6, 10), date(2026, 6, 11)]
    starts = [slot.starts_at.astimezone(NEW_YORK).hour for slot in days[0].slots]
    assert starts == [14, 16, 18, 20]
    assert len(days) <= 8


def test_closed_slots_are_not_offered_and_full_ones_are_shown_as_full(client: Client) -> None:
    make_slot(is_open=False)
    full = make_slot(capacity=2, booked=2)
    free = make_slot(capacity=3, booked=1, fee=Decimal("2.50"))
    body = client.get("/api/v1/delivery/slots/").json()
    slots = {slot["id"]: slot for day in body["days"] for slot in day["slots"]}
    assert set(slots) == {full.id, free.id}
    assert (slots[full.id]["remaining"], slots[full.id]["available"]) == (0, False)
    assert (slots[free.id]["remaining"], slots[free.id]["available"], slots[free.id]["fee"]) == (2, True, "2.50")


def test_listing_a_full_week_is_one_query(client: Client, django_assert_num_queries: object) -> None:
    delivery.ensure_slots()
    with django_assert_num_queries(1):  # type: ignore[operator]
        body = client.get("/api/v1/delivery/slots/").json()
    assert len(body["days"]) >= 7
