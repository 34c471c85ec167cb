"""What staff see first: today's orders, what fills up and what runs low, and what shoppers are doing."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate, TruncMinute
from django.http import HttpRequest
from django.utils import timezone

from analytics.models import Event
from personalization import popularity
from shop.admin.day_filter import start_of
from shop.models import DeliverySlot, Order, Product
from shop.money import money_text

DAYS_SHOWN = 14
MINUTES_SHOWN = 60
LOW_STOCK = 10
ROWS = 7
Status = Order.Status
# What was sold: attempts that failed and orders taken back are not.
NOT_SOLD = (Status.PENDING_PAYMENT, Status.PAYMENT_FAILED, Status.CANCELLED)
OPEN = (Status.PLACED, Status.PICKING, Status.OUT_FOR_DELIVERY)


@dataclass(frozen=True, slots=True)
class Day:
    """What was ordered on one local day; `revenue` in the shop's currency."""

    day: date
    orders: int
    revenue: Decimal


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's callback for the first page: each part only for those who may look at it."""
    may = request.user.has_perm
    parts: dict[str, Any] = {"now": timezone.localtime(), "title": "Today"}
    if may("shop.view_order"):
        parts |= {"selling": _selling(), "work": _work()}
    if may("shop.view_deliveryslot"):
        parts["slot_days"] = _slot_days()
    if may("shop.view_product"):
        parts["low_stock"] = _low_stock()
        parts["trending"] = _trending()
    if may("analytics.view_event"):
        parts["events"] = _events()
    return {**context, **parts}


def days_of_orders(today: date, days: int = DAYS_SHOWN) -> list[Day]:
    """The last so many local days with their sold orders, oldest first, days without any included. One query."""
    first = today - timedelta(days=days - 1)
    since = start_of(first)
    rows = (
        Order.objects.filter(placed_at__gte=since)
        .exclude(status__in=NOT_SOLD)
        .order_by()
        .values(day=TruncDate("placed_at"))
        .annotate(orders=Count("pk"), revenue=Sum("total"))
    )
    found = {row["day"]: Day(row["day"], row["orders"], row["revenue"]) for row in rows}
    every = (first + timedelta(days=offset) for offset in range(days))
    return [found.get(day, Day(day, 0, Decimal("0.00"))) for day in every]


def _selling() -> dict[str, Any]:
    days = days_of_orders(timezone.localdate())
    today, yesterday = days[-1], days[-2]
    return {
        "today": today,
        "yesterday": yesterday,
        "average": money_text(today.revenue / today.orders) if today.orders else None,
        "has_orders": any(day.orders for day in days),
        "days": days,
        "orders_chart": _chart(days, "Orders", [day.orders for day in days]),
        "revenue_chart": _chart(days, "Revenue", [float(day.revenue) for day in days]),
        "chart_options": json.dumps(CHART_OPTIONS),
    }


_TICKS = {"color": "#8a8272", "font": {"family": "'Figtree Variable', system-ui, sans-serif"}}
CHART_OPTIONS: dict[str, Any] = {
    "animation": False,
    "maintainAspectRatio": False,
    "plugins": {"legend": {"display": False}},
    "scales": {
        "x": {"grid": {"display": False}, "ticks": {**_TICKS, "maxRotation": 0, "autoSkipPadding": 12}},
        "y": {"beginAtZero": True, "border": {"display": False}, "ticks": {**_TICKS, "precision": 0}},
    },
}


def _chart(days: list[Day], label: str, values: list[float] | list[int]) -> str:
    dataset = {
        "label": label,
        "data": values,
        "backgroundColor": ["var(--leaf-mid)"] * (len(values) - 1) + ["var(--leaf)"],
        "borderRadius": 6,
        "maxBarThickness": 34,
    }
    return json.dumps({"labels": [f"{day.day:%b} {day.day.day}" for day in days], "datasets": [dataset]})


def _work() -> list[dict[str, Any]]:
    """Open orders by state; cancellations and failures are no work."""
    counts: Counter[str] = Counter()
    for status, count in Order.objects.filter(status__in=OPEN).order_by().values_list("status").annotate(Count("pk")):
        counts[status] = count
    return [{"status": status.value, "label": status.label, "count": counts[status.value]} for status in OPEN]


def _slot_days() -> list[dict[str, Any]]:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    start, end = start_of(today), start_of(tomorrow + timedelta(days=1))
    slots = DeliverySlot.objects.filter(starts_at__gte=start, starts_at__lt=end, ends_at__gt=timezone.now())
    days: dict[date, list[DeliverySlot]] = {today: [], tomorrow: []}
    for slot in slots.order_by("starts_at"):
        days[timezone.localtime(slot.starts_at).date()].append(slot)
    return [
        {
            "name": "Today" if day == today else "Tomorrow",
            "slots": of_day,
            "booked": sum(slot.booked for slot in of_day),
            "capacity": sum(slot.capacity for slot in of_day),
        }
        for day, of_day in days.items()
    ]


def _low_stock() -> dict[str, Any]:
    """The products that run out first, and how many there are. One query."""
    low = Product.objects.filter(is_active=True, stock__lt=LOW_STOCK).select_related("category")
    products = list(low.order_by("stock", "name"))
    return {"products": products[:ROWS], "count": len(products), "out": sum(not product.stock for product in products)}


def _trending() -> list[Product]:
    ids = [product_id for product_id, _ in popularity.trending(ROWS)]
    products = Product.objects.select_related("category").in_bulk(ids)
    return [products[product_id] for product_id in ids if product_id in products]


def _events() -> dict[str, Any]:
    """Events by minute of the last hour, and how many shoppers they are from. Two queries."""
    now = timezone.now().replace(second=0, microsecond=0)
    since = now - timedelta(minutes=MINUTES_SHOWN - 1)
    recent = Event.objects.filter(received_at__gte=since).order_by()
    by_minute = dict(recent.values_list(TruncMinute("received_at")).annotate(Count("pk")))
    counts = [by_minute.get(since + timedelta(minutes=offset), 0) for offset in range(MINUTES_SHOWN)]
    most = max(counts)
    return {
        "total": sum(counts),
        "per_minute": round(sum(counts[-6:-1]) / 5, 1),
        "shoppers": recent.aggregate(count=Count("subject_id", distinct=True))["count"],
        "bars": [{"count": count, "height": round(100 * count / most) if most else 0} for count in counts],
    }
