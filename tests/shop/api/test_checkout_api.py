"""Checkout over HTTP: one order per key, kind refusals, nothing half-done."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop import signals
from shop.models import (
    CartCode,
    CartItem,
    DeliverySlot,
    Order,
    OutgoingMail,
    Payment,
    Product,
    PromotionRedemption,
    SandboxCharge,
)
from tests.shop.factories import ADDRESS, make_address, make_product, make_promotion, make_slot, make_user
from tests.shop.shopper import Shopper, is_problem

pytestmark = pytest.mark.django_db
GOOD, DECLINED, POOR, SILENT, LOST = (
    "4242 4242 4242 4242",
    "4000 0000 0000 0002",
    "4000 0000 0000 9995",
    "4000 0000 0000 0119",
    "4000 0000 0000 0341",
)


def ready(shopper: Shopper, quantity: int = 2, **product: Any) -> dict[str, Any]:
    """A cart with one product at 5.00, and the body that orders it (a slot at 2.99)."""
    made = make_product("APPLES", **{"name": "Apples", "price": "5.00", "stock": 10, **product})
    assert shopper.post("cart/items/", {"sku": made.sku, "quantity": quantity}).status_code == 200
    slot = make_slot(fee=Decimal("2.99"))
    return {
        "address": ADDRESS,
        "email": "robin@example.com",
        "slot_id": slot.id,
        "payment": {"method": "on_delivery"},
        "expected_total": str(made.price * quantity + slot.fee),
    }


def check_out(shopper: Shopper, body: dict[str, Any], key: str | None = None) -> Any:
    return shopper.post("checkout/", body, **{"Idempotency-Key": key or str(uuid4())})


def card(shopper: Shopper, number: str = GOOD) -> dict[str, str]:
    token = shopper.post("payments/sandbox/tokens/", {"number": number, "expiry": "12/40", "cvc": "123"})
    assert token.status_code == 201, token.content
    return {"method": "card", "card_token": token.json()["card_token"]}


def nothing_happened() -> bool:
    assert not Order.objects.exclude(status=Order.Status.PAYMENT_FAILED).exists()
    assert Product.objects.get(sku="APPLES").stock in (10, 1, 0, 3)
    assert not OutgoingMail.objects.exists()
    assert all(slot.booked == 0 or slot.booked == slot.capacity for slot in DeliverySlot.objects.all())
    return True


def test_a_visitor_orders_and_pays_on_delivery(visitor: Shopper) -> None:
    answer = check_out(visitor, {**ready(visitor), "note": "Ring twice"})
    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert (order["status"], order["status_label"]) == ("placed", "Placed")
    assert (order["subtotal"], order["delivery_fee"], order["total"]) == ("10.00", "2.99", "12.99")
    assert order["address"] == ADDRESS
    assert order["note"] == "Ring twice"
    assert order["payment"] == {
        "method": "on_delivery",
        "status": "due",
        "status_label": "Due on delivery",
        "card_last4": "",
        "amount": "12.99",
    }
    assert [(line["sku"], line["quantity"], line["line_total"]) for line in order["lines"]] == [("APPLES", 2, "10.00")]
    assert [step["status"] for step in order["history"]] == ["placed"]
    assert order["can_cancel"] is True
    assert Product.objects.get().stock == 8
    assert DeliverySlot.objects.get().booked == 1
    assert visitor.get("cart/").json()["lines"] == []


def test_the_order_can_be_read_back_as_it_was_answered(visitor: Shopper) -> None:
    order = check_out(visitor, ready(visitor)).json()
    assert visitor.get(f"orders/{order['number']}/").json() == order


def test_prices_are_kept_as_they_were(visitor: Shopper) -> None:
    order = check_out(visitor, ready(visitor)).json()
    Product.objects.update(price=Decimal("9.99"), name="Dear apples")
    line = visitor.get(f"orders/{order['number']}/").json()["lines"][0]
    assert (line["name"], line["unit_price"], line["line_total"]) == ("Apples", "5.00", "10.00")


def test_the_same_key_twice_is_one_order(visitor: Shopper) -> None:
    body = ready(visitor)
    first = check_out(visitor, body, "key-1")
    again = check_out(visitor, body, "key-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Order.objects.count() == 1
    assert Product.objects.get().stock == 8
    assert OutgoingMail.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(visitor: Shopper) -> None:
    body = ready(visitor)
    check_out(visitor, body, "key-1")
    assert is_problem(check_out(visitor, {**body, "note": "other"}, "key-1"), 409, "idempotency_key_reused")
    assert Order.objects.count() == 1


def test_two_shoppers_may_use_the_same_key(visitor: Shopper, customer: Shopper) -> None:
    body = ready(visitor)
    customer.post("cart/items/", {"sku": "APPLES", "quantity": 2})
    assert check_out(visitor, body, "key-1").status_code == 201
    assert check_out(customer, body, "key-1").status_code == 201


@pytest.mark.parametrize("key", [None, "", "x" * 81, "a b", "ünï"])
def test_a_key_must_be_sent(visitor: Shopper, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = visitor.post("checkout/", ready(visitor), **headers)
    assert is_problem(answer, 400, "idempotency_key_missing")
    assert nothing_happened()


def test_an_empty_cart_cannot_be_ordered(visitor: Shopper) -> None:
    body = ready(visitor)
    visitor.delete("cart/")
    assert is_problem(check_out(visitor, body), 400, "cart_empty")


def test_what_is_short_is_told_with_lines(visitor: Shopper) -> None:
    body = ready(visitor)
    Product.objects.update(stock=1)
    answer = check_out(visitor, body)
    assert is_problem(answer, 409, "out_of_stock")
    assert answer.json()["lines"] == [{"sku": "APPLES", "name": "Apples", "wanted": 2, "available": 1}]
    assert answer.json()["detail"] == "Only 1 of Apples left. Lower the quantity to go on."
    assert nothing_happened()
    assert CartItem.objects.get().quantity == 2


def test_a_withdrawn_product_is_told_as_out_of_stock(visitor: Shopper) -> None:
    body = ready(visitor)
    Product.objects.update(is_active=False)
    answer = check_out(visitor, body)
    assert is_problem(answer, 409, "out_of_stock")
    assert answer.json()["lines"][0]["available"] == 0


def test_a_full_slot_is_refused(visitor: Shopper) -> None:
    body = ready(visitor)
    DeliverySlot.objects.update(booked=10)
    assert is_problem(check_out(visitor, body), 409, "slot_full")
    assert nothing_happened()


@pytest.mark.parametrize(
    "change", [{"is_open": False}, {"starts_at": timezone.now() + timedelta(minutes=30)}], ids=["closed", "too soon"]
)
def test_a_slot_that_is_no_longer_offered_is_refused(visitor: Shopper, change: dict[str, Any]) -> None:
    body = ready(visitor)
    DeliverySlot.objects.update(**change)
    assert is_problem(check_out(visitor, body), 409, "slot_gone")
    assert nothing_happened()


def test_a_changed_price_is_shown_before_anything_is_ordered(visitor: Shopper) -> None:
    body = ready(visitor)
    Product.objects.update(price=Decimal("6.00"))
    answer = check_out(visitor, body)
    assert is_problem(answer, 409, "total_changed")
    assert answer.json()["total"] == "14.99"
    assert nothing_happened()


@pytest.mark.parametrize("total", ["abc", "", None, "NaN", "Infinity", "1e400", True, [], "12.999"])
def test_a_total_that_is_no_amount_is_refused(visitor: Shopper, total: Any) -> None:
    assert is_problem(check_out(visitor, {**ready(visitor), "expected_total": total}), 400, "invalid")


def limited_code(visitor: Shopper, **limits: Any) -> dict[str, Any]:
    body = ready(visitor)
    make_promotion(name="$5 off", kind="amount", amount=Decimal(5), code="FIVE", **limits)
    assert visitor.post("cart/codes/", {"code": "FIVE"}).status_code == 200
    return {**body, "expected_total": "7.99"}


def test_a_code_is_used_once_and_kept_with_the_order(visitor: Shopper) -> None:
    order = check_out(visitor, limited_code(visitor, max_redemptions=3)).json()
    assert order["discounts"] == [{"label": "$5 off", "code": "FIVE", "amount": "5.00"}]
    assert (order["discount"], order["total"]) == ("5.00", "7.99")
    use = PromotionRedemption.objects.select_related("promotion").get()
    assert (use.promotion.redemptions, use.amount) == (1, Decimal("5.00"))
    assert not CartCode.objects.exists()


def test_a_code_used_up_meanwhile_is_refused_with_the_new_total(visitor: Shopper) -> None:
    body = limited_code(visitor, max_redemptions=1)
    promotion = make_promotion_used_up("FIVE")
    answer = check_out(visitor, body)
    assert is_problem(answer, 409, "promotion_exhausted")
    assert (answer.json()["total"], answer.json()["promotions"]) == ("12.99", [{"label": "$5 off", "code": "FIVE"}])
    assert promotion.uses.count() == 0
    assert check_out(visitor, {**body, "expected_total": "12.99"}).status_code == 201


def make_promotion_used_up(code: str) -> Any:
    from shop.models import Promotion

    promotion = Promotion.objects.get(code=code)
    promotion.redemptions = promotion.max_redemptions or 0
    promotion.save()
    return promotion


def test_a_code_once_per_shopper_works_once_per_shopper(visitor: Shopper) -> None:
    body = limited_code(visitor, max_redemptions_per_shopper=1)
    assert check_out(visitor, body).status_code == 201
    visitor.post("cart/items/", {"sku": "APPLES", "quantity": 2})
    cart = visitor.post("cart/codes/", {"code": "FIVE"}).json()
    assert (cart["discount"], cart["hints"]) == ("0.00", ["The code FIVE has been used up."])
    assert is_problem(check_out(visitor, body), 409, "promotion_exhausted")


def test_a_card_is_authorized(visitor: Shopper) -> None:
    answer = check_out(visitor, {**ready(visitor), "payment": card(visitor)})
    assert answer.status_code == 201, answer.content
    order = answer.json()
    assert order["status"] == "placed"
    assert (order["payment"]["status"], order["payment"]["card_last4"]) == ("authorized", "4242")
    charge = SandboxCharge.objects.get()
    assert (charge.state, charge.amount, charge.idempotency_key) == ("authorized", Decimal("12.99"), order["number"])
    assert visitor.get("cart/").json()["lines"] == []


def test_the_same_card_checkout_twice_charges_once(visitor: Shopper) -> None:
    body = {**ready(visitor), "payment": card(visitor)}
    first, again = check_out(visitor, body, "k"), check_out(visitor, body, "k")
    assert (first.status_code, again.status_code) == (201, 200)
    assert SandboxCharge.objects.count() == 1


@pytest.mark.parametrize(("number", "reason"), [(DECLINED, "declined this card"), (POOR, "not enough money")])
def test_a_declined_card_gives_everything_back(visitor: Shopper, number: str, reason: str) -> None:
    body = {**ready(visitor), "payment": card(visitor, number)}
    for _ in range(2):
        answer = check_out(visitor, body, "same-key")
        assert is_problem(answer, 402, "payment_declined")
        assert reason in answer.json()["reason"]
    assert nothing_happened()
    assert Product.objects.get().stock == 10
    assert visitor.get("cart/").json()["item_count"] == 2
    assert visitor.get("orders/").json()["results"] == []
    assert check_out(visitor, {**body, "payment": card(visitor)}).status_code == 201


def test_a_card_service_that_does_not_answer_gives_everything_back(visitor: Shopper) -> None:
    body = {**ready(visitor), "payment": card(visitor, SILENT)}
    assert is_problem(check_out(visitor, body), 503, "payment_unavailable")
    assert nothing_happened()
    assert Product.objects.get().stock == 10
    assert check_out(visitor, {**body, "payment": {"method": "on_delivery"}}).status_code == 201


def test_a_lost_answer_is_asked_for_again(visitor: Shopper) -> None:
    answer = check_out(visitor, {**ready(visitor), "payment": card(visitor, LOST)})
    assert answer.status_code == 201
    assert Payment.objects.get().status == "authorized"


def test_cards_are_refused_where_the_shop_takes_none(visitor: Shopper, settings: Any) -> None:
    body = {**ready(visitor), "payment": card(visitor)}
    settings.PAYMENT_PROVIDER = "none"
    assert is_problem(check_out(visitor, body), 400, "invalid")
    assert visitor.post("payments/sandbox/tokens/", {}).status_code == 404
    assert nothing_happened()


@pytest.mark.parametrize(
    "details",
    [
        {"number": "4111 1111 1111 1111", "expiry": "12/40", "cvc": "123"},
        {"number": "4242424242424242", "expiry": "12/20", "cvc": "123"},
        {"number": "4242424242424242", "expiry": "13/40", "cvc": "123"},
        {"number": "4242424242424242", "expiry": "next year", "cvc": "123"},
        {"number": "4242424242424242", "expiry": "12/40", "cvc": "12a"},
        {"number": 4242424242424242, "expiry": "12/40", "cvc": "123"},
        {},
    ],
)
def test_card_details_that_cannot_be_right_are_refused(visitor: Shopper, details: dict[str, Any]) -> None:
    answer = visitor.post("payments/sandbox/tokens/", details)
    assert answer.status_code == 400


def test_a_made_up_card_token_is_declined(visitor: Shopper) -> None:
    body = {**ready(visitor), "payment": {"method": "card", "card_token": "tok_i_made_this_up"}}
    assert is_problem(check_out(visitor, body), 402, "payment_declined")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"address": {**ADDRESS, "line1": ""}}, "address.line1"),
        ({"address": {**ADDRESS, "postcode": "x" * 17}}, "address.postcode"),
        ({"address": "somewhere"}, "address.non_field_errors"),
        ({"address": None}, "address"),
        ({"email": "not an address"}, "email"),
        ({"email": ""}, "email"),
        ({"slot_id": "2"}, "slot_id"),
        ({"slot_id": None}, "slot_id"),
        ({"payment": {"method": "gold"}}, "payment.method"),
        ({"payment": {"method": "card"}}, "payment.card_token"),
        ({"payment": None}, "payment"),
        ({"note": "x" * 241}, "note"),
    ],
)
def test_what_is_missing_or_wrong_is_named(visitor: Shopper, wrong: dict[str, Any], field: str) -> None:
    answer = check_out(visitor, {**ready(visitor), **wrong})
    assert is_problem(answer, 400, "invalid")
    assert answer.json()["errors"][0]["field"] == field
    assert nothing_happened()


def test_a_visitor_must_say_where_to_send_the_confirmation(visitor: Shopper) -> None:
    body = ready(visitor)
    del body["email"]
    answer = check_out(visitor, body)
    assert is_problem(answer, 400, "invalid")
    assert answer.json()["errors"][0]["field"] == "email"


def test_a_customer_orders_to_an_address_of_the_address_book(customer: Shopper) -> None:
    body = ready(customer)
    user = customer.subject.user
    assert user is not None
    del body["address"], body["email"]
    address = make_address(user, city="Troy")
    order = check_out(customer, {**body, "address_id": address.id}).json()
    assert (order["address"]["city"], order["email"]) == ("Troy", user.email)


def test_somebody_elses_address_is_not_found(customer: Shopper, visitor: Shopper) -> None:
    body = ready(customer)
    del body["address"]
    address = make_address(make_user())
    assert is_problem(check_out(customer, {**body, "address_id": address.id}), 404, "not_found")
    assert is_problem(check_out(visitor, {**body, "address_id": address.id}), 404, "not_found")


def test_an_address_can_be_saved_on_the_way(customer: Shopper) -> None:
    body = {**ready(customer), "save_address": True}
    assert check_out(customer, body).status_code == 201
    saved = customer.get("addresses/").json()
    assert [(one["line1"], one["is_default"]) for one in saved] == [("12 Orchard Lane", True)]


def test_what_another_device_added_during_a_checkout_stays(visitor: Shopper) -> None:
    body = {**ready(visitor), "payment": card(visitor)}

    class Meanwhile:
        """Adds to the cart while the card provider is being asked."""

        def __init__(self) -> None:
            from shop.payments.sandbox import SandboxProvider

            self.real = SandboxProvider.authorize

        def __call__(self, provider: Any, *args: Any) -> Any:
            visitor.post("cart/items/", {"sku": "APPLES", "quantity": 3})
            return self.real(provider, *args)

    with pytest.MonkeyPatch.context() as patch:
        meanwhile = Meanwhile()
        patch.setattr("shop.payments.sandbox.SandboxProvider.authorize", lambda *args: meanwhile(*args))
        assert check_out(visitor, body).status_code == 201
    assert visitor.get("cart/").json()["item_count"] == 3


def test_order_placed_is_told_once_with_the_lines(visitor: Shopper) -> None:
    told: list[tuple[str, list[str]]] = []

    def listen(order: Order, **_: Any) -> None:
        told.append((order.number, [line.sku for line in order.lines.all()]))

    signals.order_placed.connect(listen)
    try:
        body = {**ready(visitor), "payment": card(visitor)}
        number = check_out(visitor, body, "k").json()["number"]
        check_out(visitor, body, "k")
    finally:
        signals.order_placed.disconnect(listen)
    assert told == [(number, ["APPLES"])]


@pytest.mark.parametrize("lines", [1, 60])
@pytest.mark.parametrize("method", ["on_delivery", "card"])
def test_checkout_takes_few_queries_whatever_the_size(customer: Shopper, lines: int, method: str) -> None:
    products = [make_product(price="1.00") for _ in range(lines)]
    make_promotion(name="One off", kind="amount", amount=Decimal(1), code="ONE", max_redemptions=5)
    customer.post("cart/codes/", {"code": "ONE"})
    CartItem.objects.bulk_create(
        CartItem(cart=customer.subject.cart, product=product, quantity=2) for product in products
    )
    slot = make_slot()
    body = {
        "address": ADDRESS,
        "slot_id": slot.id,
        "payment": card(customer) if method == "card" else {"method": method},
        "expected_total": str(Decimal(2 * lines - 1)),
    }
    with CaptureQueriesContext(connection) as queries:
        assert check_out(customer, body).status_code == 201
    # A card takes a second transaction and the sandbox's own bookkeeping.
    assert len(queries) <= (25 if method == "on_delivery" else 40), [q["sql"][:90] for q in queries.captured_queries]
