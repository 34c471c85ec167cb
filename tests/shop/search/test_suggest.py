"""What is offered while someone types."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.search.highlight import spans
from shop.search.suggest import suggestions
from tests.shop.factories import make_category, make_product
from tests.shop.search.shelves import index_all

pytestmark = pytest.mark.usefixtures("shelves")


def offered(typed: str, kind: str) -> list[str]:
    return [one.text for one in suggestions(typed) if one.kind == kind]


def test_a_word_begun_is_finished_with_the_catalogs_words():
    assert offered("jal", "query")[0] == "jalapeno"
    assert offered("mil", "query")[0] == "milk"


def test_the_word_before_decides_how_the_next_one_goes_on():
    assert "oat milk" in offered("oat m", "query")
    assert "whole milk" in offered("whole m", "query")
    assert offered("penne ri", "query") == ["penne rigate"]


def test_after_a_space_the_next_word_is_offered():
    assert "corn flakes" in offered("corn ", "query")


def test_categories_brands_and_products_are_offered():
    assert ("Milk", "milk") in [(one.text, one.slug) for one in suggestions("mil") if one.kind == "category"]
    assert [(one.text, one.slug) for one in suggestions("moon") if one.kind == "brand"] == [
        ("Moonpail Creamery", "moonpail")
    ]
    assert ("Corn Flakes", "FLAKES") in [(one.text, one.sku) for one in suggestions("corn")]


def test_a_product_whose_name_begins_so_comes_first():
    assert offered("chocolate m", "product") == ["Chocolate Milk"]


def test_a_typo_is_offered_corrected():
    assert offered("shampo", "query")[0] == "shampoo"
    assert offered("jalepeno", "query")[0] == "jalapeno"


def test_gluten_free_is_one_word_however_far_it_is_typed():
    for typed in ("glut", "gluten f", "gluten fre", "gluten-free", "Gluten Free"):
        assert offered(typed, "query")[0] == "gluten-free"


def test_accents_may_be_left_out_and_are_highlighted():
    (product,) = [one for one in suggestions("creme fr") if one.kind == "product"]
    assert product.text == "Crème Fraîche"
    assert [product.text[start:end] for start, end in product.highlight] == ["Crème", "Fr"]


def test_what_is_not_on_sale_is_not_offered():
    make_product("GONE", name="Zebra Fillet", category=make_category("fish"), is_active=False)
    index_all()
    assert suggestions("zebra") == ()


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "zzzzzz", "'; --", "%", "x" * 5_000, "\ud800", "😂", "the"])
def test_nothing_sensible_typed_offers_nothing_or_little(typed: str):
    assert len(suggestions(typed)) <= 11


def test_what_was_offered_before_takes_no_query():
    suggestions("oat m")
    with CaptureQueriesContext(connection) as queries:
        suggestions("oat m")
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Oat Milk", ["oat", "mi"], ["Oat", "Mi"]),
        ("Goat Milk", ["oat"], []),
        ("Milk, Whole Milk", ["milk"], ["Milk", "Milk"]),
        ("Straße 7", ["strasse"], ["Straße"]),
        ("Oatmilk", ["oat", "oatm"], ["Oatm"]),
        ("", ["a"], []),
    ],
)
def test_highlights_are_the_typed_letters_at_the_start_of_words(text: str, typed: list[str], marked: list[str]):
    assert [text[start:end] for start, end in spans(text, typed)] == marked


def test_the_endpoint_answers_suggestions():
    answer = Client().get("/api/v1/search/suggestions/", {"q": "oat m"})
    assert answer.status_code == 200
    rows = answer.json()["suggestions"]
    assert {"text": "oat milk", "kind": "query", "highlight": [[0, 3], [4, 5]]} in rows
    assert all(set(row) <= {"text", "kind", "slug", "sku", "highlight"} for row in rows)


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?q=%ff%fe", "?q=" + "a" * 4_000, "?q=1&q=2"])
def test_the_endpoint_takes_anything(query: str):
    assert Client().get(f"/api/v1/search/suggestions/{query}").status_code == 200


def test_the_category_tree_counts_what_is_on_sale_below():
    answer = Client().get("/api/v1/catalog/categories/")
    assert answer.status_code == 200
    departments = answer.json()["departments"]
    assert [row["slug"] for row in departments] == [
        "dairy-eggs",
        "plant-based",
        "pantry",
        "snacks",
        "health-beauty",
    ]
    dairy = departments[0]
    assert (dairy["name"], dairy["count"], dairy["tint"]) == ("Dairy & Eggs", 6, "#E4F0DC")
    assert [(row["slug"], row["count"]) for row in dairy["children"]] == [("eggs", 2), ("milk", 3)]


def test_the_category_tree_again_takes_no_query():
    Client().get("/api/v1/catalog/categories/")
    with CaptureQueriesContext(connection) as queries:
        Client().get("/api/v1/catalog/categories/")
    assert len(queries) == 0
