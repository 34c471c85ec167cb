"""Bringing the index in step after a commit: a handful of products at once, many by the worker."""

import logging
from collections.abc import Iterable
from threading import local

from django.db import transaction
from kombu.exceptions import OperationalError

from shop import catalog_version
from shop.search.index import reindex

log = logging.getLogger(__name__)

HANDFUL = 50


class _Waiting(local):
    """Products changed in this thread's transaction. What a rollback leaves here is reindexed for nothing, no more."""

    def __init__(self) -> None:
        self.ids: set[int] = set()


_waiting = _Waiting()


def products_changed(product_ids: Iterable[int]) -> None:
    """After commit, index these products anew and tell the catalog's new version; once for all of a transaction."""
    _waiting.ids.update(product_ids)
    # Each change registers: a savepoint that is rolled back takes its own registration with it.
    transaction.on_commit(_flush, robust=True)


def reindex_and_tell(product_ids: Iterable[int]) -> None:
    """Index these products now; then caches are dropped."""
    ids = sorted(product_ids)
    reindex(ids)
    catalog_version.bump(ids)


def _flush() -> None:
    ids, _waiting.ids = _waiting.ids, set()
    if not ids:
        return
    if len(ids) > HANDFUL:
        from shop.tasks import reindex_products

        try:
            reindex_products.delay(sorted(ids))
        except OperationalError as away:
            log.warning("No worker to index %s products, doing it here: %s", len(ids), away)
        else:
            return
    reindex_and_tell(ids)
