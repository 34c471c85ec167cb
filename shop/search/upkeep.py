"""Bringing the index in step after a commit: a handful of products at once, many by the worker."""

import logging
from collections.abc import Iterable
from threading import local

from django.db import transaction
from kombu.exceptions import OperationalError

from shop import catalog_version, redis_client
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
    if len(ids) <= HANDFUL or not _left_to_the_worker(sorted(ids)):
        reindex_and_tell(ids)


def _left_to_the_worker(product_ids: list[int]) -> bool:
    from shop.tasks import reindex_products

    try:
        # Asked first, because the queue's own client waits seconds for a broker that is away.
        redis_client.ask(lambda client: client.ping())
        reindex_products.delay(product_ids)
    except (redis_client.RedisAway, OperationalError) as away:
        log.warning("No worker to index %s products, doing it here: %s", len(product_ids), away)
        return False
    return True
