"""Order lines reach the warehouse with their order, each once, and so does a cancellation."""

from decimal import Decimal

import pytest
from django.db import transaction

from analytics.models import WarehouseChange
from analytics.warehouse.export import export_events
from analytics.warehouse.telling import tell_changes
from shop import orders, signals
from shop.accounts import merge_subjects
from shop.models import Order, Payment, Subject
from tests.analytics.makers import oat_milk
from tests.analytics.warehouse.stage import as_json, end_leases, there
from tests.personalization.makers import make_order
from tests.shop.factories import make_product, make_slot, make_subject, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse")]


def place(subject: Subject | None = None) -> Order:
    """An order of two oat milks and one bread, as the checkout tells of it."""
    basket = {oat_milk(): 2, make_product("BREAD", price="3.50"): 1}
    order = make_order(subject or make_subject(), basket, status="placed")
    Order.objects.filter(pk=order.pk).update(slot=make_slot())
    Payment.objects.create(order=order, method="on_delivery", status="due", amount=order.total, currency="USD")
    order.refresh_from_db()
    signals.order_placed.send(sender=Order, order=order, session_key="session-1")
    return order


def test_it_works() -> None:
    subject = make_subject()
    order = place(subject)
    line = order.lines.get(sku="OAT")
    line.discount, line.promotion_label, line.line_total = Decimal("0.50"), "Two for less", Decimal("3.50")
    line.save()
    assert tell_changes().changes == 1
    rows = {row["product_id"]: row for row in there("order_items")}
    assert set(rows) == {"OAT", "BREAD"}
    milk = rows["OAT"]
    assert milk["user_id"] == str(subject.warehouse_key)
    assert milk["ordered_at"] == order.placed_at
    assert (milk["quantity"], milk["unit_price"], milk["discount"]) == (2, Decimal("2.00"), Decimal("0.50"))
    assert (milk["line_total"], milk["promotion"], milk["currency"]) == (Decimal("3.50"), "Two for less", "USD")
    assert (milk["category"], milk["brand"]) == ("dairy-eggs/plant-milk/oat-milk", "oatwell")
    assert as_json(milk["dietary"]) == ["vegan"]
    assert order.slot is not None
    assert milk["delivery_start"] == order.slot.starts_at
    assert milk["cancelled_at"] is None
    assert rows["BREAD"]["order_id"] == milk["order_id"]
    assert order.number not in str(rows)
    assert not WarehouseChange.objects.exists()


def test_what_was_bought_travels_without_the_orders_number() -> None:
    order = place()
    assert export_events().arrived == 2
    assert {as_json(row["raw_event_data"])["quantity"] for row in there()} == {1, 2}
    assert order.number not in str(there())


def test_an_order_told_twice_is_there_once() -> None:
    order = place()
    tell_changes()
    signals.order_placed.send(sender=Order, order=order, session_key="session-1")
    tell_changes()
    assert len(there("order_items")) == 2


def test_an_order_whose_answer_was_lost_is_there_once() -> None:
    place()
    note = WarehouseChange.objects.get()
    tell_changes()
    # As if the exporter had died before it could strike the note off.
    WarehouseChange.objects.create(kind=note.kind, key=note.key)
    end_leases()
    tell_changes()
    assert len(there("order_items")) == 2


def test_a_cancellation_reaches_the_warehouse() -> None:
    order = place()
    tell_changes()
    orders.cancel(order.subject_id, order.number)
    tell_changes()
    rows = there("order_items")
    assert len(rows) == 2
    cancelled = order.history.get(status="cancelled").changed_at
    assert {row["cancelled_at"] for row in rows} == {cancelled}


def test_an_order_placed_and_cancelled_before_it_left_arrives_cancelled() -> None:
    order = place()
    orders.cancel(order.subject_id, order.number)
    assert tell_changes().changes >= 2
    assert len({row["cancelled_at"] for row in there("order_items")} - {None}) == 1


def test_a_visitors_order_becomes_the_accounts() -> None:
    visitor, account = make_subject(), make_subject(make_user())
    place(visitor)
    tell_changes()
    merge_subjects(visitor.id, account.id)
    tell_changes()
    assert {row["user_id"] for row in there("order_items")} == {str(account.warehouse_key)}


def test_an_order_is_noted_with_its_transaction_or_not_at_all() -> None:
    with transaction.atomic():
        place()
        transaction.set_rollback(True)
    assert not WarehouseChange.objects.exists()
