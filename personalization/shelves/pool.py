"""What shelves are filled from: products ready to be ranked, in one query."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from shop.search.candidates import Candidates
from shop.search.columns import PRODUCT_COLUMN_COUNT, PRODUCT_COLUMNS, product_arrays

NEW_ONES = 40
# So many products of each of so many of the best liked facets of a kind.
PER_TASTE = 12
TASTES = 4

_POOL = f"""
WITH named AS (
    SELECT id FROM unnest(%(ids)s::bigint[]) AS id
), fresh AS (
    (SELECT id FROM shop_product WHERE is_active AND stock > 0 AND added_on >= %(new_since)s
     ORDER BY added_on DESC, id LIMIT %(new_ones)s)
), liked AS (
    -- LATERAL: a few products of each by its own index, never a look at all of them.
    SELECT few.id FROM shop_category c CROSS JOIN LATERAL (
        SELECT id FROM shop_product WHERE category_id = c.id AND is_active AND stock > 0
        ORDER BY hashint8(id) LIMIT %(per_taste)s
    ) few WHERE c.slug = ANY(%(category)s)
    UNION ALL
    SELECT few.id FROM shop_brand b CROSS JOIN LATERAL (
        SELECT id FROM shop_product WHERE brand_id = b.id AND is_active AND stock > 0
        ORDER BY hashint8(id) LIMIT %(per_taste)s
    ) few WHERE b.slug = ANY(%(brand)s)
)
SELECT {PRODUCT_COLUMNS}, p.id IN (TABLE fresh)
FROM (TABLE named UNION TABLE fresh UNION TABLE liked) pool
JOIN shop_product p ON p.id = pool.id AND p.is_active
LEFT JOIN shop_searchdocument d ON d.product_id = p.id
ORDER BY hashint8(p.id)
"""  # noqa: S608  made of constants; values are parameters


@dataclass(frozen=True)
class Pool:
    """Candidates in a fixed shuffle, and which of them are new."""

    candidates: Candidates
    is_new: npt.NDArray[np.bool_]

    def at(self, product_ids: Collection[int]) -> npt.NDArray[np.int64]:
        """Positions of the products that are in stock, in the order given."""
        place = {int(found): at for at, found in enumerate(self.candidates.product_id)}
        known = [place[product_id] for product_id in product_ids if product_id in place]
        return np.array([at for at in known if self.candidates.in_stock[at]], np.int64)


def pool_of(product_ids: Collection[int], taste: Mapping[str, float], new_since: date) -> Pool:
    """The named products, the new ones, and some of each of the categories and brands liked best."""
    values: dict[str, Any] = {
        "ids": sorted(set(product_ids)),
        "new_since": new_since,
        "new_ones": NEW_ONES,
        "per_taste": PER_TASTE,
        "category": liked(taste, "category"),
        "brand": liked(taste, "brand"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_POOL, values)
        rows = cursor.fetchall()
    return Pool(pooled(rows), np.array([row[PRODUCT_COLUMN_COUNT] for row in rows], np.bool_))


def liked(taste: Mapping[str, float], kind: str, most: int = TASTES) -> list[str]:
    """Slugs of the facets of one kind that are liked, best first."""
    best = sorted(((value, facet) for facet, value in taste.items() if value > 0), reverse=True)
    slugs = (facet.removeprefix(f"{kind}:") for _, facet in best if facet.startswith(f"{kind}:"))
    return list(islice(slugs, most))


def pooled(rows: Sequence[Sequence[Any]]) -> Candidates:
    """Rows of PRODUCT_COLUMNS as candidates that all answer equally well."""
    empty = np.full(len(rows), np.nan, np.float32)
    return Candidates(
        query="",
        corrected_query=None,
        notice=None,
        total=len(rows),
        total_is_exact=True,
        text=empty,
        semantic=empty,
        relevance=np.ones(len(rows), np.float32),
        **product_arrays(rows),
    )


def chosen(pool: Candidates, positions: npt.NDArray[np.int64], relevance: npt.NDArray[np.float64]) -> Candidates:
    """The candidates at some positions, in that order, with a relevance of their own."""
    starts, ends = pool.facet_start[positions], pool.facet_start[positions + 1]
    index = [pool.facet_index[start:end] for start, end in zip(starts, ends, strict=True)]
    return replace(
        pool,
        total=len(positions),
        product_id=pool.product_id[positions],
        sku=tuple(pool.sku[at] for at in positions),
        text=pool.text[positions],
        semantic=pool.semantic[positions],
        relevance=relevance[positions].astype(np.float32),
        category_id=pool.category_id[positions],
        brand_id=pool.brand_id[positions],
        price=pool.price[positions],
        unit_price=pool.unit_price[positions],
        in_stock=pool.in_stock[positions],
        added_on=pool.added_on[positions],
        facet_index=np.concatenate(index) if index else np.empty(0, np.int64),
        facet_start=np.concatenate(([0], np.cumsum(ends - starts))).astype(np.int64),
    )
