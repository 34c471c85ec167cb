"""GET /home/."""

from typing import Any

import pytest

from personalization.collaborative import build_neighbours
from tests.personalization.makers import make_order
from tests.personalization.small_shop import SmallShop, do
from tests.shop.factories import make_brand, make_category, make_product, make_subject
from tests.shop.shopper import Shopper


def home(shopper: Shopper) -> dict[str, Any]:
    answer = shopper.get("home/")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def shelves(shopper: Shopper) -> dict[str, dict[str, Any]]:
    return {shelf["key"]: shelf for shelf in home(shopper)["shelves"]}


def skus(shelf: dict[str, Any]) -> list[str]:
    return [card["sku"] for card in shelf["products"]]


def test_a_stranger_finds_full_and_varied_shelves(small_shop: SmallShop, stranger: Shopper) -> None:
    page = home(stranger)
    assert not page["personalized"]
    assert page["shelves"]
    assert all(len(shelf["products"]) >= 3 and shelf["ranking_id"] for shelf in page["shelves"])
    popular = next(shelf for shelf in page["shelves"] if shelf["key"] == "popular")
    first = [card["category"]["slug"] for card in popular["products"][:8]]
    assert max(first.count(slug) for slug in first) <= 2


def test_an_empty_shop_has_no_shelves(stranger: Shopper) -> None:
    assert home(stranger) == {"shelves": [], "personalized": False}


def test_every_shelf_has_a_name_of_its_own_for_events(small_shop: SmallShop, stranger: Shopper) -> None:
    found = [shelf["ranking_id"] for _ in range(2) for shelf in home(stranger)["shelves"]]
    assert len(found) == len(set(found))


def test_trending_is_what_many_choose_now(
    small_shop: SmallShop, stranger: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for product, crowd in ((small_shop.whole_milk, 4), (small_shop.chips[0], 3), (small_shop.yogurts[0], 2)):
            for _ in range(crowd):
                do(make_subject().id, "cart_item_added", product)
    assert skus(shelves(stranger)["trending"]) == ["MILK", "CH-0", "YO-0"]


def test_after_a_like_a_shelf_says_because(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_liked", small_shop.spicy_chips[0])
    page = shelves(visitor)
    assert home(visitor)["personalized"]
    assert page["because"]["title"] == "Because you liked Chili Chips"
    assert "SC-0" not in skus(page["because"])


def test_who_only_buys_finds_a_shelf_for_their_first_habit(small_shop: SmallShop, visitor: Shopper) -> None:
    for days_ago in (3, 10, 17):
        make_order(visitor.subject, {small_shop.spicy_chips[0]: 1}, days_ago=days_ago)
    assert shelves(visitor)["because"]["title"] == "Because you buy Chili Chips"


def test_for_you_begins_with_what_fits_the_taste_and_is_varied(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "cart_item_added", small_shop.oat_milk)
    found = shelves(visitor)["for-you"]["products"]
    assert found[0]["attributes"] == ["plant-based"]
    assert found[0]["personal"]["reasons"]
    slugs = [card["category"]["slug"] for card in found[:8]]
    assert slugs.count("plant-yogurt") <= 2


def test_usuals_are_what_was_bought_again_and_again(small_shop: SmallShop, visitor: Shopper) -> None:
    for days_ago in (3, 10, 17):
        make_order(visitor.subject, {small_shop.oat_milk: 2, small_shop.chips[1]: 1}, days_ago=days_ago)
    page = shelves(visitor)
    assert skus(page["usuals"]) == ["OAT", "CH-1"]
    first = page["usuals"]["products"][0]
    assert first["badge"] == {"kind": "usual", "text": "Your usual"}
    assert first["usual_quantity"] == 2
    assert "OAT" not in skus(page.get("for-you", {"products": []}))


def test_neighbours_of_what_was_bought_come_to_the_front(small_shop: SmallShop, visitor: Shopper) -> None:
    make_order(visitor.subject, {small_shop.whole_milk: 1})
    for _ in range(3):
        make_order(make_subject(), {small_shop.whole_milk: 1, small_shop.chips[2]: 1})
    build_neighbours()
    for_you = shelves(visitor)["for-you"]["products"]
    texts = {card["sku"]: [reason["text"] for reason in card["personal"]["reasons"]] for card in for_you[:3]}
    assert "Bought by people who buy Whole Milk" in texts["CH-2"]


def test_no_product_stands_on_two_shelves(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_liked", *small_shop.plant_yogurts, *small_shop.chips)
    found = [sku for shelf in home(visitor)["shelves"] for sku in skus(shelf)]
    assert len(found) == len(set(found))


def test_what_trends_stays_on_its_shelf_when_it_fits_the_taste_too(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for product in small_shop.plant_yogurts[:2] + small_shop.chips[:1]:
            do(visitor.subject.id, "cart_item_added", product)
    assert set(skus(shelves(visitor)["trending"])) == {"PY-0", "PY-1", "CH-0"}


def test_what_is_sold_out_or_withdrawn_is_on_no_shelf(small_shop: SmallShop, stranger: Shopper) -> None:
    small_shop.oat_milk.stock = 0
    small_shop.oat_milk.save()
    small_shop.whole_milk.is_active = False
    small_shop.whole_milk.save()
    found = {sku for shelf in home(stranger)["shelves"] for sku in skus(shelf)}
    assert found
    assert not found & {"OAT", "MILK"}


def test_switched_off_the_page_is_everybodys(
    small_shop: SmallShop, visitor: Shopper, stranger: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", *small_shop.chips)
    visitor.patch("personalization/settings/", {"enabled": False})

    def plain(page: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
        return [(shelf["key"], shelf["products"]) for shelf in page["shelves"]]

    assert plain(home(visitor)) == plain(home(stranger))


@pytest.mark.parametrize("count", [1, 2])
def test_a_shop_with_hardly_any_product_shows_no_shelf_of_one(stranger: Shopper, count: int) -> None:
    for _ in range(count):
        make_product(category=make_category(), brand=make_brand())
    assert home(stranger)["shelves"] == []
