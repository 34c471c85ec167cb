from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shop.models import Product


@pytest.fixture
def shelves(db: None) -> "dict[str, Product]":
    """A small indexed grocery: products by sku."""
    from tests.shop.search.shelves import fill_shelves

    return fill_shelves()


@pytest.fixture
def redis_away(settings: Any) -> Iterator[None]:
    """Redis does not answer while the test runs."""
    from shop import redis_client

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    redis_client.client.cache_clear()
    redis_client.close_breaker()
    yield
    redis_client.client.cache_clear()
    redis_client.close_breaker()
