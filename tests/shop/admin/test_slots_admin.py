"""Delivery slots in the admin."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.models import DeliverySlot
from shop.slot_planning import BadPlan, SlotPlan, create_slots
from tests.shop.factories import make_slot
from tests.shop.orders import place_order
from tests.shop.staff import errors_of, make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/deliveryslot/"
NEW_YORK = ZoneInfo("America/New_York")


def plan(**changes: Any) -> SlotPlan:
    values: dict[str, Any] = {
        "first_day": date(2026, 12, 7),
        "last_day": date(2026, 12, 13),
        "weekdays": [0, 2, 6],
        "first_start": time(8),
        "last_end": time(13),
        "hours": 2,
        "capacity": 12,
        "fee": Decimal("3.90"),
    }
    return SlotPlan(**{**values, **changes})


def edit(client: Client, slot: DeliverySlot, **changes: Any) -> Any:
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    values = {
        "starts_at_0": starts.date(),
        "starts_at_1": starts.time().replace(microsecond=0),
        "ends_at_0": ends.date(),
        "ends_at_1": ends.time().replace(microsecond=0),
        "capacity": slot.capacity,
        "fee": slot.fee,
        "is_open": "on",
    }
    return client.post(f"{LIST}{slot.pk}/change/", {**values, **changes}, follow=True)


def test_it_works(owner: Client) -> None:
    slot = make_slot(capacity=10)
    assert owner.get(LIST).status_code == 200
    assert owner.get(f"{LIST}{slot.pk}/change/").status_code == 200
    edit(owner, slot, capacity=15, fee="2.50", is_open="")
    slot.refresh_from_db()
    assert (slot.capacity, slot.fee, slot.is_open) == (15, Decimal("2.50"), False)


def test_capacity_never_falls_below_what_is_booked(owner: Client) -> None:
    slot = make_slot(capacity=5)
    for _ in range(3):
        place_order(slot=slot)
    slot.refresh_from_db()
    answer = edit(owner, slot, capacity=2)
    assert "3 orders are booked already" in errors_of(answer)["capacity"][0]
    edit(owner, slot, capacity=3)
    slot.refresh_from_db()
    assert (slot.capacity, slot.booked) == (3, 3)


def test_an_order_that_came_in_while_staff_typed_is_kept(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = make_slot(capacity=5)
    checked = DeliverySlot.full_clean

    def then_orders_come_in(self: DeliverySlot, *args: Any, **kwargs: Any) -> None:
        checked(self, *args, **kwargs)
        DeliverySlot.objects.filter(pk=slot.pk).update(booked=4)

    monkeypatch.setattr(DeliverySlot, "full_clean", then_orders_come_in)
    answer = edit(owner, slot, capacity=2)
    slot.refresh_from_db()
    assert (slot.capacity, slot.booked) == (4, 4)
    assert any("orders came in just now" in text for text in messages_of(answer))


def test_a_window_that_shoppers_booked_does_not_move(owner: Client) -> None:
    slot = make_slot(capacity=5)
    place_order(slot=slot)
    before = slot.starts_at
    edit(owner, slot, starts_at_1="03:00:00")
    slot.refresh_from_db()
    assert slot.starts_at == before


def test_a_slot_with_orders_is_not_deleted(owner: Client) -> None:
    slot = make_slot()
    place_order(slot=slot)
    owner.post(f"{LIST}{slot.pk}/delete/", {"post": "yes"})
    assert DeliverySlot.objects.filter(pk=slot.pk).exists()


def test_slots_are_closed_and_opened_together(owner: Client) -> None:
    slots = [make_slot(), make_slot()]
    chosen = {"_selected_action": [slot.pk for slot in slots]}
    assert messages_of(owner.post(LIST, {"action": "close_slots", **chosen}, follow=True)) == [
        "2 slots are closed now."
    ]
    assert not DeliverySlot.objects.filter(is_open=True).exists()
    owner.post(LIST, {"action": "open_slots", **chosen})
    assert DeliverySlot.objects.filter(is_open=True).count() == 2


def test_the_list_begins_with_what_is_coming(owner: Client) -> None:
    coming, past = make_slot(), make_slot(timezone.now() - timedelta(days=2))
    assert [row.pk for row in owner.get(LIST).context["cl"].result_list] == [coming.pk]
    assert [row.pk for row in owner.get(f"{LIST}?when=past").context["cl"].result_list] == [past.pk]
    assert owner.get(f"{LIST}?when=all").context["cl"].result_count == 2


# --- Planning many ---------------------------------------------------------------------------------------------------


def test_a_plan_makes_its_windows_on_its_days() -> None:
    windows = plan().windows()
    assert len(windows) == 6
    assert windows[0] == (
        datetime(2026, 12, 7, 8, tzinfo=NEW_YORK),
        datetime(2026, 12, 7, 10, tzinfo=NEW_YORK),
    )
    assert {starts.astimezone(NEW_YORK).weekday() for starts, _ in windows} == {0, 2, 6}


def test_windows_stay_on_the_clock_when_the_clocks_change() -> None:
    windows = plan(first_day=date(2026, 10, 31), last_day=date(2026, 11, 2), weekdays=range(7)).windows()
    assert {starts.astimezone(NEW_YORK).time() for starts, _ in windows} == {time(8), time(10)}
    # Subtracting aware times of one zone would look at the clock; their instants are 25 hours apart.
    assert windows[2][0].timestamp() - windows[0][0].timestamp() == 25 * 3600


def test_planning_twice_makes_each_slot_once_and_changes_none() -> None:
    assert create_slots(plan()) == (6, 0)
    DeliverySlot.objects.update(is_open=False)
    assert create_slots(plan(capacity=99, weekdays=[0, 1])) == (2, 2)
    assert DeliverySlot.objects.filter(is_open=False, capacity=12).count() == 6


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"last_day": date(2026, 12, 1)}, "before the first"),
        ({"last_day": date(2027, 12, 1)}, "at most 92 days"),
        ({"last_end": time(9)}, "No window fits"),
        ({"weekdays": []}, "No window fits"),
        (
            {
                "last_day": date(2027, 3, 8),
                "weekdays": range(7),
                "hours": 1,
                "first_start": time(0),
                "last_end": time(23),
            },
            "Plan at most",
        ),
    ],
)
def test_a_plan_that_makes_no_sense_says_why(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BadPlan, match=why):
        create_slots(plan(**changes))
    assert not DeliverySlot.objects.exists()


def test_staff_plan_slots_on_a_page(owner: Client) -> None:
    address = reverse("admin:shop_deliveryslot_plan_slots")
    assert owner.get(address).status_code == 200
    values = {
        "first_day": "2026-12-07",
        "last_day": "2026-12-08",
        "weekdays": [0, 1],
        "first_start": "08:00",
        "last_end": "12:00",
        "hours": 2,
        "capacity": 10,
        "fee": "3.90",
    }
    assert messages_of(owner.post(address, values, follow=True)) == ["4 slots made."]
    assert messages_of(owner.post(address, values, follow=True)) == [
        "0 slots made; 4 were there already and stay as they are."
    ]
    answer = owner.post(address, {**values, "last_day": "2026-12-01"})
    assert "The last day is before the first." in answer.content.decode()


def test_planning_is_for_those_who_may_add_slots() -> None:
    address = reverse("admin:shop_deliveryslot_plan_slots")
    assert signed_in(make_staff("Orders")).get(address).status_code == 200
    assert signed_in(make_staff("Catalog")).get(address).status_code == 403
