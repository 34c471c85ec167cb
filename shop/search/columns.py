"""Products as columns: the SELECT list that fills `Candidates`, and the rows turned into arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Over shop_product p, shop_searchdocument d (left joined). Floats and epoch days: for ranking, not for showing.
PRODUCT_COLUMNS = """p.id, p.sku, p.category_id, coalesce(p.brand_id, 0), p.price::float8, p.unit_price::float8,
    p.stock > 0, p.added_on - DATE '1970-01-01', coalesce(d.facets, '')"""
PRODUCT_COLUMN_COUNT = 9


def product_arrays(rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The fields of `Candidates` that come from PRODUCT_COLUMNS, which must be each row's first."""
    ids, skus, categories, brands, prices, unit_prices, in_stock, days, facets = (
        list(zip(*rows, strict=True))[:PRODUCT_COLUMN_COUNT] if rows else [()] * PRODUCT_COLUMN_COUNT
    )
    keys, index, start = facet_arrays(facets)
    return {
        "product_id": np.array(ids, np.int64),
        "sku": tuple(skus),
        "category_id": np.array(categories, np.int64),
        "brand_id": np.array(brands, np.int64),
        "price": np.array(prices, np.float64),
        "unit_price": np.array(unit_prices, np.float64),
        "in_stock": np.array(in_stock, np.bool_),
        "added_on": np.array(days, np.int64).astype("datetime64[D]"),
        "facet_keys": keys,
        "facet_index": index,
        "facet_start": start,
    }


def facet_arrays(facets: Sequence[str]) -> tuple[tuple[str, ...], Any, Any]:
    """Space-separated facet keys of each product as (distinct keys, index, start); see `Candidates`."""
    number: dict[str, int] = {}
    index: list[int] = []
    start = [0]
    for text in facets:
        index.extend(number.setdefault(key, len(number)) for key in text.split())
        start.append(len(index))
    return tuple(number), np.array(index, np.int64), np.array(start, np.int64)
