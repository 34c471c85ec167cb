"""Slow truths about the catalog, built once and shared."""

from typing import Any

import pytest
import redis

from personalization.affordability import Ladder, PriceLadders, build_ladders, price_ladders
from personalization.catalog_shape import CatalogTruth
from personalization.facet_shares import facet_shares
from shop import redis_client
from shop.signals import catalog_changed
from tests.personalization.small_shop import open_small_shop
from tests.shop.factories import make_category, make_product


class Counted:
    """A truth that counts how often it is built."""

    def __init__(self, name: str) -> None:
        self.built = 0
        self.truth = CatalogTruth(name, self._build, lambda value: value, list)

    def _build(self) -> list[int]:
        self.built += 1
        return [self.built]

    def in_another_process(self) -> list[int]:
        self.truth._held = None
        return self.truth.get()


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Counted:
    return Counted(request.node.name)


def test_it_is_built_once_and_shared_with_other_processes(counted: Counted) -> None:
    assert counted.truth.get() == counted.truth.get() == counted.in_another_process() == [1]


def test_an_import_makes_it_anew(counted: Counted) -> None:
    counted.truth.get()
    catalog_changed.send(sender=None, product_ids=None)
    assert counted.truth.get() == [2]


def test_a_change_of_single_products_does_not(counted: Counted) -> None:
    counted.truth.get()
    catalog_changed.send(sender=None, product_ids=[1, 2])
    assert counted.in_another_process() == [1]


def test_while_redis_is_away_each_process_builds_its_own(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise redis.ConnectionError("away")

    with monkeypatch.context() as patch:
        patch.setattr(redis.connection.ConnectionPool, "get_connection", away)
        assert counted.truth.get() == [1]
        assert counted.in_another_process() == [2]
        counted.truth.forget()
    redis_client.close_breaker()


@pytest.mark.django_db
def test_ladders_come_back_from_redis_as_they_went() -> None:
    flour = make_category("flour")
    for price in ("0.10", "0.20", "0.40"):
        make_product(category=flour, unit_price=price, unit_price_per="oz")
    built = price_ladders.get()
    price_ladders._held = None
    shared = price_ladders.get()
    assert isinstance(shared, PriceLadders)
    ladder: Ladder = shared.by_category[flour.id]
    assert ladder.per == "oz"
    assert ladder.rungs.tolist() == built.by_category[flour.id].rungs.tolist()
    assert ladder.rungs.tolist() == build_ladders().by_category[flour.id].rungs.tolist()


@pytest.mark.django_db
def test_facet_shares_are_those_of_the_shop() -> None:
    open_small_shop()
    known = facet_shares.get()
    # Five of eighteen products are plant-based, four spicy.
    assert known.shares["attribute:plant-based"] == pytest.approx(5 / 18)
    assert known.telling("attribute:spicy") > known.telling("attribute:vegetarian")
