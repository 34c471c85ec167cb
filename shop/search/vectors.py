"""The products' vectors in pgvector, kept in step with their texts."""

import logging
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from django.db import connection, transaction

from shop import catalog_version
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


def write_vectors(meanings: Mapping[int, str]) -> int:
    """Embed and store the meanings of products (by id) where missing or changed; how many that were.

    The caller holds the lock. Writes nothing while the stored vectors are another embedder's: `fill_vectors` must
    replace those first.
    """
    embedder = get_embedder()
    if not _claim(embedder):
        log.error("The stored vectors are not of %s: run `manage.py reindex_search`.", embedder.name)
        return 0
    known = forget_stale_vectors(meanings)
    missing = [(product_id, text) for product_id, text in meanings.items() if product_id not in known]
    if missing:
        vectors = embedder.embed([text for _, text in missing])
        fingerprints = [meaning_fingerprint(text, embedder.name) for _, text in missing]
        copy_vectors([product_id for product_id, _ in missing], fingerprints, vectors)
    return len(missing)


def forget_stale_vectors(meanings: Mapping[int, str]) -> set[int]:
    """Remove the vectors of products that mean something else now; the ids whose vector is right."""
    name = get_embedder().name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, fingerprint FROM shop_searchvector WHERE product_id = ANY(%s)", [list(meanings)]
        )
        known = dict(cursor.fetchall())
        right = {key for key, found in known.items() if found == meaning_fingerprint(meanings[key], name)}
        stale = sorted(known.keys() - right)
        if stale:
            cursor.execute("DELETE FROM shop_searchvector WHERE product_id = ANY(%s)", [stale])
    return right


def fill_vectors() -> int:
    """Embed every indexed product that has no vector; how many that were.

    For many at once the HNSW index is dropped and made anew; searches meanwhile compare with every vector, which is
    slower and not wrong. Vectors of another embedder are removed first.
    """
    embedder = get_embedder()
    if not _claim(embedder):
        _replace_embedder(embedder)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT product_id FROM shop_searchdocument d WHERE NOT EXISTS (
                SELECT FROM shop_searchvector v WHERE v.product_id = d.product_id
            ) ORDER BY product_id"""
        )
        missing = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM shop_searchdocument")
        total = int(cursor.fetchone()[0])
    if len(missing) > max(REBUILD_ABOVE_ROWS, REBUILD_ABOVE_SHARE * total):
        _drop_index()
    written = 0
    for batch in in_batches(missing, BATCH):
        with transaction.atomic():
            lock_index()
            written += write_vectors({product.product_id: product.meaning for product in read_products(batch)})
    _make_index(embedder.dimensions)
    return written


def embed_query(text: str) -> Floats | None:
    """The vector of a query; None when its text means nothing to the embedder or the embedder is away."""
    try:
        return _embed_query(text, get_embedder().name)
    except EmbedderUnavailable as away:
        log.warning("Searching by words alone: %s", away)
        return None


@lru_cache(maxsize=4096)
def _embed_query(text: str, embedder: str) -> Floats | None:
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


def _replace_embedder(embedder: Embedder) -> None:
    """Forget another embedder's vectors; processes that still use it search by words from now on."""
    _drop_index()
    with transaction.atomic(), connection.cursor() as cursor:
        lock_index()
        # Not DELETE: an index of the new size would still be built over the rows that others may yet see.
        cursor.execute("TRUNCATE shop_searchvector")
        cursor.execute("UPDATE shop_searchstate SET embedder = %s", [embedder.name])
        catalog_version.bump([])


def _drop_index() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        lock_index()
        cursor.execute(f"DROP INDEX IF EXISTS {HNSW_INDEX}")


def _make_index(dimensions: int) -> None:
    # Serves "the products nearest in meaning to this query". Locked: IF NOT EXISTS alone lets two make it at once.
    with transaction.atomic(), connection.cursor() as cursor:
        lock_index()
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(
            f"""CREATE INDEX IF NOT EXISTS {HNSW_INDEX} ON shop_searchvector
                USING hnsw ((embedding::halfvec({int(dimensions)})) halfvec_cosine_ops)"""
        )
