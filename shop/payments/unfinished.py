"""Catches up with payments whose process died, or whose provider did not answer."""

from datetime import datetime, timedelta

from django.utils import timezone

from shop import checkout
from shop.models import Order, Payment
from shop.payments.provider import PaymentProvider, ProviderError, get_provider
from shop.payments.settlement import GIVEN_UP, ON_ITS_WAY, change_payment, settle

# A checkout that still lives has finished by then.
LONGEST_CHECKOUT = timedelta(seconds=90)
# After so long an authorization that the provider does not know will not arrive any more.
STRAGGLER = timedelta(hours=1)
BATCH = 100


def resolve_unfinished(now: datetime | None = None) -> int:
    """Ask the provider about every payment in doubt and act on its answer; return how many were looked at.

    Safe to run in several workers at once: what is done is guarded by the order's row.
    """
    provider = get_provider()
    if provider is None:
        return 0
    now = now or timezone.now()
    waiting = list(
        Order.objects.filter(status=Order.Status.PENDING_PAYMENT, created_at__lt=now - LONGEST_CHECKOUT)
        .select_related("payment", "slot")
        .order_by("id")[:BATCH]
    )
    for order in waiting:
        _ask_again(provider, order)
    doubtful = list(
        Payment.objects.filter(
            method=Payment.Method.CARD, status=Payment.Status.PENDING, order__status=Order.Status.PAYMENT_FAILED
        )
        .select_related("order")
        .order_by("id")[:BATCH]
    )
    for payment in doubtful:
        _let_go(provider, payment, now)
    out_of_line = Payment.objects.filter(
        method=Payment.Method.CARD, status=Payment.Status.AUTHORIZED, order__status__in=(*ON_ITS_WAY, *GIVEN_UP)
    )
    behind = list(out_of_line.select_related("order").order_by("id")[:BATCH])
    for payment in behind:
        settle(payment)
    return len(waiting) + len(doubtful) + len(behind)


def _ask_again(provider: PaymentProvider, order: Order) -> None:
    try:
        charge = provider.lookup(order.number)
    except ProviderError:
        return
    checkout.finish(order, charge, provider)


def _let_go(provider: PaymentProvider, payment: Payment, now: datetime) -> None:
    """The order was given up without knowing what the provider holds."""
    try:
        charge = provider.lookup(payment.order.number)
        if charge is None:
            if payment.created_at < now - STRAGGLER:
                change_payment(payment, Payment.Status.VOIDED)
            return
        if charge.state == "authorized":
            provider.void(charge.reference)
        elif charge.state == "captured":
            provider.refund(charge.reference)
    except ProviderError:
        return
    Payment.objects.filter(pk=payment.pk).update(provider=provider.name, provider_reference=charge.reference)
    change_payment(payment, Payment.Status.DECLINED if charge.state == "declined" else Payment.Status.VOIDED)
