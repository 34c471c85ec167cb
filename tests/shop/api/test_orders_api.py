"""A shopper's own orders over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop import orders, signals
from shop.models import DeliverySlot, Order, Product, Promotion, SandboxCharge
from tests.shop.factories import ADDRESS, make_product, make_promotion, make_slot
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db


def place(shopper: Shopper, wanted: dict[str, int], payment: dict[str, str] | None = None) -> dict[str, Any]:
    """An order for these skus, made if they are new."""
    for sku, quantity in wanted.items():
        if not Product.objects.filter(sku=sku).exists():
            make_product(sku, price="2.00", stock=10, name=sku.title())
        shopper.post("cart/items/", {"sku": sku, "quantity": quantity})
    slot = make_slot()
    body = {
        "address": ADDRESS,
        "email": "robin@example.com",
        "slot_id": slot.id,
        "payment": payment or {"method": "on_delivery"},
        "expected_total": shopper.get("cart/").json()["total"],
    }
    answer = shopper.post("checkout/", body, **{"Idempotency-Key": uuid4().hex})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def card_payment(shopper: Shopper) -> dict[str, str]:
    details = {"number": "4242424242424242", "expiry": "12/40", "cvc": "123"}
    return {"method": "card", "card_token": shopper.post("payments/sandbox/tokens/", details).json()["card_token"]}


def test_the_history_is_newest_first(visitor: Shopper) -> None:
    first, second = place(visitor, {"A": 1}), place(visitor, {"A": 1, "B": 2})
    listed = visitor.get("orders/").json()
    assert [one["number"] for one in listed["results"]] == [second["number"], first["number"]]
    newest = listed["results"][0]
    assert (newest["item_count"], newest["total"], newest["can_cancel"]) == (3, "6.00", True)
    assert [one["sku"] for one in newest["preview"]] == ["A", "B"]
    assert listed["next"] is None


def test_the_history_goes_on_page_by_page_without_repeats(visitor: Shopper) -> None:
    body = place(visitor, {"A": 1})
    model = Order.objects.get()
    for n in range(44):
        model.pk, model.number, model.idempotency_key = None, f"LL-{n}", f"key-{n}"
        model._state.adding = True
        model.save()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = visitor.get(f"orders/?cursor={cursor}").json()
        seen += [one["number"] for one in page["results"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 45
    assert seen[-1] == body["number"]


@pytest.mark.parametrize("cursor", ["abc", "W10:x:y", "%00", "a" * 500])
def test_a_made_up_cursor_is_refused(visitor: Shopper, cursor: str) -> None:
    assert is_problem(visitor.get(f"orders/?cursor={cursor}"), 400, "invalid")


def test_somebody_elses_order_is_not_found(visitor: Shopper, customer: Shopper) -> None:
    number = place(visitor, {"A": 1})["number"]
    assert is_problem(customer.get(f"orders/{number}/"), 404, "not_found")
    assert is_problem(customer.post(f"orders/{number}/cancel/"), 404, "not_found")
    assert is_problem(customer.post(f"orders/{number}/reorder/"), 404, "not_found")
    assert is_problem(Shopper().get(f"orders/{number}/"), 404, "not_found")
    assert customer.get("orders/").json()["results"] == []
    assert Order.objects.get().status == "placed"


@pytest.mark.parametrize("number", ["LL-0000-0000", "1", "%00", "'", "x" * 64])
def test_an_unknown_number_is_not_found(customer: Shopper, number: str) -> None:
    answer = customer.get(f"orders/{number}/")
    assert is_problem(answer, 404, "not_found")


def test_cancelling_gives_everything_back(visitor: Shopper) -> None:
    make_promotion(name="Ten off", max_redemptions=5)
    number = place(visitor, {"A": 3, "B": 1})["number"]
    assert Promotion.objects.get().redemptions == 1
    cancelled = visitor.post(f"orders/{number}/cancel/").json()
    assert (cancelled["status"], cancelled["can_cancel"]) == ("cancelled", False)
    assert cancelled["payment"]["status"] == "voided"
    assert [step["status"] for step in cancelled["history"]] == ["placed", "cancelled"]
    assert set(Product.objects.values_list("stock", flat=True)) == {10}
    assert DeliverySlot.objects.get().booked == 0
    assert Promotion.objects.get().redemptions == 0


def test_cancelling_twice_gives_back_once(visitor: Shopper) -> None:
    told: list[Order] = []

    def listen(order: Order, **_: Any) -> None:
        told.append(order)

    signals.order_cancelled.connect(listen)
    try:
        number = place(visitor, {"A": 3})["number"]
        for _ in range(2):
            assert visitor.post(f"orders/{number}/cancel/").json()["status"] == "cancelled"
    finally:
        signals.order_cancelled.disconnect(listen)
    assert Product.objects.get().stock == 10
    assert len(told) == 1


def test_cancelling_lets_go_of_the_card(visitor: Shopper) -> None:
    number = place(visitor, {"A": 1}, card_payment(visitor))["number"]
    assert visitor.post(f"orders/{number}/cancel/").json()["payment"]["status"] == "voided"
    assert SandboxCharge.objects.get().state == "voided"


def test_an_order_being_picked_can_no_longer_be_cancelled(visitor: Shopper) -> None:
    number = place(visitor, {"A": 1})["number"]
    orders.advance(Order.objects.get(), "picking")
    assert visitor.get(f"orders/{number}/").json()["can_cancel"] is False
    assert is_problem(visitor.post(f"orders/{number}/cancel/"), 409, "too_late")


def test_reordering_fills_the_cart_and_tells_what_is_missing(visitor: Shopper) -> None:
    number = place(visitor, {"FINE": 2, "SHORT": 5, "OUT": 1, "GONE": 1})["number"]
    Product.objects.filter(sku="SHORT").update(stock=3)
    Product.objects.filter(sku="OUT").update(stock=0)
    Product.objects.filter(sku="GONE").update(is_active=False)
    answer = visitor.post(f"orders/{number}/reorder/").json()
    in_cart = {line["product"]["sku"]: line["quantity"] for line in answer["cart"]["lines"]}
    assert in_cart == {"FINE": 2, "SHORT": 3}
    assert answer["missing"] == [
        {"sku": "SHORT", "name": "Short", "reason": "Only 3 left."},
        {"sku": "OUT", "name": "Out", "reason": "Sold out just now."},
        {"sku": "GONE", "name": "Gone", "reason": "We no longer sell this."},
    ]


def test_reordering_twice_is_reordering_once(visitor: Shopper) -> None:
    heard: list[tuple[str, int, int]] = []

    def listen(changes: list[signals.CartChange], **_: Any) -> None:
        heard.extend((change.sku, change.before, change.after) for change in changes)

    number = place(visitor, {"A": 2, "B": 1})["number"]
    visitor.post("cart/items/", {"sku": "A", "quantity": 5})
    signals.cart_changed.connect(listen)
    try:
        for _ in range(2):
            cart = visitor.post(f"orders/{number}/reorder/").json()["cart"]
            assert {line["product"]["sku"]: line["quantity"] for line in cart["lines"]} == {"A": 5, "B": 1}
    finally:
        signals.cart_changed.disconnect(listen)
    assert heard == [("B", 0, 1)]


@pytest.mark.parametrize("number_of_orders", [1, 12])
def test_reading_orders_takes_few_queries_whatever_their_number(customer: Shopper, number_of_orders: int) -> None:
    for _ in range(number_of_orders):
        number = place(customer, {"A": 1, "B": 1, "C": 1})["number"]
        Product.objects.update(stock=10)
    with CaptureQueriesContext(connection) as listing:
        assert len(customer.get("orders/").json()["results"]) == number_of_orders
    with CaptureQueriesContext(connection) as reading:
        customer.get(f"orders/{number}/")
    with CaptureQueriesContext(connection) as reordering:
        customer.post(f"orders/{number}/reorder/")
    assert len(listing) <= 5, listing.captured_queries
    assert len(reading) <= 6, reading.captured_queries
    assert len(reordering) <= 15, reordering.captured_queries
