"""The mail that confirms an order."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from shop import mail
from shop.models import DeliverySlot, Order, Payment
from shop.money import money_text


def queue_confirmation(order: Order) -> None:
    """Write the confirmation into the mail queue, once per order, in the caller's transaction."""
    context = confirmation_context(order)
    mail.queue(
        cause=f"order-confirmation:{order.number}",
        to=order.email,
        subject=f"Your LeafLoaf order {order.number}",
        text=render_to_string("mail/order_confirmation.txt", context),
        html=render_to_string("mail/order_confirmation.html", context),
    )


def confirmation_context(order: Order) -> dict[str, Any]:
    """What the templates show; all money as text."""
    by_card = order.payment.method == Payment.Method.CARD
    return {
        "order": order,
        "lines": [
            {
                "quantity": line.quantity,
                "name": line.name,
                "size": line.size,
                "promotion_label": line.promotion_label,
                "total": money_text(line.line_total),
            }
            for line in order.lines.all()
        ],
        "subtotal": money_text(order.subtotal),
        "discounts": [{"label": one["label"], "amount": money_text(Decimal(one["amount"]))} for one in order.discounts],
        "delivery_fee": money_text(order.delivery_fee) if order.delivery_fee else "Free",
        "total": money_text(order.total),
        "slot": slot_text(order.slot) if order.slot else "",
        "address": address_lines(order.address),
        "payment": f"Card ending in {order.payment.card_last4}" if by_card else "Pay on delivery",
        "link": f"{settings.PUBLIC_URL}/orders/{order.number}",
        "shop_link": settings.PUBLIC_URL,
    }


def slot_text(slot: DeliverySlot) -> str:
    """ "Tuesday, November 24, 8:00 AM to 10:00 AM", in the shop's local time."""
    zone = ZoneInfo(settings.TIME_ZONE)
    starts, ends = timezone.localtime(slot.starts_at, zone), timezone.localtime(slot.ends_at, zone)
    return f"{starts:%A, %B} {starts.day}, {_hour(starts)} to {_hour(ends)}"


def _hour(moment: datetime) -> str:
    return f"{moment:%I:%M %p}".lstrip("0")


def address_lines(address: dict[str, str]) -> list[str]:
    """The address as on an envelope."""
    town = " ".join(part for part in (address.get("region", ""), address.get("postcode", "")) if part)
    lines = [
        address.get("recipient", ""),
        address.get("line1", ""),
        address.get("line2", ""),
        ", ".join(part for part in (address.get("city", ""), town) if part),
    ]
    return [line for line in lines if line]
