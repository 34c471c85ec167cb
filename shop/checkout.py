"""From a cart to an order, exactly once per idempotency key.

Paying on delivery is one short transaction. A card takes two, with the provider asked in between and no lock held
meanwhile: the first places the order as waiting for payment and takes stock, slot and offers; the second completes it
or gives everything back. A process that dies in between is caught up with by `shop.payments.unfinished`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from secrets import choice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from shop import address_book, errors, order_mail, reservations, signals
from shop.cards import CardData
from shop.cart import PromotionExhausted, Shopper, quantities_in_cart, take_cart
from shop.cart_pricing import PricedCart, price_cart
from shop.models import (
    DeliverySlot,
    Order,
    OrderLine,
    OrderStatusChange,
    Payment,
    Promotion,
    PromotionRedemption,
    User,
)
from shop.money import money_text
from shop.payments.provider import Charge, PaymentProvider, ProviderError, get_provider
from shop.promotions import Pricing, evaluate

# No 0/O, 1/I/L, U: numbers are read out on the phone.
NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class CartEmpty(errors.InvalidInput):
    code = "cart_empty"
    title = "Your cart is empty"


class TotalChanged(errors.Conflict):
    code = "total_changed"
    title = "The total has changed"


class KeyReused(errors.Conflict):
    code = "idempotency_key_reused"
    title = "That was another checkout"


class PaymentInProgress(errors.Conflict):
    code = "payment_in_progress"
    title = "One moment, please"


class PaymentUnavailable(errors.Unavailable):
    code = "payment_unavailable"
    title = "The card service does not answer"


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a shopper confirms. `expected_total` is what they were shown, delivery included."""

    key: str
    fingerprint: str
    address: Mapping[str, str]
    slot_id: int
    method: Payment.Method
    expected_total: Decimal
    card_token: str = ""
    email: str = ""
    note: str = ""
    save_address: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """`cards` are the lines' products by id, when the order has just been made; `is_new` is False on a replay."""

    order: Order
    is_new: bool
    cards: Mapping[int, CardData] | None = None


def fingerprint_of(body: Mapping[str, Any]) -> str:
    """One hash per meaning of a request body, whatever the order of its members."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def place_order(shopper: Shopper, user: User | None, request: CheckoutRequest) -> Placed:
    """Turn the shopper's cart into an order; with a key seen before, answer with that key's order.

    Raises:
        CartEmpty, OutOfStock, SlotGone, SlotFull, PromotionExhausted, TotalChanged: nothing was changed.
        KeyReused: the key belongs to another checkout.
        errors.PaymentDeclined, PaymentUnavailable: the card was not charged and everything taken was given back.
    """
    by_card = request.method == Payment.Method.CARD
    provider = get_provider() if by_card else None
    if by_card and provider is None:
        raise errors.InvalidInput("We do not take cards at the moment. Please choose to pay on delivery.")
    with transaction.atomic():
        placed = _place(shopper, user, request)
    if provider is not None and placed.order.status == Order.Status.PENDING_PAYMENT:
        _pay(provider, placed.order, request.card_token, shopper.session_key)
    elif placed.order.status == Order.Status.PAYMENT_FAILED:
        raise why_failed(placed.order.payment)
    return placed


def _place(shopper: Shopper, user: User | None, request: CheckoutRequest) -> Placed:
    cart_id = take_cart(shopper.subject_id)
    earlier = _earlier_order(shopper, request)
    if earlier is not None:
        return Placed(earlier, is_new=False)
    wanted = quantities_in_cart(cart_id)
    if not wanted:
        raise CartEmpty("There is nothing in your cart yet.")
    reservations.take_products(wanted)
    # Priced only now that nobody can change a price under us.
    cart = price_cart(shopper.subject_id)
    slot = reservations.take_slot(request.slot_id)
    _check_total(cart, slot, request.expected_total)
    limited = {offer.id for offer in cart.offers if offer.is_limited}
    used_up = reservations.take_promotions([one.offer_id for one in cart.pricing.applied if one.offer_id in limited])
    if used_up:
        raise _exhausted(used_up, _without(cart, used_up).total + slot.fee)
    order = _write_order(shopper, user, request, cart, slot)
    if request.save_address and user is not None:
        address_book.add_address(user, dict(request.address))
    if request.method == Payment.Method.ON_DELIVERY:
        _complete(order, shopper.session_key)
    return Placed(order, is_new=True, cards={line.card.product_id: line.card for line in cart.lines})


def _earlier_order(shopper: Shopper, request: CheckoutRequest) -> Order | None:
    """The order of this key, if there is one; a second checkout waits while a first one's card is being asked."""
    candidates = (
        Order.objects.filter(subject_id=shopper.subject_id)
        .filter(Q(idempotency_key=request.key) | Q(status=Order.Status.PENDING_PAYMENT))
        .select_related("payment", "slot")
    )
    earlier = next((order for order in candidates if order.idempotency_key == request.key), None)
    if earlier is None and candidates:
        raise PaymentInProgress("Your last order is still waiting for its card payment. Try again in a minute.")
    if earlier is not None and earlier.request_fingerprint != request.fingerprint:
        raise KeyReused("This checkout was already sent with other details. Reload the page and try again.")
    return earlier


def _check_total(cart: PricedCart, slot: DeliverySlot, expected: Decimal) -> None:
    total = cart.pricing.total + slot.fee
    if total == expected:
        return
    if evaluate(cart.basket, cart.offers, ignore_limits=True).total + slot.fee == expected:
        raise _exhausted([offer for offer in cart.offers if offer.is_used_up], total)
    raise TotalChanged(
        f"Prices have changed: your order now comes to {money_text(total)}. Please check it and confirm again.",
        total=str(total),
    )


def _without(cart: PricedCart, used_up: Sequence[Promotion]) -> Pricing:
    gone = {promotion.id for promotion in used_up}
    return evaluate(cart.basket, [offer for offer in cart.offers if offer.id not in gone])


def _exhausted(offers: Sequence[Any], total: Decimal) -> PromotionExhausted:
    names = [f"“{offer.name}”" for offer in offers]
    verb = "has" if len(names) == 1 else "have"
    return PromotionExhausted(
        f"{' and '.join(names)} {verb} just been used up. Your order now comes to {money_text(total)}.",
        total=str(total),
        promotions=[{"label": offer.name, "code": offer.code or None} for offer in offers],
    )


def _write_order(
    shopper: Shopper, user: User | None, request: CheckoutRequest, cart: PricedCart, slot: DeliverySlot
) -> Order:
    by_card = request.method == Payment.Method.CARD
    pricing = cart.pricing
    order = Order.objects.create(
        number=new_number(),
        subject_id=shopper.subject_id,
        user=user,
        email=user.email if user is not None else request.email,
        status=Order.Status.PENDING_PAYMENT if by_card else Order.Status.PLACED,
        placed_at=None if by_card else timezone.now(),
        idempotency_key=request.key,
        request_fingerprint=request.fingerprint,
        slot=slot,
        address=dict(request.address),
        note=request.note,
        currency=cart.currency,
        subtotal=pricing.subtotal,
        discount=pricing.discount,
        delivery_fee=slot.fee,
        total=pricing.total + slot.fee,
        discounts=[
            {"label": one.label, "code": one.code or None, "amount": str(one.amount)} for one in pricing.applied
        ],
    )
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product_id=line.card.product_id,
            sku=line.card.sku,
            name=line.card.name,
            size=line.card.size,
            unit_price=line.priced.unit_price,
            quantity=line.quantity,
            discount=line.priced.discount,
            promotion_label=line.priced.label,
            line_total=line.priced.total,
        )
        for line in cart.lines
    )
    _keep_as_read(order, lines)
    limited = {offer.id for offer in cart.offers if offer.is_limited}
    used = [one for one in pricing.applied if one.offer_id in limited]
    if used:
        PromotionRedemption.objects.bulk_create(
            PromotionRedemption(
                promotion_id=one.offer_id, order=order, subject_id=shopper.subject_id, amount=one.amount
            )
            for one in used
        )
    order.payment = Payment.objects.create(
        order=order,
        method=request.method,
        status=Payment.Status.PENDING if by_card else Payment.Status.DUE,
        amount=order.total,
        currency=order.currency,
    )
    return order


def _pay(provider: PaymentProvider, order: Order, card_token: str, session_key: str) -> None:
    """Ask the provider, then finish the order with its answer. No transaction is open while it is asked."""
    try:
        charge: Charge | None = provider.authorize(order.number, card_token, order.total, order.currency)
    except ProviderError:
        charge = _charge_after_silence(provider, order.number)
    finish(order, charge, provider, session_key)
    if order.status != Order.Status.PLACED:
        raise why_failed(order.payment)


def _charge_after_silence(provider: PaymentProvider, key: str) -> Charge | None:
    try:
        return provider.lookup(key)
    except ProviderError:
        return None


def finish(order: Order, charge: Charge | None, provider: PaymentProvider, session_key: str = "") -> None:
    """Complete an order that waits for its card, or give back what it took; whoever comes second changes nothing.

    Updates `order` and its payment in place.

    Args:
        charge: the provider's answer; None when there is none. Then the payment stays pending, so that
            `shop.payments.unfinished` asks again and lets go of whatever the provider may hold after all.
    """
    authorized = charge is not None and charge.state in ("authorized", "captured")
    with transaction.atomic():
        if order.subject_id is not None:
            take_cart(order.subject_id)
        now = (
            Order.objects.select_for_update(no_key=True, of=("self",))
            .select_related("payment", "slot")
            .get(pk=order.pk)
        )
        if now.status == Order.Status.PENDING_PAYMENT:
            if charge is not None:
                now.payment.provider = provider.name
                now.payment.provider_reference = charge.reference
                now.payment.card_last4 = charge.last4
                now.payment.decline_reason = charge.decline_reason
                now.payment.status = Payment.Status.AUTHORIZED if authorized else Payment.Status.DECLINED
                now.payment.save()
            if authorized:
                now.status, now.placed_at = Order.Status.PLACED, timezone.now()
                now.save(update_fields=["status", "placed_at"])
                _complete(now, session_key)
            else:
                reservations.give_back(now)
                change_status(now, Order.Status.PAYMENT_FAILED, now.payment.decline_reason)
    order.status, order.placed_at, order.payment = now.status, now.placed_at, now.payment


def _complete(order: Order, session_key: str) -> None:
    OrderStatusChange.objects.create(order=order, status=order.status)
    _take_out_of_cart(order)
    order_mail.queue_confirmation(order)
    signals.order_placed.send(sender=Order, order=order, session_key=session_key)


def change_status(order: Order, status: Order.Status, note: str = "", by: User | None = None) -> None:
    """Write the order's new state and a line of its history."""
    order.status = status
    order.save(update_fields=["status"])
    OrderStatusChange.objects.create(order=order, status=status, note=note[:240], changed_by=by)


def _take_out_of_cart(order: Order) -> None:
    """Remove what was ordered, and the typed codes; what another device added meanwhile stays."""
    quantities = {line.product_id: line.quantity for line in order.lines.all() if line.product_id is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH mine AS (SELECT id FROM shop_cart WHERE subject_id = %(subject)s),
            ordered AS (SELECT * FROM unnest(%(products)s::bigint[], %(quantities)s::int[]) AS o(product_id, quantity)),
            codes AS (DELETE FROM shop_cartcode WHERE cart_id IN (SELECT id FROM mine)),
            done AS (
                DELETE FROM shop_cartitem item USING ordered
                WHERE item.cart_id IN (SELECT id FROM mine)
                  AND item.product_id = ordered.product_id AND item.quantity <= ordered.quantity
            )
            UPDATE shop_cartitem item SET quantity = item.quantity - ordered.quantity FROM ordered
            WHERE item.cart_id IN (SELECT id FROM mine)
              AND item.product_id = ordered.product_id AND item.quantity > ordered.quantity
            """,
            {
                "subject": order.subject_id,
                "products": list(quantities),
                "quantities": list(quantities.values()),
            },
        )


def why_failed(payment: Payment) -> errors.DomainError:
    """What to tell the shopper about a card payment that did not go through."""
    if payment.status == Payment.Status.DECLINED:
        reason = payment.decline_reason or "The card was declined."
        return errors.PaymentDeclined(f"{reason} Try another card, or pay on delivery.", reason=reason)
    return PaymentUnavailable("The card service does not answer. You have not been charged; please try again.")


def new_number() -> str:
    """Readable and unguessable: one of 6.5e11."""
    letters = [choice(NUMBER_ALPHABET) for _ in range(8)]
    return f"LL-{''.join(letters[:4])}-{''.join(letters[4:])}"


def _keep_as_read(order: Order, lines: Sequence[OrderLine]) -> None:
    """Let `order.lines.all()` answer with the lines just written, as after `prefetch_related`."""
    known = OrderLine.objects.filter(order=order)
    known._result_cache = list(lines)
    order._prefetched_objects_cache = {"lines": known}  # type: ignore[attr-defined]
