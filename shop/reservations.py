"""What an order takes from the shop (stock, a place in a slot, uses of limited offers) and gives back.

Rows are always locked in one order: the cart, the order, products by id, the slot, promotions by id. So two checkouts,
or a checkout and a cancellation, never wait for each other in a circle. Conditions in the UPDATEs and CHECK constraints
of the tables guard the same limits a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from shop import errors
from shop.cart import OutOfStock
from shop.delivery import LEAD_TIME, SlotFull, SlotGone
from shop.models import DeliverySlot, Order, Product, Promotion


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product of which less is left than was wanted."""

    sku: str
    name: str
    wanted: int
    available: int


def take_products(quantities: Mapping[int, int]) -> None:
    """Take so many of each product out of stock, locking the products until the transaction ends.

    Raises:
        OutOfStock: any of them is short; `lines` says which, and how many are left. Nothing is taken.
    """
    products = {
        product.id: product
        for product in Product.objects.select_for_update(no_key=True)
        .filter(id__in=quantities)
        .order_by("id")
        .only("id", "sku", "name", "stock", "is_active")
    }
    short = [
        Shortage(product.sku, product.name, wanted, product.stock if product.is_active else 0)
        for product, wanted in ((products[product_id], wanted) for product_id, wanted in quantities.items())
        if not product.is_active or product.stock < wanted
    ]
    if short:
        raise OutOfStock(
            _say(short),
            lines=[
                {"sku": one.sku, "name": one.name, "wanted": one.wanted, "available": one.available} for one in short
            ],
        )
    _change_stock({product_id: -wanted for product_id, wanted in quantities.items()})


def take_slot(slot_id: int, now: datetime | None = None) -> DeliverySlot:
    """Take one place in a delivery slot.

    Raises:
        SlotGone: no such slot, closed, or too soon.
        SlotFull: no place left.
    """
    earliest = (now or timezone.now()) + LEAD_TIME
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_deliveryslot SET booked = booked + 1"
            " WHERE id = %s AND is_open AND starts_at >= %s AND booked < capacity"
            " RETURNING id, starts_at, ends_at, capacity, booked, fee, is_open",
            [slot_id, earliest],
        )
        row = cursor.fetchone()
    if row is not None:
        names = ("id", "starts_at", "ends_at", "capacity", "booked", "fee", "is_open")
        return DeliverySlot(**dict(zip(names, row, strict=True)))
    slot = DeliverySlot.objects.filter(id=slot_id).first()
    if slot is None or not slot.is_open or slot.starts_at < earliest:
        raise SlotGone("That delivery time is no longer offered. Please choose another.")
    raise SlotFull("That delivery time has just filled up. Please choose another.")


def take_promotions(promotion_ids: Sequence[int]) -> list[Promotion]:
    """Use each promotion once; return those that were used up before we came. Nothing is used if there are any."""
    if not promotion_ids:
        return []
    locked = list(Promotion.objects.select_for_update(no_key=True).filter(id__in=promotion_ids).order_by("id"))
    used_up = [one for one in locked if one.max_redemptions is not None and one.redemptions >= one.max_redemptions]
    if not used_up:
        _change_redemptions([one.id for one in locked], 1)
    return used_up


def give_back(order: Order) -> None:
    """Return everything the order took. Call once, with the order's row locked, inside a transaction."""
    quantities: dict[int, int] = {}
    for line in order.lines.all():
        if line.product_id is not None:
            quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
    list(Product.objects.select_for_update(no_key=True).filter(id__in=quantities).order_by("id").values_list("id"))
    _change_stock(quantities)
    if order.slot_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE shop_deliveryslot SET booked = GREATEST(booked - 1, 0) WHERE id = %s", [order.slot_id]
            )
    used = sorted(order.redemptions.values_list("promotion_id", flat=True))
    list(Promotion.objects.select_for_update(no_key=True).filter(id__in=used).order_by("id").values_list("id"))
    _change_redemptions(used, -1)
    order.redemptions.all().delete()


def _change_stock(changes: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_product SET stock = stock + change.amount"
            " FROM unnest(%s::bigint[], %s::int[]) AS change(product_id, amount)"
            " WHERE shop_product.id = change.product_id AND stock + change.amount >= 0",
            [list(changes), list(changes.values())],
        )
        if cursor.rowcount != len(changes):
            raise errors.Conflict("Somebody was faster. Please try again.")


def _change_redemptions(promotion_ids: Sequence[int], change: int) -> None:
    if not promotion_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_promotion SET redemptions = GREATEST(redemptions + %s, 0) WHERE id = ANY(%s)",
            [change, list(promotion_ids)],
        )


def _say(short: Sequence[Shortage]) -> str:
    first = short[0]
    if len(short) > 1:
        return f"{first.name} and {len(short) - 1} more are not available as ordered. Your cart shows what is left."
    if first.available:
        return f"Only {first.available} of {first.name} left. Lower the quantity to go on."
    return f"{first.name} has just sold out. Remove it to go on."
