"""GET /search/ and its POST twin, as different shoppers see them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.personalization.small_shop import SmallShop, do
from tests.shop.shopper import Shopper, is_problem


def search(shopper: Shopper, query: str, **parameters: Any) -> dict[str, Any]:
    words = "&".join(f"{name}={value}" for name, value in parameters.items())
    answer = shopper.get(f"search/?q={query}&{words}")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def skus(page: dict[str, Any]) -> list[str]:
    return [card["sku"] for card in page["results"]]


def test_it_works(small_shop: SmallShop, stranger: Shopper) -> None:
    page = search(stranger, "yogurt")
    assert sorted(skus(page)) == sorted(product.sku for product in small_shop.yogurts + small_shop.plant_yogurts)
    assert page["query"] == "yogurt"
    assert page["total"] == 8
    assert page["next"] is None
    assert page["ranking_id"]
    assert {bucket["value"] for bucket in page["facets"]["attributes"]} == {"plant-based"}


def test_a_stranger_gets_nothing_personal(small_shop: SmallShop, stranger: Shopper) -> None:
    page = search(stranger, "yogurt")
    assert not page["personalized"]
    assert all(card["personal"] is None and card["usual_quantity"] is None for card in page["results"])


def test_opening_an_oat_milk_puts_plant_based_yogurt_first_and_says_why(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    before = search(visitor, "yogurt")
    assert not before["personalized"]
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", small_shop.oat_milk)
    after = search(visitor, "yogurt")
    assert after["personalized"]
    assert set(skus(after)[:4]) == {product.sku for product in small_shop.plant_yogurts}
    assert after["results"][0]["personal"]["reasons"][0] == {
        "code": "preference:attribute:plant-based",
        "text": "Because you opened Barista Oat Milk",
    }
    assert all(
        not reason["code"].startswith("preference")
        for card in after["results"][4:]
        for reason in card["personal"]["reasons"]
    )


def test_spicy_chips_scrolled_past_a_few_times_sink_and_say_why(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips, times=3)
    page = search(visitor, "chips")
    assert set(skus(page)[4:]) == {product.sku for product in small_shop.spicy_chips}
    assert page["results"][-1]["personal"]["reasons"][-1]["text"] == "You scrolled past spicy chips"


def test_liking_chips_does_not_bring_chips_into_a_yogurt_search(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for act in ("product_viewed", "product_liked", "cart_item_added"):
            do(visitor.subject.id, act, *small_shop.chips, times=5)
    first = skus(search(visitor, "yogurt"))[:8]
    assert set(first) == {product.sku for product in small_shop.yogurts + small_shop.plant_yogurts}


def test_each_score_is_the_sum_of_its_signals_to_the_last_digit(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", small_shop.oat_milk)
    for card in search(visitor, "yogurt")["results"]:
        parts = [Decimal(str(signal["contribution"])) for signal in card["personal"]["signals"]]
        assert sum(parts) == Decimal(str(card["personal"]["score"]))


def test_personal_0_is_the_order_and_the_cards_that_everybody_gets(
    small_shop: SmallShop, visitor: Shopper, stranger: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips, times=3)
    page = search(visitor, "chips", personal=0)
    assert not page["personalized"]
    assert page["results"] == search(stranger, "chips")["results"]


def test_switched_off_nothing_is_personal_and_nothing_is_learned(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", small_shop.oat_milk)
    visitor.patch("personalization/settings/", {"enabled": False})
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", small_shop.whole_milk)
    off = search(visitor, "yogurt")
    assert not off["personalized"]
    assert all(card["personal"] is None for card in off["results"])
    visitor.patch("personalization/settings/", {"enabled": True})
    assert set(skus(search(visitor, "yogurt"))[:4]) == {product.sku for product in small_shop.plant_yogurts}


def test_one_shoppers_taste_moves_nothing_for_another(
    small_shop: SmallShop, visitor: Shopper, neighbour: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", *small_shop.spicy_chips, times=3)
    page = search(neighbour, "chips")
    assert not page["personalized"]
    assert skus(page) == skus(search(neighbour, "chips", personal=0))


def test_the_post_twin_answers_alike_without_a_csrf_token(small_shop: SmallShop, stranger: Shopper) -> None:
    for path in ("/api/v1/search/personalized/", "/api/v1/search/personalized"):
        answer = stranger.client.post(
            path, {"q": "yogurt", "dietary": ["vegan"], "page_size": 2}, content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        assert skus(answer.json()) == skus(search(stranger, "yogurt", dietary="vegan", page_size=2))


def test_filters_take_repeated_and_comma_separated_words(small_shop: SmallShop, stranger: Shopper) -> None:
    for words in ("brand=tansy&brand=cocofar", "brand=tansy,cocofar"):
        answer = stranger.get(f"search/?q=yogurt&{words}").json()
        assert answer["total"] == 8
    assert stranger.get("search/?q=yogurt&brand=tansy").json()["total"] == 4


def test_an_order_by_price_is_that_order_and_has_no_scores(small_shop: SmallShop, visitor: Shopper) -> None:
    small_shop.yogurts[2].price = Decimal("0.50")
    small_shop.yogurts[2].save()
    page = search(visitor, "yogurt", sort="price")
    assert skus(page)[0] == small_shop.yogurts[2].sku
    assert all(card["personal"] is None for card in page["results"])


def test_an_empty_search_lists_everything(small_shop: SmallShop, stranger: Shopper) -> None:
    assert search(stranger, "")["total"] == 18


@pytest.mark.parametrize(
    "words",
    [
        "sort=cheapest",
        "page_size=0",
        "page_size=61",
        "page_size=many",
        "price_min=-1",
        "price_min=NaN",
        "price_min=5&price_max=1",
        "dietary=paleo",
        "without_allergen=bees",
        "in_stock=perhaps",
        "personal=2",
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_with_a_sentence(
    small_shop: SmallShop, stranger: Shopper, words: str
) -> None:
    assert is_problem(stranger.get(f"search/?q=milk&{words}"), 400, "invalid")


@pytest.mark.parametrize(
    "query", ["%27%3B+DROP+TABLE+shop_product%3B--", "%F0%9F%A5%9B", "a" * 3000, "%25%5F%5C", "((((", "🥛"]
)
def test_hostile_queries_are_answered(small_shop: SmallShop, stranger: Shopper, query: str) -> None:
    assert search(stranger, query)["total"] >= 0


def test_zero_bytes_are_refused(small_shop: SmallShop, stranger: Shopper) -> None:
    assert is_problem(stranger.get("search/?q=mi%00lk"), 400, "invalid")
