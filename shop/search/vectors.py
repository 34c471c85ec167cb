"""The products' vectors in pgvector, kept in step with their texts."""

import logging
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from django.db import connection, transaction

from shop.search.batches import in_batches
from shop.search.bulk import copy_vectors
from shop.search.candidates import Floats
from shop.search.documents import meaning_fingerprint, read_products
from shop.search.embedder import Embedder, EmbedderUnavailable, get_embedder
from shop.search.lock import lock_index

log = logging.getLogger(__name__)

BATCH = 5_000
# An insert into the HNSW index takes about 0.7 ms, its rebuild 0.1 ms a row: above this share of new rows, rebuild.
REBUILD_ABOVE_ROWS = 5_000
REBUILD_ABOVE_SHARE = 0.1
HNSW_INDEX = "shop_searchvector_hnsw"


def write_vectors(meanings: Sequence[tuple[int, str]]) -> int:
    """Embed and store (product_id, meaning) where missing or changed; how many that were. The caller holds the lock.

    Writes nothing while the stored vectors are another embedder's: `fill_vectors` must replace those first.
    """
    embedder = get_embedder()
    wanted = {product_id: (text, meaning_fingerprint(text, embedder.name)) for product_id, text in meanings}
    with connection.cursor() as cursor:
        if not _claim(embedder):
            log.error("The stored vectors are not of %s: run `manage.py reindex_search`.", embedder.name)
            return 0
        cursor.execute(
            "SELECT product_id, fingerprint FROM shop_searchvector WHERE product_id = ANY(%s)", [list(wanted)]
        )
        known = dict(cursor.fetchall())
        changed = {key: value for key, value in wanted.items() if known.get(key) != value[1]}
        if not changed:
            return 0
        vectors = embedder.embed([text for text, _ in changed.values()])
        cursor.execute("DELETE FROM shop_searchvector WHERE product_id = ANY(%s)", [list(changed)])
    copy_vectors(list(changed), [fingerprint for _, fingerprint in changed.values()], vectors)
    return len(changed)


def fill_vectors() -> int:
    """Embed every product whose vector is missing, stale or another embedder's; how many that were.

    For many at once the HNSW index is dropped and made anew; searches meanwhile compare with every vector, which is
    slower and not wrong.
    """
    embedder = get_embedder()
    if not _claim(embedder):
        _drop_index()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM shop_searchvector")
            cursor.execute("UPDATE shop_searchstate SET embedder = %s", [embedder.name])
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id FROM shop_searchdocument ORDER BY product_id")
        products = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM shop_searchvector")
        missing = len(products) - int(cursor.fetchone()[0])
    if missing > max(REBUILD_ABOVE_ROWS, REBUILD_ABOVE_SHARE * len(products)):
        _drop_index()
    written = 0
    for batch in in_batches(products, BATCH):
        with transaction.atomic():
            lock_index()
            written += write_vectors([(product.product_id, product.meaning) for product in read_products(batch)])
    _make_index(embedder.dimensions)
    return written


def embed_query(text: str) -> Floats | None:
    """The vector of a query; None when its text means nothing to the embedder or the embedder is away."""
    try:
        return _embed_query(text)
    except EmbedderUnavailable as away:
        log.warning("Searching by words alone: %s", away)
        return None


@lru_cache(maxsize=4096)
def _embed_query(text: str) -> Floats | None:
    vector: Floats = get_embedder().embed([text])[0]
    return vector if np.any(vector) else None


def _claim(embedder: Embedder) -> bool:
    """Whether the stored vectors are this embedder's; an empty store becomes its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO shop_searchstate AS s (id, documents, embedder) VALUES (1, 0, %(name)s)
               ON CONFLICT (id) DO UPDATE SET embedder = %(name)s WHERE s.embedder IN ('', %(name)s)
               RETURNING id""",
            {"name": embedder.name},
        )
        return cursor.fetchone() is not None


def _drop_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {HNSW_INDEX}")


def _make_index(dimensions: int) -> None:
    # Serves "the products nearest in meaning to this query".
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            f"""CREATE INDEX IF NOT EXISTS {HNSW_INDEX} ON shop_searchvector
                USING hnsw ((embedding::halfvec({int(dimensions)})) halfvec_cosine_ops)"""
        )
