"""Orders after they are placed: history, cancel, reorder, and their way to the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from shop import checkout, errors, reservations, signals
from shop.cards import CardData, card_rows
from shop.cart import Shopper, take_cart, tell
from shop.models import Order, OrderLine, Payment, User
from shop.models.cart import MAX_LINES_PER_CART
from shop.payments import settlement
from shop.signals import CartChange

Status = Order.Status

# What may follow what. Cancelling and failing are not steps of the way but ends.
NEXT: Mapping[str, tuple[Order.Status, ...]] = {
    Status.PLACED: (Status.PICKING,),
    Status.PICKING: (Status.OUT_FOR_DELIVERY,),
    Status.OUT_FOR_DELIVERY: (Status.DELIVERED,),
}
CANCELLABLE = (Status.PLACED,)
# Attempts whose card was declined were never orders to the shopper.
HIDDEN = (Status.PAYMENT_FAILED,)


class TooLate(errors.Conflict):
    code = "too_late"
    title = "Too late for that"


@dataclass(frozen=True, slots=True)
class Page:
    """Some orders, newest first; `after` is where the next page begins, None at the end."""

    orders: tuple[Order, ...]
    after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A product of an old order that could not be put into the cart as often as then."""

    sku: str
    name: str
    reason: str


def _full(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.select_related("payment", "slot").prefetch_related("lines", "history")


def order_of(subject_id: UUID | None, number: str) -> Order:
    """
    Raises:
        errors.NotFound: no such order, or somebody else's.
    """
    order = _full(Order.objects.filter(subject_id=subject_id, number=number)).first() if subject_id else None
    if order is None:
        raise errors.NotFound("There is no order of yours with that number.")
    return order


def history(subject_id: UUID | None, after: tuple[datetime, int] | None = None, limit: int = 20) -> Page:
    """The subject's orders, newest first, in a number of queries that does not depend on theirs."""
    if subject_id is None:
        return Page((), None)
    orders = Order.objects.filter(subject_id=subject_id).exclude(status__in=HIDDEN)
    if after is not None:
        created_at, id = after
        orders = orders.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=id))
    found = list(orders.select_related("slot").prefetch_related("lines")[: limit + 1])
    shown = tuple(found[:limit])
    return Page(shown, (shown[-1].created_at, shown[-1].pk) if len(found) > limit else None)


def cards_of(orders: tuple[Order, ...]) -> dict[int, CardData]:
    """The products of these orders' lines as they are now, by id. One query."""
    ids = {line.product_id for order in orders for line in order.lines.all() if line.product_id is not None}
    return card_rows(sorted(ids), with_offers=False)


def can_cancel(order: Order) -> bool:
    return order.status in CANCELLABLE


def cancel(subject_id: UUID | None, number: str) -> Order:
    """Cancel the subject's order: stock, slot and offers go back, the card is let go. Twice is as once.

    Raises:
        errors.NotFound: no such order, or somebody else's.
        TooLate: it is being picked already.
    """
    order = order_of(subject_id, number)
    cancel_order(order)
    return order_of(subject_id, number)


def cancel_order(order: Order, by: User | None = None, note: str = "") -> None:
    """As `cancel`, for an order at hand; staff give `by`, and may cancel while it is being picked."""
    allowed = (*CANCELLABLE, Status.PICKING) if by is not None else CANCELLABLE
    with transaction.atomic():
        now = (
            Order.objects.select_for_update(no_key=True, of=("self",))
            .select_related("payment", "slot")
            .get(pk=order.pk)
        )
        if now.status == Status.CANCELLED:
            return
        if now.status == Status.PENDING_PAYMENT:
            raise TooLate("The card payment is still being confirmed. Try again in a minute.")
        if now.status not in allowed:
            raise TooLate(
                "We have started on this order already, so it can no longer be cancelled here. Please call us."
            )
        reservations.give_back(now)
        checkout.change_status(now, Status.CANCELLED, note, by)
        if now.payment.status == Payment.Status.DUE:
            now.payment.status = Payment.Status.VOIDED
            now.payment.save(update_fields=["status", "updated_at"])
        signals.order_cancelled.send(sender=Order, order=now)
    settlement.settle(now.payment)


def advance(order: Order, to: str, by: User | None = None, note: str = "") -> Order:
    """Move an order one step on its way to the door.

    Raises:
        errors.Conflict: that step does not follow from where the order is.
    """
    with transaction.atomic():
        now = (
            Order.objects.select_for_update(no_key=True, of=("self",))
            .select_related("payment", "slot")
            .get(pk=order.pk)
        )
        if to not in NEXT.get(now.status, ()):
            raise errors.Conflict(
                f"{now.number} is “{now.get_status_display()}” and cannot become “{Order.Status(to).label}”."
            )
        checkout.change_status(now, Order.Status(to), note, by)
        if to == Status.DELIVERED and now.payment.status == Payment.Status.DUE:
            now.payment.status = Payment.Status.CAPTURED
            now.payment.save(update_fields=["status", "updated_at"])
    settlement.settle(now.payment)
    return now


_REORDER = """
WITH wanted AS (
    SELECT line.product_id, LEAST(sum(line.quantity), product.stock, 99)::int AS quantity
    FROM shop_orderline line JOIN shop_product product ON product.id = line.product_id
    WHERE line.order_id = %(order)s AND product.is_active AND product.stock > 0
    GROUP BY line.product_id, product.stock
),
before AS (SELECT product_id, quantity FROM shop_cartitem WHERE cart_id = %(cart)s),
room AS (SELECT GREATEST(%(max_lines)s - (SELECT count(*) FROM before), 0) AS lines),
fitting AS (
    SELECT wanted.* FROM wanted JOIN before USING (product_id)
    UNION ALL
    (SELECT * FROM wanted WHERE product_id NOT IN (SELECT product_id FROM before)
     ORDER BY product_id LIMIT (SELECT lines FROM room))
)
INSERT INTO shop_cartitem (cart_id, product_id, quantity, added_at)
SELECT %(cart)s, product_id, quantity, now() FROM fitting
ON CONFLICT (cart_id, product_id) DO UPDATE SET quantity = GREATEST(shop_cartitem.quantity, EXCLUDED.quantity)
RETURNING product_id,
          COALESCE((SELECT quantity FROM before WHERE before.product_id = shop_cartitem.product_id), 0),
          quantity
"""


def reorder(shopper: Shopper, number: str) -> tuple[Missing, ...]:
    """Put what an order held into the cart, as far as there is any; return what is missing, and why.

    A product already in the cart keeps the larger quantity, so that clicking twice is clicking once.

    Raises:
        errors.NotFound: no such order, or somebody else's.
    """
    order = order_of(shopper.subject_id, number)
    cards = cards_of((order,))
    with transaction.atomic():
        cart_id = take_cart(shopper.subject_id)
        with connection.cursor() as cursor:
            cursor.execute(_REORDER, {"order": order.pk, "cart": cart_id, "max_lines": MAX_LINES_PER_CART})
            changed = {product_id: (before, after) for product_id, before, after in cursor.fetchall()}
        tell(
            shopper,
            [CartChange(cards[product_id].sku, before, after) for product_id, (before, after) in changed.items()],
            {"source": "reorder", "order": order.number},
        )
    missing = (_missing(line, cards.get(line.product_id or 0), changed) for line in order.lines.all())
    return tuple(one for one in missing if one is not None)


def _missing(line: OrderLine, card: CardData | None, changed: Mapping[int, tuple[int, int]]) -> Missing | None:
    if card is None or not card.is_active:
        return Missing(line.sku, line.name, "We no longer sell this.")
    if not card.in_stock:
        return Missing(line.sku, line.name, "Sold out just now.")
    if card.product_id not in changed:
        return Missing(line.sku, line.name, "Your cart is full.")
    if card.available < line.quantity:
        return Missing(line.sku, line.name, f"Only {card.available} left.")
    return None
