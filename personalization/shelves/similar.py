"""What is like a product, and what goes with it."""

import numpy as np
from django.db import connection

from personalization.shelves.pool import chosen, pooled
from shop.search.candidates import Candidates
from shop.search.columns import PRODUCT_COLUMN_COUNT, PRODUCT_COLUMNS
from shop.search.embedder import get_embedder

SIMILAR_POOL = 60
# Meaning finds what is called alike, facets what is alike for the one who eats it.
MEANING_SHARE = 0.5
GOES_WITH = 12

_SIMILAR = """
WITH origin AS (
    SELECT p.id, p.category_id, v.embedding FROM shop_product p
    LEFT JOIN shop_searchvector v ON v.product_id = p.id WHERE p.id = %(product)s
), near AS (
    (SELECT v.product_id FROM shop_searchvector v
     ORDER BY v.embedding::halfvec({size}) <=> (SELECT embedding FROM origin)::halfvec({size}) LIMIT %(pool)s)
    UNION
    (SELECT p.id FROM shop_product p JOIN origin ON p.category_id = origin.category_id
     WHERE p.is_active ORDER BY hashint8(p.id) LIMIT %(pool)s)
)
SELECT {columns}, COALESCE(1 - (v.embedding <=> origin.embedding), 0)
FROM near
CROSS JOIN origin
JOIN shop_product p ON p.id = near.product_id AND p.is_active
LEFT JOIN shop_searchdocument d ON d.product_id = p.id
LEFT JOIN shop_searchvector v ON v.product_id = p.id
ORDER BY p.id
"""

_GOES_WITH = """
SELECT other.id
FROM personalization_itemneighbour link
JOIN shop_product other ON other.id = link.neighbour_id AND other.is_active AND other.stock > 0
JOIN shop_product this ON this.id = link.product_id
WHERE link.product_id = %s AND other.category_id <> this.category_id
ORDER BY link.similarity DESC, other.id
LIMIT %s
"""


def similar_to(product_id: int) -> Candidates:
    """Products like this one (it is not among them), most alike first; relevance says how alike, 0..1. One query."""
    sql = _SIMILAR.format(columns=PRODUCT_COLUMNS, size=get_embedder().dimensions)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"product": product_id, "pool": SIMILAR_POOL})
        rows = cursor.fetchall()
    pool = pooled([row[:PRODUCT_COLUMN_COUNT] for row in rows])
    meaning = np.clip(np.array([row[PRODUCT_COLUMN_COUNT] for row in rows], np.float64), 0.0, 1.0)
    origin = np.flatnonzero(pool.product_id == product_id)
    if not len(origin):
        return Candidates.none()
    alike = MEANING_SHARE * meaning + (1 - MEANING_SHARE) * _shared_facets(pool, int(origin[0]))
    alike[origin] = -1.0
    return chosen(pool, np.argsort(-alike, kind="stable")[:-1], alike)


def goes_with(product_id: int, limit: int = GOES_WITH) -> list[int]:
    """Products of other categories that are bought by the same shoppers, best first; empty without evidence."""
    with connection.cursor() as cursor:
        cursor.execute(_GOES_WITH, [product_id, limit])
        return [row[0] for row in cursor.fetchall()]


def _shared_facets(pool: Candidates, origin: int) -> "np.typing.NDArray[np.float64]":
    """Share of the origin's facets that each product has, the more telling (first) ones counting more."""
    mine = pool.facet_index[pool.facet_start[origin] : pool.facet_start[origin + 1]]
    weights = np.zeros(len(pool.facet_keys))
    weights[mine] = 1.0 / (1.0 + np.arange(len(mine)))
    if not weights.any():
        return np.zeros(len(pool))
    sums = np.concatenate(([0.0], np.cumsum(weights[pool.facet_index])))
    return np.asarray((sums[pool.facet_start[1:]] - sums[pool.facet_start[:-1]]) / weights.sum())
