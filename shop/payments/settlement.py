"""Keeps what the provider holds in line with what became of the order."""

import logging

from django.db import transaction
from django.utils import timezone

from shop.models import Order, Payment
from shop.payments.provider import PaymentProvider, ProviderError, get_provider

log = logging.getLogger(__name__)

ON_ITS_WAY = (Order.Status.OUT_FOR_DELIVERY, Order.Status.DELIVERED)
GIVEN_UP = (Order.Status.CANCELLED, Order.Status.PAYMENT_FAILED)


def settle(payment: Payment) -> None:
    """Capture, void or refund a card payment as its order demands; nothing happens when it is in line already.

    Call outside any transaction, after the order's change is committed. If the provider does not answer, the sweep in
    `shop.payments.unfinished` comes back to it.
    """
    provider = get_provider()
    if provider is None or payment.method != Payment.Method.CARD or not payment.provider_reference:
        return
    try:
        after = _act(provider, payment)
    except ProviderError:
        log.warning("Payment of %s could not be settled; it will be tried again.", payment.order.number)
        return
    if after is not None:
        change_payment(payment, after)


def _act(provider: PaymentProvider, payment: Payment) -> Payment.Status | None:
    status, reference = payment.order.status, payment.provider_reference
    if payment.status == Payment.Status.AUTHORIZED and status in ON_ITS_WAY:
        provider.capture(reference)
        return Payment.Status.CAPTURED
    if payment.status == Payment.Status.AUTHORIZED and status in GIVEN_UP:
        provider.void(reference)
        return Payment.Status.VOIDED
    if payment.status == Payment.Status.CAPTURED and status in GIVEN_UP:
        provider.refund(reference)
        return Payment.Status.REFUNDED
    return None


def change_payment(payment: Payment, to: Payment.Status) -> None:
    """Write the payment's new state unless somebody else changed it meanwhile."""
    with transaction.atomic():
        done = Payment.objects.filter(pk=payment.pk, status=payment.status).update(status=to, updated_at=timezone.now())
    if done:
        payment.status = to
