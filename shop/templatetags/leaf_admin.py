"""What the admin's own pages need in templates."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from shop.drawing.bars import diverging_bar, meter
from shop.drawing.pictures import thumbnail
from shop.models import Product
from shop.money import money_text

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """`{{ order.total|money }}`: "$4.10"."""
    return "—" if amount is None else money_text(amount)


@register.filter
def picture(product: Product | None, size_px: int = 44) -> SafeString:
    """`{{ line.product|picture:56 }}`: the product's photo or drawing."""
    return thumbnail(product, size_px)


@register.filter
def duration(seconds: float | None) -> str:
    """`{{ age|duration }}`: "4 s", "3 min", "2 h", "5 days"."""
    if seconds is None:
        return "—"
    for limit, unit_s, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / unit_s:.0f} {unit}"
    return f"{seconds / 86_400:.0f} days"


@register.simple_tag
def filled(part: int, whole: int, what: str) -> SafeString:
    """`{% filled slot.booked slot.capacity "booked" %}`: a meter."""
    return meter(part, whole, what)


@register.simple_tag
def swing(value: float, scale: float = 1.0) -> SafeString:
    """`{% swing fact.value %}`: a bar left or right of a middle line."""
    return diverging_bar(value, scale)
