"""Which products are bought by the same shoppers: item-item cosine, built each night by one set-based statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from analytics.models import EventType
from personalization.features import SOLD, Shopper

# A pair fewer shoppers have in common is chance, and would tell one shopper's basket to another.
MIN_SUPPORT = 3
# Few common shoppers say less: cosine * c / (c + SHRINKAGE).
SHRINKAGE = 5.0
NEIGHBOURS_KEPT = 20
LOOKBACK = timedelta(days=365)
# Pairs grow with the square of a shopper's list: only what they bought last counts.
PRODUCTS_PER_SHOPPER = 200

# How much an older touch counts of a new one, and what touching a product in each way says about it.
SEED_HALF_LIFE = timedelta(days=30)
MAX_SEED_WEIGHT = 3.0

_BUILD = """
WITH touched AS (
    SELECT buy.subject_id, line.product_id,
           row_number() OVER (PARTITION BY buy.subject_id ORDER BY max(buy.created_at) DESC, line.product_id) AS place
    FROM shop_order buy
    JOIN shop_orderline line ON line.order_id = buy.id
    JOIN shop_product item ON item.id = line.product_id AND item.is_active
    LEFT JOIN analytics_privacysetting privacy ON privacy.subject_id = buy.subject_id
    WHERE buy.subject_id IS NOT NULL AND buy.status = ANY(%(sold)s) AND buy.created_at >= %(since)s
      AND COALESCE(privacy.personalization_enabled, true)
    GROUP BY buy.subject_id, line.product_id
), kept AS MATERIALIZED (
    SELECT subject_id, product_id FROM touched WHERE place <= %(per_shopper)s
), buyers AS (
    SELECT product_id, count(*)::float8 AS n FROM kept GROUP BY product_id HAVING count(*) >= %(support)s
), pairs AS (
    SELECT a.product_id AS one, b.product_id AS other, count(*) AS together
    FROM kept a JOIN kept b ON b.subject_id = a.subject_id AND b.product_id <> a.product_id
    WHERE a.product_id IN (SELECT product_id FROM buyers) AND b.product_id IN (SELECT product_id FROM buyers)
    GROUP BY a.product_id, b.product_id
    HAVING count(*) >= %(support)s
), scored AS (
    SELECT one, other, together,
           together / sqrt(mine.n * theirs.n) * together / (together + %(shrinkage)s) AS similarity
    FROM pairs
    JOIN buyers mine ON mine.product_id = one
    JOIN buyers theirs ON theirs.product_id = other
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY one ORDER BY similarity DESC, together DESC, other) AS place FROM scored
)
INSERT INTO personalization_itemneighbour (product_id, neighbour_id, similarity, support)
SELECT one, other, similarity, together FROM placed WHERE place <= %(kept)s
"""


@dataclass(frozen=True, slots=True)
class NeighbourReport:
    pairs: int
    products: int


def build_neighbours(*, min_support: int = MIN_SUPPORT, now: datetime | None = None) -> NeighbourReport:
    """Replace all neighbours in one transaction: readers see the old ones until the new ones are there.

    similarity = c / sqrt(n_i * n_j) * c / (c + 5), for products that c shoppers bought both of and n_i, n_j each
    (Sarwar et al., WWW 2001, on bought-or-not; shrinkage as in Koren, KDD 2008). Cancelled orders, withdrawn
    products and shoppers who switched personalisation off do not count.

    Args:
        min_support: shoppers that must have bought both.
    """
    values: dict[str, Any] = {
        "sold": list(SOLD),
        "since": (now or timezone.now()) - LOOKBACK,
        "per_shopper": PRODUCTS_PER_SHOPPER,
        "support": min_support,
        "shrinkage": SHRINKAGE,
        "kept": NEIGHBOURS_KEPT,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Two builds at once would insert the same pairs.
        cursor.execute("LOCK TABLE personalization_itemneighbour IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM personalization_itemneighbour")
        cursor.execute(_BUILD, values)
        pairs = cursor.rowcount
        cursor.execute("SELECT count(DISTINCT product_id) FROM personalization_itemneighbour")
        products = cursor.fetchone()[0]
    return NeighbourReport(pairs=pairs, products=products)


def seed_weights(shopper: Shopper, weights: Mapping[str, float], now: datetime | None = None) -> dict[int, float]:
    """How much each product that the shopper touched speaks for its neighbours, by product id.

    The sum of the rules' weights of what they did with it, halved every 30 days, at most 3.

    Args:
        weights: what one event of each type says, by event type.
    """
    moment = now or timezone.now()
    touches = [(act.product_id, weights.get(act.event_type, 0.0), act.at) for act in shopper.acts]
    bought = weights.get(EventType.ORDER_COMPLETED, 1.0)
    touches += [(purchase.product_id, bought, purchase.bought_at) for purchase in shopper.purchases]
    totals: dict[int, float] = {}
    for product_id, weight, at in touches:
        age = max((moment - at) / SEED_HALF_LIFE, 0.0)
        totals[product_id] = totals.get(product_id, 0.0) + weight * 0.5**age
    return {product_id: min(total, MAX_SEED_WEIGHT) for product_id, total in totals.items() if total > 0}
