"""Synonyms, categories and brands in the admin."""

from typing import Any

import pytest
from django.test import Client

from shop.models import Brand, Category, Product, Synonym
from shop.search.retrieve import Filters, retrieve
from tests.shop.factories import make_brand, make_category, make_product
from tests.shop.search.shelves import index_all
from tests.shop.staff import errors_of

SYNONYMS, CATEGORIES, BRANDS = "/admin/shop/synonym/", "/admin/shop/category/", "/admin/shop/brand/"


def send_words(client: Client, words: str, synonym: Synonym | None = None, **changes: Any) -> Any:
    where = f"{SYNONYMS}{synonym.pk}/change/" if synonym else f"{SYNONYMS}add/"
    return client.post(where, {"words": words, "is_active": "on", **changes}, follow=True)


# --- Synonyms --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_synonym_is_kept_trimmed_and_once(owner: Client) -> None:
    send_words(owner, " Soda, pop ,,Soft  drink, soda")
    assert Synonym.objects.get().words == ["soda", "pop", "soft drink"]
    assert "soft drink" in owner.get(SYNONYMS).content.decode()
    assert owner.get(SYNONYMS, {"q": "drink"}).context["cl"].result_count == 1


@pytest.mark.django_db(transaction=True)
def test_a_synonym_works_from_the_next_search_on(owner: Client) -> None:
    product = make_product(name="Quinoa flatbread")
    index_all()
    assert product.pk not in retrieve("zibbelkuchen", Filters()).product_id
    send_words(owner, "zibbelkuchen, flatbread")
    assert product.pk in retrieve("zibbelkuchen", Filters()).product_id
    send_words(owner, "zibbelkuchen, flatbread", Synonym.objects.get(), is_active="")
    assert product.pk not in retrieve("zibbelkuchen", Filters()).product_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("soda", "at least two"),
        ("soda, sodas", "at least two different"),
        ("soda, !!!", "no letters or digits"),
        ("soda, one two three four five", "at most 4 words"),
        (f"soda, {'x' * 61}", "at most 60"),
        ("", "required"),
    ],
)
def test_a_group_that_finds_nothing_more_is_refused(owner: Client, words: str, why: str) -> None:
    assert why in errors_of(send_words(owner, words))["words"][0]


@pytest.mark.django_db
def test_a_word_is_in_one_group_only(owner: Client) -> None:
    Synonym.objects.create(words=["soda", "pop"])
    assert "in the group “soda = pop” already" in errors_of(send_words(owner, "fizz, Soda"))["words"][0]


# --- Categories ------------------------------------------------------------------------------------------------------


def send_category(client: Client, category: Category, **changes: Any) -> Any:
    values = {
        "name": category.name,
        "parent": category.parent_id or "",
        "position": category.position,
        "icon": category.icon,
        "tint": category.tint,
        "tint_dark": category.tint_dark,
        "children-TOTAL_FORMS": 0,
        "children-INITIAL_FORMS": 0,
    }
    return client.post(f"{CATEGORIES}{category.pk}/change/", {**values, **changes}, follow=True)


@pytest.fixture
def milk(db: None) -> Category:
    """dairy > milk > oat-milk, and an empty department."""
    dairy = make_category("dairy")
    milk = make_category("milk", dairy)
    make_product("OAT", category=make_category("oat-milk", milk))
    make_category("drinks")
    return milk


def test_the_tree_is_shown_with_the_products_below_each(owner: Client, milk: Category) -> None:
    rows = owner.get(CATEGORIES).context["cl"].result_list
    assert [(row.slug, row.product_count or 0) for row in rows] == [
        ("dairy", 1),
        ("milk", 1),
        ("oat-milk", 1),
        ("drinks", 0),
    ]
    assert owner.get(f"{CATEGORIES}{milk.pk}/change/").status_code == 200


def test_a_moved_category_takes_everything_below_along(owner: Client, milk: Category) -> None:
    send_category(owner, milk, parent=Category.objects.get(slug="drinks").pk)
    assert Product.objects.get(sku="OAT").category.path == ["drinks", "milk", "oat-milk"]


@pytest.mark.parametrize("below", ["milk", "oat-milk"])
def test_a_category_cannot_be_below_itself(owner: Client, milk: Category, below: str) -> None:
    answer = send_category(owner, milk, parent=Category.objects.get(slug=below).pk)
    assert errors_of(answer) == {"parent": ["A category cannot be below itself."]}


def test_a_slug_stays_because_addresses_and_learned_facts_go_by_it(owner: Client, milk: Category) -> None:
    send_category(owner, milk, slug="other", name="Milks")
    milk.refresh_from_db()
    assert (milk.slug, milk.name) == ("milk", "Milks")


def test_a_category_with_products_is_not_deleted(owner: Client, milk: Category) -> None:
    owner.post(f"{CATEGORIES}{milk.pk}/delete/", {"post": "yes"})
    assert Category.objects.filter(pk=milk.pk).exists()


@pytest.mark.parametrize("tint", ["red", "#12345", "url(x)"])
def test_a_tint_is_a_colour(owner: Client, milk: Category, tint: str) -> None:
    assert "tint" in errors_of(send_category(owner, milk, tint=tint))


def test_a_category_without_a_tint_is_not_offered_black(owner: Client, milk: Category) -> None:
    Category.objects.filter(pk=milk.pk).update(tint="")
    page = owner.get(f"{CATEGORIES}{milk.pk}/change/").content.decode()
    assert 'name="tint" value="#E3EFE6"' in page


# --- Brands ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_brand_is_edited_and_keeps_its_slug(owner: Client) -> None:
    brand = make_brand("oatwell")
    values = {"name": "Oatwell & Co", "slug": "x", "tier": "premium", "color": "#aabbcc", "story": "Since 1911."}
    owner.post(f"{BRANDS}{brand.pk}/change/", values)
    brand.refresh_from_db()
    assert (brand.name, brand.slug, brand.tier, brand.own_label) == ("Oatwell & Co", "oatwell", "premium", False)
    assert "Oatwell &amp; Co" in owner.get(BRANDS).content.decode()


@pytest.mark.django_db
def test_a_brand_is_added_with_a_slug(owner: Client) -> None:
    owner.post(f"{BRANDS}add/", {"name": "New", "slug": "new", "tier": "value", "color": "", "story": ""})
    assert Brand.objects.get().color == ""
