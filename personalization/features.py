"""What is known about one shopper when something is ranked for them: one query, whatever they did."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt

from analytics.models import EventType
from personalization.prepared import Prepared
from shop.models import Order

MAX_ORDERS = 40
MAX_PURCHASES = 300
MAX_ACTS = 60
# Neighbours are looked up for the newest of what the shopper touched: taste moves, and the query must stay small.
MAX_SEED_ACTS = 16
MAX_SEED_PURCHASES = 32

LIFTING_ACTS = (
    EventType.PRODUCT_LIKED,
    EventType.CART_ITEM_ADDED,
    EventType.CART_ITEM_UPDATED,
    EventType.PRODUCT_VIEWED,
    EventType.SEARCH_RESULT_CLICKED,
)
SINKING_ACTS = (
    EventType.DISPLAYED_BUT_SCROLLED,
    EventType.CART_ITEM_REMOVED,
    EventType.PREFERENCE_UPDATED,
)
SOLD = (Order.Status.PLACED, Order.Status.PICKING, Order.Status.OUT_FOR_DELIVERY, Order.Status.DELIVERED)


class Purchase(NamedTuple):
    """One order line of the shopper's own."""

    product_id: int
    category_id: int
    order_id: int
    quantity: int
    bought_at: datetime
    name: str
    # What a comparable amount costs today; None when the size could not be read.
    unit_price: float | None
    unit_price_per: str


class Act(NamedTuple):
    """One thing the shopper did with a product, newest first in `Shopper.acts`."""

    event_type: str
    product_id: int
    category_id: int
    sku: str
    name: str
    at: datetime
    facets: frozenset[str]

    @property
    def lifts(self) -> bool:
        return self.event_type in LIFTING_ACTS


@dataclass(frozen=True)
class Shopper:
    """Whom to rank for. Purchases and acts are newest first; what was taken back or forgotten is not among them."""

    subject_id: UUID | None
    personal: bool
    purchases: tuple[Purchase, ...] = ()
    acts: tuple[Act, ...] = ()
    # Item-item neighbours of what the shopper touched last: three arrays of one length.
    seed_ids: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    neighbour_ids: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    similarities: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0, np.float64))

    @cached_property
    def purchases_by_product(self) -> dict[int, list[Purchase]]:
        """Own purchases of each product, newest first."""
        grouped: dict[int, list[Purchase]] = {}
        for purchase in self.purchases:
            grouped.setdefault(purchase.product_id, []).append(purchase)
        return grouped

    @cached_property
    def names(self) -> dict[int, str]:
        """Names of the products that the shopper bought or touched."""
        bought = {purchase.product_id: purchase.name for purchase in self.purchases}
        return bought | {act.product_id: act.name for act in self.acts}


NOBODY = Shopper(None, personal=False)


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


_SHOPPER = Prepared(
    ["uuid"],
    f"""
WITH bought AS MATERIALIZED (
    SELECT line.product_id, item.category_id, line.order_id, line.quantity, item.unit_price, item.unit_price_per,
           item.name, COALESCE(buy.placed_at, buy.created_at) AS at
    FROM (
        SELECT id, placed_at, created_at FROM shop_order
        WHERE subject_id = $1 AND status IN ({_list(SOLD)})
        ORDER BY created_at DESC, id DESC LIMIT {MAX_ORDERS}
    ) buy
    JOIN shop_orderline line ON line.order_id = buy.id
    JOIN shop_product item ON item.id = line.product_id
    ORDER BY buy.created_at DESC, line.id
    LIMIT {MAX_PURCHASES}
), done AS MATERIALIZED (
    -- An act that taught nothing (learning was off, a cap was reached) says nothing here either.
    SELECT event_type, sku, event_time AS at, received_at
    FROM analytics_event
    WHERE subject_id = $1 AND retracted_at IS NULL AND sku <> ''
      AND event_type IN ({_list(LIFTING_ACTS + SINKING_ACTS)}) AND contributions <> '[]'
    ORDER BY event_time DESC
    LIMIT {MAX_ACTS}
), acts AS MATERIALIZED (
    SELECT done.event_type, item.id AS product_id, item.category_id, item.sku, item.name, done.at, done.received_at,
           found.facets
    FROM done
    JOIN shop_product item ON item.sku = done.sku
    LEFT JOIN shop_searchdocument found ON found.product_id = item.id
    ORDER BY done.at DESC
), seeds AS (
    (SELECT product_id FROM acts WHERE event_type IN ({_list(LIFTING_ACTS)})
     GROUP BY product_id ORDER BY max(at) DESC LIMIT {MAX_SEED_ACTS})
    UNION
    (SELECT product_id FROM bought GROUP BY product_id ORDER BY max(at) DESC LIMIT {MAX_SEED_PURCHASES})
), near AS (
    SELECT array_agg(link.product_id) AS seeds, array_agg(link.neighbour_id) AS neighbours,
           array_agg(link.similarity) AS similarities
    FROM personalization_itemneighbour link
    WHERE link.product_id IN (SELECT product_id FROM seeds)
)
SELECT
    COALESCE((SELECT personalization_enabled FROM analytics_privacysetting WHERE subject_id = $1), true),
    (SELECT json_agg(json_build_array(product_id, category_id, order_id, quantity, extract(epoch FROM at)::float8,
                                      name, unit_price::float8, unit_price_per)) FROM bought),
    (SELECT json_agg(json_build_array(event_type, product_id, category_id, sku, name, extract(epoch FROM at)::float8,
                                      extract(epoch FROM received_at)::float8, facets)) FROM acts),
    (SELECT json_agg(json_build_array(facet, extract(epoch FROM forgotten_at)::float8))
     FROM personalization_forgottenfacet WHERE subject_id = $1),
    near.seeds, near.neighbours, near.similarities
FROM near
""",  # noqa: S608  made of constants
)


def shopper_of(subject_id: UUID | None, *, personal: bool = True) -> Shopper:
    """The shopper's own history, recent acts and neighbours. One query; none when there is nobody to know.

    Args:
        personal: False when the request asked for nothing personal; then nothing is looked up.
    """
    if subject_id is None or not personal:
        return NOBODY
    enabled, bought, done, forgotten, seeds, neighbours, similarities = _SHOPPER.row(subject_id)
    if not enabled:
        return Shopper(subject_id, personal=False)
    return Shopper(
        subject_id=subject_id,
        personal=True,
        purchases=tuple(_purchase(row) for row in bought or ()),
        acts=_remembered(done or (), dict(forgotten or ())),
        seed_ids=np.array(seeds or [], np.int64),
        neighbour_ids=np.array(neighbours or [], np.int64),
        similarities=np.array(similarities or [], np.float64),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _purchase(row: Sequence[Any]) -> Purchase:
    product_id, category_id, order_id, quantity, at, name, unit_price, per = row
    return Purchase(product_id, category_id, order_id, quantity, _time(at), name, unit_price, per)


def _remembered(rows: Sequence[Sequence[Any]], forgotten: dict[str, float]) -> tuple[Act, ...]:
    """The acts that still count: one with a facet that was forgotten later is as if it had not been."""
    acts = []
    for event_type, product_id, category_id, sku, name, at, received_at, facet_keys in rows:
        facets = frozenset((facet_keys or "").split())
        if any(forgotten.get(facet, 0) >= received_at for facet in facets):
            continue
        acts.append(Act(event_type, product_id, category_id, sku, name, _time(at), facets))
    return tuple(acts)
