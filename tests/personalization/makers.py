"""Small makers of what the ranking works on."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
from django.utils import timezone

from personalization.features import Act, Purchase, Shopper
from shop.models import Order, OrderLine, Product, Subject
from shop.search.candidates import Candidates
from shop.search.columns import facet_arrays

_serial = count(1)


def candidates_of(*products: dict[str, Any], query: str = "") -> Candidates:
    """Candidates in the order given; name only what the test is about.

    Each product: id, relevance, category, unit_price, in_stock, added_on, facets (space separated).
    """
    keys, index, start = facet_arrays([one.get("facets", "") for one in products])
    size = len(products)
    empty = np.full(size, np.nan, np.float32)
    return Candidates(
        query=query,
        corrected_query=None,
        notice=None,
        total=size,
        total_is_exact=True,
        product_id=np.array([one.get("id", at + 1) for at, one in enumerate(products)], np.int64),
        sku=tuple(f"SKU-{at}" for at in range(size)),
        text=empty,
        semantic=empty,
        relevance=np.array([one.get("relevance", 1.0) for one in products], np.float32),
        category_id=np.array([one.get("category", 1) for one in products], np.int64),
        brand_id=np.zeros(size, np.int64),
        price=np.ones(size),
        unit_price=np.array([one.get("unit_price", np.nan) for one in products], np.float64),
        in_stock=np.array([one.get("in_stock", True) for one in products], np.bool_),
        added_on=np.array([one.get("added_on", date(2026, 1, 1)) for one in products], "datetime64[D]"),
        facet_keys=keys,
        facet_index=index,
        facet_start=start,
    )


def a_purchase(product_id: int = 1, **fields: Any) -> Purchase:
    values: dict[str, Any] = {
        "category_id": 1,
        "order_id": next(_serial),
        "quantity": 1,
        "bought_at": timezone.now(),
        "name": f"Product {product_id}",
        "unit_price": None,
        "unit_price_per": "oz",
        **fields,
    }
    return Purchase(product_id=product_id, **values)


def an_act(event_type: str, product_id: int = 1, **fields: Any) -> Act:
    values: dict[str, Any] = {
        "category_id": 1,
        "sku": f"SKU-{product_id}",
        "name": f"Product {product_id}",
        "at": timezone.now(),
        "facets": frozenset(),
        **fields,
    }
    return Act(event_type=event_type, product_id=product_id, **values)


def a_shopper(**fields: Any) -> Shopper:
    """A shopper without a row in the database; `neighbours` as {(seed, neighbour): similarity}."""
    links = fields.pop("neighbours", {})
    subject = fields.pop("subject_id", None)
    return Shopper(
        subject_id=subject,
        personal=True,
        seed_ids=np.array([seed for seed, _ in links], np.int64),
        neighbour_ids=np.array([other for _, other in links], np.int64),
        similarities=np.array(list(links.values()), np.float64),
        **fields,
    )


def make_order(
    subject: Subject, quantities: dict[Product, int], *, days_ago: float = 0, status: str = Order.Status.DELIVERED
) -> Order:
    """An order of these products, placed some days ago."""
    number, placed_at = next(_serial), timezone.now() - timedelta(days=days_ago)
    order = Order.objects.create(
        number=f"LL-{number}",
        subject=subject,
        email="robin@example.com",
        status=status,
        idempotency_key=f"key-{number}",
        address={},
        currency="USD",
        subtotal=1,
        total=1,
        placed_at=placed_at,
    )
    _backdate(order, placed_at)
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=product,
            sku=product.sku,
            name=product.name,
            unit_price=product.price,
            quantity=quantity,
            line_total=product.price * quantity,
        )
        for product, quantity in quantities.items()
    )
    return order


def _backdate(order: Order, placed_at: datetime) -> None:
    Order.objects.filter(pk=order.pk).update(created_at=placed_at)
