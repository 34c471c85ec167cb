"""Finding products: by words, by meaning, and both made one base order."""

from hashlib import blake2b
from typing import Any

import numpy as np
from django.db import connection

from shop import catalog_version
from shop.search import cache
from shop.search.browse import DEFAULT_LIMIT, browse
from shop.search.candidates import Candidates, Filters, Floats, Sort
from shop.search.columns import PRODUCT_COLUMN_COUNT, PRODUCT_COLUMNS, product_arrays
from shop.search.filtering import where
from shop.search.matching import SETTINGS, matching, meaning_of, vector_literal
from shop.search.ordering import SORT_KEYS, decode_place, encode_place
from shop.search.scoring import plan
from shop.search.understanding import Understood, clean, understand

# Share of meaning in relevance; the rest is the text score. Fitted on 800 judged queries (Home Depot, NDCG@10): words
# alone .432, .15 to .30 all within .002 of each other at .435, from .5 on falling.
SEMANTIC_SHARE = 0.25
# As float8, which comes back as exactly the number that went out.
RELEVANCE_KEYS = ("-coalesce(c.score, 0)::float8",)


def retrieve(
    query: str,
    filters: Filters | None = None,
    limit: int = DEFAULT_LIMIT,
    sort: Sort = "relevance",
    after: str | None = None,
) -> Candidates:
    """The products that answer a query, best first, before anyone's preferences are known.

    Products that have all the words, and those near in meaning; when none has all words, those that have most of them
    (`notice` says so). An unknown word is corrected from the catalog's own vocabulary (`corrected_query`). An empty
    query gives the base order of everything. A query of any content is answered, never refused.

    Args:
        filters: what the products must be.
        limit: how many at most; `total` counts beyond it.
        sort: other orders than "relevance" ("recommended" means the same) leave out what is only near in meaning.
        after: `next_after` of the part before; the parts together hold each product once.

    Raises:
        InvalidInput: when `after` is not of this list.
    """
    filters = filters or Filters()
    sort = "relevance" if sort == "recommended" else sort
    text = clean(query)
    if not text:
        return browse(filters, sort, limit, after)
    keys = RELEVANCE_KEYS if sort == "relevance" else SORT_KEYS[sort]
    place = decode_place(sort, after, len(keys) + 1) if after else None
    version = catalog_version.current()
    name = blake2b(f"{text.lower()}\n{sort}\n{after}".encode(), digest_size=12).hexdigest()
    key = f"{version}:{name}:{filters.key}:{limit}"
    if kept := cache.get(key):
        return cache.unpack(kept)
    found = _find(understand(text, version), filters, limit, sort, keys, place)
    cache.put(key, cache.pack(found))
    return found


def _find(
    query: Understood, filters: Filters, limit: int, sort: Sort, keys: tuple[str, ...], place: list[Any] | None
) -> Candidates:
    if not query.words:
        return Candidates.none(query.text)
    matched = matching(query, where(filters))
    vector = meaning_of(query)
    params: dict[str, Any] = {**matched.params, "limit": limit + 1}
    row = ", ".join(f"k{i}" for i in range(len(keys)))
    beyond = ""
    if place:
        beyond = f"WHERE ({row}, product_id) > ({', '.join(f'%(place{i})s' for i in range(len(place)))})"
        params |= {f"place{i}": value for i, value in enumerate(place)}
    # What is only near in meaning stands beside the first part of the most relevant. Other orders have no place for
    # it, unless it is all there is.
    hits, near = "text_hits", "SELECT product_id FROM near_only"
    if sort != "relevance" and not query.is_known:
        hits = "(SELECT product_id, NULL::real AS score, 0 AS matched FROM near_only)"
    if sort != "relevance" or place:
        near = "SELECT 0 WHERE false"
    similarity = "NULL::float8"
    if vector is not None:
        size = len(vector)
        similarity = f"1 - (v.embedding::halfvec({size}) <=> %(vector)s::halfvec({size}))"
        params["vector"] = vector_literal(vector)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{SETTINGS} WITH {matched.sql}, keyed AS (
                SELECT c.product_id, c.score, {", ".join(f"{key} AS k{i}" for i, key in enumerate(keys))}
                FROM {hits} c {"JOIN shop_product p ON p.id = c.product_id" if sort != "relevance" else ""}
            ), part AS (SELECT * FROM keyed {beyond} ORDER BY {row}, product_id LIMIT %(limit)s),
            answer AS (
                SELECT product_id, true AS ordered, score, {row} FROM part
                UNION ALL
                SELECT product_id, false, NULL, {", ".join("NULL" for _ in keys)} FROM ({near}) AS n (product_id)
            )
            SELECT {PRODUCT_COLUMNS}, a.ordered, a.score, {similarity},
                (SELECT count(*) FROM {hits} h) + (SELECT count(*) FROM ({near}) AS n),
                (SELECT max(score) FROM text_hits), (SELECT max(matched) FROM text_hits), {row}
            FROM answer a JOIN shop_product p ON p.id = a.product_id AND p.is_active
            LEFT JOIN shop_searchdocument d ON d.product_id = a.product_id
            LEFT JOIN shop_searchvector v ON v.product_id = a.product_id
            ORDER BY {row}, a.product_id""",  # noqa: S608  made of constants and own numbers; values are parameters
            params,
        )
        while cursor.description is None and cursor.nextset():
            pass
        rows = [_Row(found) for found in cursor.fetchall()]
    return _candidates(query, rows, limit, sort)


class _Row:
    """One answer of the statement above."""

    __slots__ = ("best", "keys", "matched", "ordered", "product", "score", "similarity", "total")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.product = row[:PRODUCT_COLUMN_COUNT]
        self.ordered, self.score, self.similarity, self.total, self.best, self.matched, *self.keys = row[
            PRODUCT_COLUMN_COUNT:
        ]


def _candidates(query: Understood, rows: list[_Row], limit: int, sort: Sort) -> Candidates:
    if not rows:
        return Candidates.none(query.text)
    ordered = [row for row in rows if row.ordered]
    more, last = len(ordered) > limit, ordered[:limit][-1:]
    next_after = encode_place(sort, [*last[0].keys, last[0].product[0]]) if more else None
    rows = [*ordered[:limit], *(row for row in rows if not row.ordered)]
    text = np.array([row.score for row in rows], np.float32) / np.float32(rows[0].best or 1)
    semantic = np.array([row.similarity for row in rows], np.float32)
    relevance = fuse(text, semantic)
    if sort == "relevance":
        order = np.lexsort((np.array([row.product[0] for row in rows]), -relevance))
        rows = [rows[i] for i in order]
        text, semantic, relevance = text[order], semantic[order], relevance[order]
    return Candidates(
        query=query.text,
        corrected_query=query.corrected,
        notice=_notice(query, rows[0].matched or 0),
        total=rows[0].total,
        total_is_exact=not (query.is_known and plan(query).is_bounded),
        text=text,
        semantic=semantic,
        relevance=relevance,
        next_after=next_after,
        **product_arrays([row.product for row in rows]),
    )


def fuse(text: Floats, semantic: Floats) -> Floats:
    """Text scores and cosines as one number from 0 to 1: a convex combination of both, each divided by its best.

    (Bruch, Gai, Ingber: "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023: it beats reciprocal ranks,
    and its one weight is found with few judgments.) What one side did not find counts 0 there.
    """
    near = np.clip(np.nan_to_num(semantic), 0, None)
    near = near / max(float(near.max(initial=0)), 1e-6)
    words = np.nan_to_num(text)
    if not words.any():
        return near.astype(np.float32)
    if np.isnan(semantic).all():
        return words
    return ((1 - SEMANTIC_SHARE) * words + SEMANTIC_SHARE * near).astype(np.float32)


def _notice(query: Understood, matched: int) -> str | None:
    if matched == len(query.counted):
        return f"Showing results for “{query.corrected}”." if query.corrected else None
    if not matched:
        return f"Nothing is called “{query.text}”. These come close."
    return f"Nothing has all of “{query.corrected or query.text}”. These have most of it."
