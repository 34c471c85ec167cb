"""Lists without a query."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.errors import InvalidInput
from shop.models import Product
from shop.search.browse import browse
from shop.search.candidates import Filters, Sort
from tests.shop.factories import make_category, make_product
from tests.shop.search.shelves import index_all, names_of

pytestmark = pytest.mark.usefixtures("shelves")
SORTS: list[Sort] = ["recommended", "price", "-price", "unit_price", "name", "newest"]


def test_a_category_holds_everything_below_it():
    assert set(browse(Filters(category="dairy-eggs")).sku) == {
        "MILK-WHOLE",
        "MILK-SKIM",
        "MILK-CHOC",
        "EGGS",
        "EGGS-FREE",
        "FRAICHE",
    }
    assert browse(Filters(category="no-such-category")).total == 0


def test_what_is_not_on_sale_is_not_listed():
    Product.objects.filter(sku="EGGS").update(is_active=False)
    index_all()
    assert "EGGS" not in browse().sku


def test_recommended_shows_what_is_in_stock_first_and_is_the_same_for_everyone():
    listed = browse(Filters(category="milk"))
    assert listed.sku[-1] == "MILK-CHOC"
    assert listed.in_stock.tolist() == [True, True, False]
    index_all()
    assert browse(Filters(category="milk")).sku == listed.sku


def test_sorts_mean_what_they_say():
    assert browse(sort="price").price.tolist() == sorted(browse().price.tolist())
    assert browse(sort="-price").price.tolist() == sorted(browse().price.tolist(), reverse=True)
    names = names_of(browse(sort="name"))
    assert names == sorted(names, key=str.lower)
    make_product("BRAND-NEW", added_on="2026-06-01")
    index_all()
    assert browse(sort="newest").sku[0] == "BRAND-NEW"


def test_products_without_a_unit_price_come_last_by_unit_price():
    Product.objects.filter(sku="PENNE").update(unit_price=Decimal("0.09"), unit_price_per="oz")
    index_all()
    assert browse(sort="unit_price").sku[0] == "PENNE"


@pytest.mark.parametrize("sort", SORTS)
def test_parts_never_repeat_or_skip_although_products_come_in_between(sort: Sort):
    expected = set(browse(sort=sort).sku)
    seen: list[str] = []
    after = None
    category = make_category("pantry")
    while True:
        part = browse(sort=sort, limit=4, after=after)
        seen += part.sku
        after = part.next_after
        if after is None:
            break
        make_product(name=f"Late {len(seen)}", category=category, price=f"{len(seen)}.50")
        index_all()
    assert len(seen) == len(set(seen))
    assert expected <= set(seen)


def test_the_total_counts_beyond_the_part():
    part = browse(limit=3)
    assert (len(part), part.total) == (3, Product.objects.count())


@pytest.mark.parametrize("place", ["x", "AAAA", "WyJwcmljZSJd", "WyJuYW1lIiwgMV0", "\x00", "ü", "WzEsMiwzLDQsNV0"])
def test_a_place_of_another_list_is_refused(place: str):
    with pytest.raises(InvalidInput, match="start again"):
        browse(sort="price", after=place)


def test_a_new_list_takes_one_query_and_the_same_again_none():
    browse()
    with CaptureQueriesContext(connection) as queries:
        browse(Filters(category="milk"))
        browse(Filters(category="milk"))
    assert len(queries) == 1


@pytest.mark.usefixtures("redis_away")
def test_without_redis_lists_go_on():
    assert browse().total == Product.objects.count()


def test_filters_refuse_what_cannot_be_meant():
    with pytest.raises(InvalidInput, match="swap"):
        Filters(price_min=Decimal(5), price_max=Decimal(4))
    with pytest.raises(InvalidInput, match="amount of money"):
        Filters(price_max=Decimal("NaN"))
    with pytest.raises(InvalidInput, match="amount of money"):
        Filters(price_min=Decimal(-1))
    with pytest.raises(InvalidInput, match="at most 50"):
        Filters(brands=tuple(str(number) for number in range(51)))


def test_equal_filters_have_equal_keys():
    assert Filters(brands=("b", "a", "a", "")).key == Filters(brands=("a", "b")).key
    assert Filters(brands=("a",)).key != Filters(attributes=("a",)).key
    assert Filters(category="milk\x00").category == "milk"
