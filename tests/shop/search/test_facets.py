"""Counts of further choices."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.search.candidates import Bucket, Filters
from shop.search.facets import facet_counts
from shop.search.retrieve import retrieve

pytestmark = pytest.mark.usefixtures("shelves")


def counts(buckets: tuple[Bucket, ...]) -> dict[str, int]:
    return {bucket.value: bucket.count for bucket in buckets}


def test_every_facet_counts_the_products_of_the_list():
    facets = facet_counts("")
    assert counts(facets.categories) == {
        "dairy-eggs": 6,
        "plant-based": 2,
        "pantry": 6,
        "snacks": 3,
        "health-beauty": 1,
    }
    assert counts(facets.brands) == {"oatwell": 2, "moonpail": 2}
    assert counts(facets.dietary) == {"vegan": 5, "dairy-free": 2, "gluten-free": 2}
    assert counts(facets.attributes) == {"plant-based": 2, "organic": 1, "spicy": 1}
    assert (facets.price.min, facets.price.max) == (Decimal("1.49"), Decimal("6.99"))
    assert sum(bucket.count for bucket in facets.price.buckets) == 18


def test_categories_are_in_the_staffs_order_and_named():
    first = facet_counts("").categories[0]
    assert (first.value, first.label, first.selected) == ("dairy-eggs", "Dairy & Eggs", False)


def test_below_a_chosen_category_are_its_children_and_a_leaf_shows_its_siblings():
    chosen = facet_counts("", Filters(category="dairy-eggs"))
    assert counts(chosen.categories) == {"dairy-eggs": 6, "milk": 3, "eggs": 2}
    assert [bucket.selected for bucket in chosen.categories] == [True, False, False]
    leaf = facet_counts("", Filters(category="milk"))
    assert counts(leaf.categories) == {"milk": 3, "eggs": 2}
    assert counts(leaf.brands) == {"moonpail": 2}


def test_a_brand_chosen_does_not_hide_the_other_brands():
    facets = facet_counts("", Filters(brands=("oatwell",)))
    assert counts(facets.brands) == {"oatwell": 2, "moonpail": 2}
    assert counts(facets.categories) == {"plant-based": 2}
    assert counts(facets.dietary)["vegan"] == 2


def test_a_diet_chosen_narrows_the_other_diets():
    facets = facet_counts("", Filters(dietary=("gluten-free",)))
    assert counts(facets.dietary) == {"vegan": 2, "dairy-free": 1, "gluten-free": 2}


def test_a_price_chosen_leaves_the_price_steps_as_they_are():
    free, chosen = facet_counts(""), facet_counts("", Filters(price_max=Decimal("2.00")))
    assert chosen.price == free.price
    assert sum(counts(chosen.categories).values()) == 2


def test_what_is_selected_is_shown_even_if_nothing_is_left():
    facets = facet_counts("", Filters(brands=("no-such-brand",)))
    assert Bucket("no-such-brand", "No such brand", 0, True) in facets.brands


@pytest.mark.parametrize("filters", [Filters(), Filters(dietary=("vegan",)), Filters(in_stock=True)])
def test_counts_of_a_search_add_up_to_its_total(filters: Filters):
    answer, facets = retrieve("milk", filters), facet_counts("milk", filters)
    assert sum(counts(facets.categories).values()) == answer.total
    assert sum(bucket.count for bucket in facets.price.buckets) == answer.total


def test_nonsense_has_no_facets():
    facets = facet_counts("the of")
    assert (facets.categories, facets.brands, facets.price.buckets) == ((), (), ())


def test_the_same_again_asks_postgres_nothing_and_says_the_same():
    first = facet_counts("milk", Filters(price_max=Decimal(9)))
    with CaptureQueriesContext(connection) as queries:
        again = facet_counts("milk", Filters(price_max=Decimal(9)))
    assert len(queries) == 0
    assert again == first


def test_after_the_search_its_facets_take_one_query():
    facet_counts("warm up")
    retrieve("skim milk")
    with CaptureQueriesContext(connection) as queries:
        facet_counts("skim milk")
    assert len(queries) == 1
