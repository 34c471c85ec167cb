"""Lists without a query: a category, a brand, everything."""

from typing import Any

import numpy as np
from django.db import connection

from shop import catalog_version
from shop.search import cache
from shop.search.candidates import Candidates, Filters, Sort
from shop.search.columns import PRODUCT_COLUMN_COUNT, PRODUCT_COLUMNS, product_arrays
from shop.search.filtering import ON_SALE, where
from shop.search.ordering import SORT_KEYS, decode_place, encode_place

DEFAULT_LIMIT = 600


def browse(
    filters: Filters | None = None,
    sort: Sort = "recommended",
    limit: int = DEFAULT_LIMIT,
    after: str | None = None,
) -> Candidates:
    """Products that pass the filters, in an order that does not depend on who asks.

    Args:
        sort: "relevance" means "recommended" here.
        after: `next_after` of the part before; the parts together hold each product once.

    Raises:
        InvalidInput: when `after` is not of this list.
    """
    filters = filters or Filters()
    sort = "recommended" if sort == "relevance" else sort
    keys = SORT_KEYS[sort]
    place = decode_place(sort, after, len(keys) + 1) if after else None
    version = catalog_version.current()
    cache_key = f"{version}:browse:{filters.key}:{sort}:{limit}:{after or ''}"
    if kept := cache.get(cache_key):
        return cache.unpack(kept)
    condition = where(filters)
    # Of everything, an index gives the first ones; a filter's products are found once, then sorted and counted.
    kept_once = "NOT MATERIALIZED" if condition.sql == ON_SALE else "MATERIALIZED"
    row = ", ".join(f"k{i}" for i in range(len(keys)))
    params: dict[str, Any] = {**condition.params, "limit": limit + 1}
    beyond = ""
    if place:
        beyond = f"WHERE ({row}, id) > ({', '.join(f'%(place{i})s' for i in range(len(place)))})"
        params |= {f"place{i}": value for i, value in enumerate(place)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH matched AS {kept_once} (
                SELECT p.id, {", ".join(f"{key} AS k{i}" for i, key in enumerate(keys))}
                FROM shop_product p WHERE {condition.sql}
            ), part AS (SELECT * FROM matched {beyond} ORDER BY {row}, id LIMIT %(limit)s)
            SELECT {PRODUCT_COLUMNS}, (SELECT count(*) FROM matched), {row}
            FROM part JOIN shop_product p USING (id) LEFT JOIN shop_searchdocument d ON d.product_id = p.id
            ORDER BY {row}, p.id""",  # noqa: S608  made of constants; values are parameters
            params,
        )
        rows = cursor.fetchall()
    more, rows = len(rows) > limit, rows[:limit]
    last = rows[-1] if rows else None
    found = Candidates(
        query="",
        corrected_query=None,
        notice=None,
        total=last[PRODUCT_COLUMN_COUNT] if last else 0,
        total_is_exact=True,
        text=np.full(len(rows), np.nan, np.float32),
        semantic=np.full(len(rows), np.nan, np.float32),
        relevance=np.ones(len(rows), np.float32),
        next_after=encode_place(sort, [*last[PRODUCT_COLUMN_COUNT + 1 :], last[0]]) if last and more else None,
        **product_arrays(rows),
    )
    cache.put(cache_key, cache.pack(found))
    return found
