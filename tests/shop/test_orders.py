"""The way of an order to the door, and its payment alongside."""

from decimal import Decimal
from typing import Any

import pytest

from shop import checkout, errors, orders
from shop.cart import Shopper, add_item
from shop.models import Order, Payment, SandboxCharge
from shop.payments.sandbox import tokenize
from tests.shop.factories import ADDRESS, make_product, make_slot, make_subject, make_user

pytestmark = pytest.mark.django_db
CARD = "4242424242424242"


def place(method: str = "on_delivery", number: str = CARD) -> Order:
    product, slot = make_product(price="3.00"), make_slot()
    shopper = Shopper(make_subject().id)
    add_item(shopper, product.sku, 1)
    token = tokenize(number, "12/40", "123").card_token if method == "card" else ""
    request = checkout.CheckoutRequest(
        key="k",
        fingerprint="f",
        address=ADDRESS,
        slot_id=slot.id,
        method=Payment.Method(method),
        expected_total=Decimal("3.00"),
        card_token=token,
        email="robin@example.com",
    )
    return checkout.place_order(shopper, None, request).order


def test_an_order_goes_step_by_step_to_the_door() -> None:
    order, staff = place(), make_user(is_staff=True)
    for step in ("picking", "out_for_delivery", "delivered"):
        order = orders.advance(order, step, by=staff)
    assert order.status == "delivered"
    assert [change.status for change in order.history.all()] == ["placed", "picking", "out_for_delivery", "delivered"]
    assert order.history.last().changed_by == staff  # type: ignore[union-attr]
    assert Payment.objects.get().status == "captured"


@pytest.mark.parametrize("step", ["placed", "out_for_delivery", "delivered", "cancelled", "pending_payment"])
def test_a_step_cannot_be_skipped_or_taken_back(step: str) -> None:
    order = place()
    with pytest.raises(errors.Conflict, match="cannot become"):
        orders.advance(order, step)
    assert Order.objects.get().status == "placed"


def test_a_card_is_charged_when_the_groceries_leave() -> None:
    order = place("card")
    orders.advance(order, "picking")
    assert SandboxCharge.objects.get().state == "authorized"
    orders.advance(order, "out_for_delivery")
    assert SandboxCharge.objects.get().state == "captured"
    assert Payment.objects.get().status == "captured"


def test_staff_may_cancel_while_an_order_is_picked_but_not_later() -> None:
    order, staff = place("card"), make_user(is_staff=True)
    orders.advance(order, "picking", by=staff)
    orders.cancel_order(order, by=staff, note="The freezer broke")
    assert Order.objects.get().status == "cancelled"
    assert order.history.last().note == "The freezer broke"  # type: ignore[union-attr]
    assert SandboxCharge.objects.get().state == "voided"
    other = place()
    orders.advance(other, "picking")
    orders.advance(other, "out_for_delivery")
    with pytest.raises(orders.TooLate):
        orders.cancel_order(other, by=staff)


def test_a_cancelled_order_cannot_move_on() -> None:
    order = place()
    orders.cancel_order(order)
    with pytest.raises(errors.Conflict):
        orders.advance(order, "picking")


def test_numbers_are_readable_and_do_not_repeat() -> None:
    numbers = {checkout.new_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(number) == 12 and not set(number[3:]) & set("01ILOU") for number in numbers)


def test_a_body_has_one_fingerprint_whatever_the_order_of_its_members() -> None:
    one: dict[str, Any] = {"a": 1, "b": {"c": Decimal("1.00"), "d": [1, 2]}}
    other: dict[str, Any] = {"b": {"d": [1, 2], "c": Decimal("1.00")}, "a": 1}
    assert checkout.fingerprint_of(one) == checkout.fingerprint_of(other)
    assert checkout.fingerprint_of(one) != checkout.fingerprint_of({**one, "a": 2})
