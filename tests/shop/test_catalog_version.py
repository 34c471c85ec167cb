"""The number that tells caches the catalog has changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from shop import catalog_version, redis_client
from shop.signals import catalog_changed


@pytest.mark.django_db(transaction=True)
def test_a_change_grows_the_version_when_it_is_committed():
    before = catalog_version.current()
    with transaction.atomic():
        catalog_version.bump([1])
        assert catalog_version.current() == before
    assert catalog_version.current() > before


@pytest.mark.django_db(transaction=True)
def test_whoever_listens_hears_which_products_changed():
    heard: list[Any] = []

    def hear(product_ids: Any, **_: Any) -> None:
        heard.append(product_ids)

    catalog_changed.connect(hear)
    try:
        catalog_version.bump([3, 1, 3])
        catalog_version.bump(None)
    finally:
        catalog_changed.disconnect(hear)
    assert heard == [[1, 3], None]


@pytest.mark.django_db(transaction=True)
def test_many_changes_of_one_transaction_are_told_once():
    heard: list[Any] = []

    def hear(product_ids: Any, **_: Any) -> None:
        heard.append(product_ids)

    before = catalog_version.current()
    catalog_changed.connect(hear)
    try:
        with transaction.atomic():
            for number in range(5):
                catalog_version.bump([number])
        with transaction.atomic():
            catalog_version.bump([7])
            catalog_version.bump(None)
    finally:
        catalog_changed.disconnect(hear)
    assert heard == [[0, 1, 2, 3, 4], None]
    assert catalog_version.current() == before + 2


@pytest.mark.django_db
def test_reading_it_costs_no_query():
    catalog_version.current()
    with CaptureQueriesContext(connection) as queries:
        assert catalog_version.current() == catalog_version.current()
    assert len(queries) == 0


@pytest.mark.django_db
def test_a_redis_that_was_emptied_gets_a_new_number(redis_client: "redis.Redis[bytes]"):
    before = catalog_version.current()
    redis_client.flushdb()
    assert catalog_version.current() > before


@pytest.mark.django_db
def test_without_redis_the_number_comes_from_postgres(settings: Any):
    before = catalog_version.current()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    redis_client.client.cache_clear()
    redis_client.close_breaker()
    try:
        assert catalog_version.current() == before
        catalog_version._advance()
        assert catalog_version.current() > before
    finally:
        redis_client.client.cache_clear()
        redis_client.close_breaker()


@pytest.mark.django_db(transaction=True)
def test_many_changes_at_once_end_with_the_highest_number():
    before = catalog_version.current()

    def change(_: int) -> None:
        try:
            catalog_version.bump([1])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(40)))
    assert catalog_version.current() == catalog_version._last() == before + 40
