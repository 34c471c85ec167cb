"""What an order is in the warehouse: one row of `order_items` for each of its lines."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max, Prefetch, Q

from analytics.warehouse.rows import Row
from shop.models import Order, OrderLine

TABLE = "order_items"
KEY = "line_id"

# The warehouse knows neither an order's number nor its id here: both name it to people.
NAMES = UUID("5d1f7a0e-6a3c-5b1e-9c55-1eaf10af0002")

_BOUGHT = frozenset({Order.Status.PLACED, Order.Status.PICKING, Order.Status.OUT_FOR_DELIVERY, Order.Status.DELIVERED})
_CANCELLED = Q(history__status=Order.Status.CANCELLED)


def rows_of(order_ids: Sequence[str]) -> list[Row]:
    """The rows of these orders as they shall be in the warehouse now; those that shall not be there say so (`gone`).

    An order is there from the moment it was placed, cancelled or not; one whose shopper was erased is not.
    """
    orders = (
        Order.objects.filter(pk__in=[int(order_id) for order_id in order_ids])
        .exclude(placed_at=None)
        .annotate(cancelled_at=Max("history__changed_at", filter=_CANCELLED))
        .select_related("slot", "subject__merged_into")
        .prefetch_related(Prefetch("lines", OrderLine.objects.select_related("product__category", "product__brand")))
        .order_by("pk")
    )
    return list(_rows(orders))


def line_id(line: OrderLine) -> str:
    """The name of an order line in the warehouse."""
    return str(uuid5(NAMES, f"line:{line.pk}:{line.order_id}"))


def order_id(order: Order) -> str:
    """The name of an order in the warehouse."""
    return str(uuid5(NAMES, f"order:{order.pk}:{order.number}"))


def _rows(orders: Iterable[Any]) -> Iterator[Row]:
    for order in orders:
        day = order.placed_at.astimezone(UTC).date().isoformat()
        for line in order.lines.all():
            name = line_id(line)
            if order.subject is None or not (order.status in _BOUGHT or order.status == Order.Status.CANCELLED):
                content: dict[str, Any] = {KEY: name, "gone": True}
            else:
                content = {KEY: name, **_content(order, line)}
            yield Row(name, day, json.dumps(content), source=str(order.pk))


def _content(order: Any, line: OrderLine) -> dict[str, Any]:
    who = order.subject.merged_into or order.subject
    product = line.product
    brand = product.brand if product is not None else None
    return {
        "order_id": order_id(order),
        "user_id": str(who.warehouse_key),
        "ordered_at": _moment(order.placed_at),
        "cancelled_at": _moment(order.cancelled_at) if order.status == Order.Status.CANCELLED else None,
        "product_id": line.sku,
        "product_name": line.name,
        "category": "/".join(product.category.path) if product is not None else None,
        "brand": brand.slug if brand is not None else None,
        "dietary": product.dietary if product is not None else None,
        "quantity": line.quantity,
        "unit_price": str(line.unit_price),
        "discount": str(line.discount),
        "line_total": str(line.line_total),
        "currency": order.currency,
        "promotion": line.promotion_label or None,
        "delivery_start": _moment(order.slot.starts_at) if order.slot is not None else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment is not None else None
