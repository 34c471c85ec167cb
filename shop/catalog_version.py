"""One number that changes whenever the catalog does: caches built on the catalog carry it in their key.

The number is a Postgres sequence, so that it only ever grows and is there while Redis is away; Redis holds a copy,
so that reading it costs no query. A Redis that lost its copy gets a new number, not the last one: whoever emptied it
(an operator, a test) wants fresh answers. A change made while Redis was down is seen by cached answers when they
expire, at most CACHE_SECONDS later.
"""

import logging
from collections.abc import Iterable
from threading import local

from django.db import connection, transaction

from shop.redis_client import RedisAway, ask
from shop.signals import catalog_changed

log = logging.getLogger(__name__)

CACHE_SECONDS = 300
SEQUENCE = "shop_catalog_version"
KEY = "catalog:version"

# The copy only grows: two processes may publish their numbers in the wrong order.
_PUBLISH = """
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > known then redis.call('SET', KEYS[1], ARGV[1]) end
"""


def current() -> int:
    """The catalog's version now."""
    try:
        known = ask(lambda line: line.get(KEY))
    except RedisAway:
        return _last()
    return int(known) if known else _advance()


class _Changed(local):
    """What changed in this thread's transaction. What a rollback leaves here is told for nothing, no more."""

    def __init__(self) -> None:
        self.anything = False
        self.product_ids: set[int] = set()
        self.told = True


_changed = _Changed()


def bump(product_ids: Iterable[int] | None = None) -> None:
    """Say that products (None: anything) changed. After commit: a new version, then `signals.catalog_changed`.

    However often it is said in one transaction, it is told once.
    """
    _changed.told = False
    if product_ids is None:
        _changed.anything = True
    else:
        _changed.product_ids.update(product_ids)
    # Each call registers: a savepoint that is rolled back takes its own registration with it.
    transaction.on_commit(_tell)


def _tell() -> None:
    if _changed.told:
        return
    product_ids = None if _changed.anything else sorted(_changed.product_ids)
    _changed.anything, _changed.product_ids, _changed.told = False, set(), True
    _advance()
    catalog_changed.send_robust(sender=None, product_ids=product_ids)


def _advance() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [SEQUENCE])
        version = int(cursor.fetchone()[0])
    try:
        ask(lambda line: line.eval(_PUBLISH, 1, KEY, version))
    except RedisAway as away:
        log.warning("The catalog changed while Redis is away: %s", away)
    return version


def _last() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value FROM {SEQUENCE}")  # noqa: S608  a constant
        return int(cursor.fetchone()[0])
