"""Orders placed through the real checkout, in a line."""

from itertools import count
from typing import Any

from shop import checkout
from shop.cart import Shopper, add_item
from shop.cart_pricing import price_cart
from shop.models import DeliverySlot, Order, Payment, Product, Subject, User
from tests.shop.factories import ADDRESS, make_product, make_slot, make_subject

_serial = count(1)


def place_order(
    *products: Product,
    quantity: int = 1,
    slot: DeliverySlot | None = None,
    user: User | None = None,
    subject: Subject | None = None,
    email: str = "robin@example.com",
    **fields: Any,
) -> Order:
    """An order of so many of each product (of a new one if none is named), to be paid at the door."""
    slot = slot or make_slot()
    shopper = Shopper((subject or make_subject(user)).id, "session")
    for product in products or (make_product(),):
        add_item(shopper, product.sku, quantity)
    number = next(_serial)
    request = checkout.CheckoutRequest(
        key=f"key-{number}",
        fingerprint=f"print-{number}",
        address=ADDRESS,
        slot_id=slot.id,
        method=Payment.Method.ON_DELIVERY,
        expected_total=price_cart(shopper.subject_id).pricing.total + slot.fee,
        email=email,
        **fields,
    )
    return Order.objects.get(pk=checkout.place_order(shopper, user, request).order.pk)
