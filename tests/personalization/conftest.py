"""What every test of personalization starts with."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No process-wide memory of another test's catalog, rules or broken Redis."""
    from personalization import rules
    from personalization.affordability import price_ladders
    from personalization.facet_labels import facet_names
    from personalization.facet_shares import facet_shares
    from personalization.query_facets import spelled_facets
    from shop import redis_client

    def forget() -> None:
        price_ladders.forget()
        facet_shares.forget()
        facet_names.forget()
        spelled_facets.forget()
        rules.forget_current()
        redis_client.close_breaker()

    forget()
    yield
    forget()
