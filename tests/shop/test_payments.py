"""Payments in doubt: the process died, the answer was lost, the provider was away."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from shop import checkout, errors, orders
from shop.cart import Shopper, add_item
from shop.models import Cart, DeliverySlot, Order, OutgoingMail, Payment, Product, SandboxCharge
from shop.payments import provider as provider_module
from shop.payments import sandbox
from shop.payments.provider import Charge, ProviderError, get_provider
from shop.payments.unfinished import resolve_unfinished
from tests.shop.factories import ADDRESS, make_product, make_slot, make_subject

pytestmark = pytest.mark.django_db
Provider = sandbox.SandboxProvider


@pytest.fixture
def shopper() -> Shopper:
    shopper = Shopper(make_subject().id)
    add_item(shopper, make_product(price="3.00", stock=10).sku, 2)
    return shopper


def request(number: str = sandbox.APPROVED, key: str = "k") -> checkout.CheckoutRequest:
    slot = DeliverySlot.objects.first() or make_slot()
    return checkout.CheckoutRequest(
        key=key,
        fingerprint="f",
        address=ADDRESS,
        slot_id=slot.id,
        method=Payment.Method.CARD,
        expected_total=Decimal("6.00"),
        card_token=sandbox.tokenize(number, "12/40", "123").card_token,
        email="robin@example.com",
    )


class Died(BaseException):
    """The process was killed."""


def later() -> Any:
    return timezone.now() + timedelta(minutes=5)


def dies(*_: Any) -> Any:
    raise Died


def away(*_: Any) -> Any:
    raise ProviderError


def everything_is_back() -> bool:
    order = Order.objects.get()
    assert order.status == "payment_failed"
    assert Product.objects.get().stock == 10
    assert DeliverySlot.objects.get().booked == 0
    assert not OutgoingMail.objects.exists()
    assert Cart.objects.get().items.count() == 1
    return True


def test_death_before_the_provider_is_asked_gives_everything_back(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Provider, "authorize", dies)
        with pytest.raises(Died):
            checkout.place_order(shopper, None, request())
    assert Order.objects.get().status == "pending_payment"
    assert Product.objects.get().stock == 8
    assert resolve_unfinished(timezone.now()) == 0, "a checkout that may still live is left alone"
    resolve_unfinished(later())
    assert everything_is_back()


def test_death_after_the_provider_said_yes_places_the_order(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "finish", dies)
        with pytest.raises(Died):
            checkout.place_order(shopper, None, request())
    resolve_unfinished(later())
    order = Order.objects.get()
    assert (order.status, order.payment.status, order.payment.card_last4) == ("placed", "authorized", "4242")
    assert OutgoingMail.objects.count() == 1
    assert Cart.objects.get().items.count() == 0
    resolve_unfinished(later())
    assert OutgoingMail.objects.count() == 1


def test_death_after_the_provider_said_no_gives_everything_back(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "finish", dies)
        with pytest.raises(Died):
            checkout.place_order(shopper, None, request(sandbox.DECLINED))
    resolve_unfinished(later())
    assert everything_is_back()
    assert Payment.objects.get().status == "declined"


def test_the_same_key_after_a_death_goes_on_where_it_stopped(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = request()
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "finish", dies)
        with pytest.raises(Died):
            checkout.place_order(shopper, None, wanted)
    placed = checkout.place_order(shopper, None, wanted)
    assert (placed.is_new, placed.order.status) == (False, "placed")
    assert SandboxCharge.objects.count() == 1
    assert Order.objects.count() == 1


def test_another_checkout_waits_while_a_card_is_in_doubt(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Provider, "authorize", dies)
        with pytest.raises(Died):
            checkout.place_order(shopper, None, request())
    with pytest.raises(checkout.PaymentInProgress):
        checkout.place_order(shopper, None, request(key="other"))
    assert Product.objects.get().stock == 8


def test_a_charge_behind_a_silent_provider_is_let_go_later(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Provider, "lookup", away)
        with pytest.raises(checkout.PaymentUnavailable):
            checkout.place_order(shopper, None, request(sandbox.ANSWER_LOST))
    assert everything_is_back()
    assert SandboxCharge.objects.get().state == "authorized"
    resolve_unfinished(later())
    assert SandboxCharge.objects.get().state == "voided"
    assert Payment.objects.get().status == "voided"


def test_an_authorization_after_the_order_was_given_up_is_let_go(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep was faster than a very slow provider."""
    authorize = Provider.authorize

    def slow(self: Provider, *args: Any) -> Charge:
        resolve_unfinished(later())
        return authorize(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(Provider, "authorize", slow)
        with pytest.raises(checkout.PaymentUnavailable):
            checkout.place_order(shopper, None, request())
    assert everything_is_back()
    resolve_unfinished(later())
    assert SandboxCharge.objects.get().state == "voided"


def test_nothing_came_of_it_is_written_down_after_an_hour(shopper: Shopper) -> None:
    with pytest.raises(checkout.PaymentUnavailable):
        checkout.place_order(shopper, None, request(sandbox.PROVIDER_ERROR))
    resolve_unfinished(later())
    assert Payment.objects.get().status == "pending"
    resolve_unfinished(timezone.now() + timedelta(hours=2))
    assert Payment.objects.get().status == "voided"


def test_a_capture_that_failed_is_tried_again(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    order = checkout.place_order(shopper, None, request()).order
    orders.advance(order, "picking")
    with monkeypatch.context() as patch:
        patch.setattr(Provider, "capture", away)
        orders.advance(order, "out_for_delivery")
    assert Payment.objects.get().status == "authorized"
    resolve_unfinished(later())
    assert (Payment.objects.get().status, SandboxCharge.objects.get().state) == ("captured", "captured")


def test_cancelling_works_while_the_provider_is_away(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    order = checkout.place_order(shopper, None, request()).order
    with monkeypatch.context() as patch:
        patch.setattr(Provider, "void", away)
        orders.cancel(shopper.subject_id, order.number)
    assert Product.objects.get().stock == 10
    resolve_unfinished(later())
    assert (Payment.objects.get().status, SandboxCharge.objects.get().state) == ("voided", "voided")


def test_no_transaction_is_open_while_the_provider_is_asked(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    depth: list[int] = []
    authorize = Provider.authorize

    def look(self: Provider, *args: Any) -> Charge:
        from django.db import connection

        depth.append(len(connection.savepoint_ids))
        return authorize(self, *args)

    monkeypatch.setattr(Provider, "authorize", look)
    checkout.place_order(shopper, None, request())
    assert depth == [0], "only the test's own transaction"


# --- The sandbox provider -----------------------------------------------------------------------------------------


def test_the_same_key_gives_the_same_charge() -> None:
    token = sandbox.tokenize(sandbox.APPROVED, "12/40", "123").card_token
    one = Provider().authorize("key", token, Decimal(5), "USD")
    assert Provider().authorize("key", token, Decimal(5), "USD") == one == Provider().lookup("key")
    assert Provider().lookup("other") is None


def test_what_is_voided_cannot_be_captured() -> None:
    token = sandbox.tokenize(sandbox.APPROVED, "12/40", "123").card_token
    charge = Provider().authorize("key", token, Decimal(5), "USD")
    assert Provider().void(charge.reference).state == "voided"
    assert Provider().void(charge.reference).state == "voided"
    with pytest.raises(ProviderError):
        Provider().capture(charge.reference)
    with pytest.raises(ProviderError):
        Provider().void("never heard of")


def test_a_captured_charge_can_be_refunded() -> None:
    token = sandbox.tokenize(sandbox.APPROVED, "12/40", "123").card_token
    charge = Provider().authorize("key", token, Decimal(5), "USD")
    Provider().capture(charge.reference)
    assert Provider().refund(charge.reference).state == "refunded"


def test_a_card_is_good_to_the_end_of_its_month() -> None:
    from datetime import date

    sandbox.tokenize(sandbox.APPROVED, "11/26", "123", today=date(2026, 11, 30))
    with pytest.raises(errors.InvalidInput):
        sandbox.tokenize(sandbox.APPROVED, "11/26", "123", today=date(2026, 12, 1))


def test_no_card_number_is_in_the_token() -> None:
    assert "424242" not in sandbox.tokenize(sandbox.APPROVED, "12/40", "123").card_token


def test_the_provider_is_chosen_by_setting(settings: Any) -> None:
    assert get_provider() is get_provider()
    settings.PAYMENT_PROVIDER = "none"
    assert get_provider() is None
    settings.PAYMENT_PROVIDER = "shop.payments.sandbox.SandboxProvider"
    assert isinstance(get_provider(), Provider)
    provider_module._make.cache_clear()
