"""The search index kept in step with the products: terms, postings, vocabulary, vectors."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from shop.search.batches import in_batches
from shop.search.bulk import copy_postings
from shop.search.documents import ProductText, read_products
from shop.search.lock import lock_index
from shop.search.terms import term_hash
from shop.search.vectors import fill_vectors, forget_stale_vectors, write_vectors

BATCH = 5_000


@dataclass
class Reindexed:
    """What a reindex did, in products."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    vectors: int = 0


def reindex(product_ids: Iterable[int] | None = None, *, vectors: bool = True, rewrite: bool = False) -> Reindexed:
    """Bring the index in step with these products (None: all, and forget those that are gone).

    Only what changed is written, so calling it twice costs little. Safe to call at once from several processes,
    inside a transaction or not. It does not bump the catalog's version: callers do, when they are done.

    Args:
        vectors: False leaves the vectors to a later `fill_vectors()`, which is five times faster for thousands.
        rewrite: write every product anew, changed or not.
    """
    done = Reindexed()
    everything = product_ids is None
    ids = _all_product_ids() if product_ids is None else sorted(set(product_ids))
    for batch in in_batches(ids, BATCH):
        _reindex_batch(batch, done, vectors and not everything, rewrite)
    if everything:
        _forget_strays(done)
        if vectors:
            done.vectors += fill_vectors()
    return done


def _reindex_batch(product_ids: Sequence[int], done: Reindexed, vectors: bool, rewrite: bool = False) -> None:
    with transaction.atomic():
        lock_index()
        known = _fingerprints(product_ids)
        products = list(read_products(product_ids))
        changed = [product for product in products if rewrite or known.get(product.product_id) != product.fingerprint]
        gone = sorted(known.keys() - {product.product_id for product in products})
        _replace(changed, gone, known.keys())
        done.written += len(changed)
        done.removed += len(gone)
        done.unchanged += len(products) - len(changed)
        meanings = {product.product_id: product.meaning for product in products}
        if vectors:
            done.vectors += write_vectors(meanings)
        else:
            forget_stale_vectors(meanings)


def _replace(changed: Sequence[ProductText], gone: Sequence[int], known: Iterable[int]) -> None:
    """Swap the entries of changed products and take out those that are gone."""
    known_ids = set(known)
    stale = [*gone, *(product.product_id for product in changed if product.product_id in known_ids)]
    term_change, word_change = _take_out(stale)
    names: dict[int, str] = {}
    terms: list[int] = []
    owners: list[int] = []
    impacts: list[float] = []
    documents: list[tuple[int, int, list[str], str]] = []
    for product in changed:
        found = product.terms
        hashes = {term_hash(term): term for term in found.impacts}
        names.update(hashes)
        terms.extend(hashes)
        owners.extend([product.product_id] * len(hashes))
        impacts.extend(found.impacts[term] for term in hashes.values())
        word_change.update(found.written)
        documents.append((product.product_id, product.fingerprint, list(found.written), " ".join(product.facets)))
    term_change.update(terms)
    copy_postings(terms, owners, impacts)
    _write_documents(documents)
    _count_terms(term_change, names)
    _count_words(word_change)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO shop_searchstate AS s (id, documents, embedder) VALUES (1, %(change)s, '')
               ON CONFLICT (id) DO UPDATE SET documents = s.documents + %(change)s""",
            {"change": len(changed) - len(stale)},
        )


def _take_out(product_ids: Sequence[int]) -> tuple[Counter[int], Counter[str]]:
    """Remove products; how often each term and word went with them, as negative counts."""
    if not product_ids:
        return Counter(), Counter()
    ids = list(product_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (DELETE FROM shop_searchposting WHERE product_id = ANY(%s) RETURNING term)
               SELECT term, -count(*) FROM gone GROUP BY term""",
            [ids],
        )
        terms = Counter(dict(cursor.fetchall()))
        cursor.execute(
            """WITH gone AS (DELETE FROM shop_searchdocument WHERE product_id = ANY(%s) RETURNING words)
               SELECT word, -count(*) FROM gone, unnest(words) AS word GROUP BY word""",
            [ids],
        )
        words = Counter(dict(cursor.fetchall()))
        cursor.execute(
            """DELETE FROM shop_searchvector v WHERE product_id = ANY(%s)
               AND NOT EXISTS (SELECT FROM shop_product p WHERE p.id = v.product_id AND p.is_active)""",
            [ids],
        )
    return terms, words


def _write_documents(documents: Sequence[tuple[int, int, list[str], str]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY shop_searchdocument (product_id, fingerprint, words, facets) FROM STDIN") as copy,
    ):
        for row in documents:
            copy.write_row(row)


def _count_terms(change: Counter[int], names: dict[int, str]) -> None:
    with connection.cursor() as cursor:
        grown = sorted((term, names[term], count) for term, count in change.items() if term in names and count)
        shrunk = sorted((term, count) for term, count in change.items() if term not in names and count)
        if grown:
            cursor.execute(
                """INSERT INTO shop_searchterm AS t (hash, term, documents)
                   SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[])
                   ON CONFLICT (hash) DO UPDATE SET documents = t.documents + EXCLUDED.documents""",
                [list(column) for column in zip(*grown, strict=True)],
            )
        if shrunk:
            cursor.execute(
                """UPDATE shop_searchterm t SET documents = t.documents + c.change
                   FROM unnest(%s::bigint[], %s::int[]) AS c (hash, change) WHERE t.hash = c.hash""",
                [list(column) for column in zip(*shrunk, strict=True)],
            )
        # A negative count in `grown` cannot reach 0: its term is in a product just written.
        if shrunk:
            cursor.execute(
                "DELETE FROM shop_searchterm WHERE hash = ANY(%s) AND documents <= 0", [[term for term, _ in shrunk]]
            )


def _count_words(change: Counter[str]) -> None:
    rows = sorted((word, count) for word, count in change.items() if count)
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO shop_searchword AS w (word, products) SELECT * FROM unnest(%s::text[], %s::int[])
               ON CONFLICT (word) DO UPDATE SET products = w.products + EXCLUDED.products""",
            [list(column) for column in zip(*rows, strict=True)],
        )
        fewer = [word for word, count in rows if count < 0]
        if fewer:
            cursor.execute("DELETE FROM shop_searchword WHERE word = ANY(%s) AND products <= 0", [fewer])


def _fingerprints(product_ids: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, fingerprint FROM shop_searchdocument WHERE product_id = ANY(%s)", [list(product_ids)]
        )
        return dict(cursor.fetchall())


def _all_product_ids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shop_product WHERE is_active ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _forget_strays(done: Reindexed) -> None:
    """Take out products that are no longer sold."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT product_id FROM shop_searchdocument d
               WHERE NOT EXISTS (SELECT FROM shop_product p WHERE p.id = d.product_id AND p.is_active)"""
        )
        strays = [row[0] for row in cursor.fetchall()]
    for batch in in_batches(strays, BATCH):
        _reindex_batch(batch, done, vectors=False)
