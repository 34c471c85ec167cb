"""The shop with its locks taken out: what `shop.reservations` takes is read, checked, and written back.

Served only by test_parallel_checkout, to show that the crowd there does oversell a shop that is not careful. The
written numbers stay in range, so the CHECK constraints do not notice.
"""

import time
from collections.abc import Mapping, Sequence

from leafloaf.wsgi import application
from shop import reservations
from shop.cart import OutOfStock
from shop.delivery import SlotFull
from shop.models import DeliverySlot, Product, Promotion

__all__ = ["application"]


def take_products(quantities: Mapping[int, int]) -> None:
    for product in Product.objects.filter(id__in=quantities):
        if product.stock < quantities[product.id]:
            raise OutOfStock("Sold out.", lines=[])
        time.sleep(0)
        Product.objects.filter(id=product.id).update(stock=product.stock - quantities[product.id])


def take_slot(slot_id: int) -> DeliverySlot:
    slot = DeliverySlot.objects.get(id=slot_id)
    if slot.booked >= slot.capacity:
        raise SlotFull("Full.")
    time.sleep(0)
    DeliverySlot.objects.filter(id=slot_id).update(booked=slot.booked + 1)
    return slot


def take_promotions(promotion_ids: Sequence[int]) -> list[Promotion]:
    promotions = list(Promotion.objects.filter(id__in=promotion_ids))
    used_up = [one for one in promotions if one.redemptions >= (one.max_redemptions or 0)]
    for promotion in promotions:
        time.sleep(0)
        Promotion.objects.filter(id=promotion.id).update(redemptions=promotion.redemptions + 1)
    return used_up


reservations.take_products = take_products
reservations.take_slot = take_slot  # type: ignore[assignment]  # without the clock
reservations.take_promotions = take_promotions
