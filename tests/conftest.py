"""Every test runs against real PostgreSQL, Redis and BigQuery's emulator, started before Django reads its settings."""

import os
from collections.abc import Iterator

import django
import pytest
import redis

from tests.browser import browser, page, pytest_runtest_makereport
from tests.live_shop import LiveShop, served_shop
from tests.servers import Servers, servers_for_tests
from tests.warehouse import Warehouse, own_warehouse

__all__ = ["browser", "page", "pytest_runtest_makereport"]

SERVERS = servers_for_tests()
os.environ.update(SERVERS.settings())
os.environ["DJANGO_SETTINGS_MODULE"] = "leafloaf.settings"


def pytest_configure() -> None:
    django.setup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's loop then stays in this thread, where no other loop can run beside it."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def servers() -> Servers:
    """The servers of this run."""
    return SERVERS


@pytest.fixture(scope="session")
def _redis_connection() -> Iterator["redis.Redis[bytes]"]:
    with redis.Redis.from_url(SERVERS.redis_url) as connection:
        connection.flushdb()
        yield connection


@pytest.fixture
def redis_client(_redis_connection: "redis.Redis[bytes]") -> "redis.Redis[bytes]":
    """A client of the Redis database the shop uses in this test; empty at its start."""
    return _redis_connection


@pytest.fixture(autouse=True)
def _empty_redis(_redis_connection: "redis.Redis[bytes]") -> Iterator[None]:
    yield
    _redis_connection.flushdb()


@pytest.fixture
def fresh_warehouse() -> Iterator[Warehouse]:
    """The warehouse the shop uses in this test: its ten tables, empty, in a dataset of its own."""
    with own_warehouse() as made:
        yield made


@pytest.fixture(scope="session")
def live_shop(servers: Servers) -> Iterator[LiveShop]:
    """The real shop served by gunicorn with a worker and beat, on a database of its own made by migrations."""
    with served_shop(servers) as shop:
        yield shop
