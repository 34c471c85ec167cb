"""How many queries each page may cost, for a signed-in shopper with a history."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personalization.collaborative import build_neighbours
from tests.personalization.makers import make_order
from tests.personalization.small_shop import SmallShop, do
from tests.shop.factories import make_subject, make_user
from tests.shop.shopper import Shopper


@pytest.fixture
def regular(small_shop: SmallShop, django_capture_on_commit_callbacks: Any) -> Iterator[Shopper]:
    """Signed in, with orders, acts, taste and neighbours."""
    shopper = Shopper()
    shopper.client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    basket = {small_shop.oat_milk: 2, small_shop.plant_yogurts[0]: 1, small_shop.chips[0]: 1}
    for subject in (shopper.subject, make_subject(), make_subject(), make_subject()):
        make_order(subject, basket, days_ago=20)
        make_order(subject, basket, days_ago=10)
    build_neighbours()
    with django_capture_on_commit_callbacks(execute=True):
        do(shopper.subject.id, "product_viewed", small_shop.oat_milk, *small_shop.plant_yogurts)
        do(shopper.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips)
    return shopper


def queries_of(shopper: Shopper, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert shopper.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize(
    ("page", "unlike_it", "first_time", "again"),
    [
        ("search/?q=yogurt", "search/?q=yogurt&in_stock=1", 6, 4),
        ("products/?category=snacks", "products/?category=dairy-eggs", 6, 4),
        ("home/", "home/", 8, 6),
        ("products/OAT/", "products/MILK/", 7, 7),
        ("learned/", "learned/", 5, 5),
    ],
)
def test_a_page_keeps_its_budget(regular: Shopper, page: str, unlike_it: str, first_time: int, again: int) -> None:
    # The process has the words and the whole catalog's truths, but not this answer.
    queries_of(regular, unlike_it)
    for budget in (first_time, again):
        found = queries_of(regular, page)
        assert len(found) <= budget, "\n".join(found)


def test_a_later_page_costs_no_search(regular: Shopper) -> None:
    following = regular.get("search/?q=chips&page_size=3").json()["next"]
    found = queries_of(regular, f"search/?q=chips&page_size=3&cursor={following}")
    assert len(found) <= 4, "\n".join(found)


def test_a_long_history_costs_no_more_queries(regular: Shopper, small_shop: SmallShop) -> None:
    queries_of(regular, "search/?q=chips")
    few = len(queries_of(regular, "search/?q=chips"))
    for days_ago in range(30):
        make_order(regular.subject, dict.fromkeys(small_shop.chips, 1), days_ago=days_ago)
    assert len(queries_of(regular, "search/?q=chips")) == few
