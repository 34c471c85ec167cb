"""GET /products/{sku}/."""

from typing import Any

from personalization.collaborative import build_neighbours
from tests.personalization.makers import make_order
from tests.personalization.small_shop import SmallShop, do
from tests.shop.factories import make_subject
from tests.shop.shopper import Shopper, is_problem


def test_it_works(small_shop: SmallShop, stranger: Shopper) -> None:
    page = stranger.get("products/PY-0/").json()
    assert page["name"] == "Coconut Yogurt"
    assert page["category_path"] == [
        {"slug": "plant-based", "name": "Plant Based"},
        {"slug": "plant-yogurt", "name": "Plant Yogurt"},
    ]
    assert {card["sku"] for card in page["similar"][:3]} == {"PY-1", "PY-2", "PY-3"}
    assert "PY-0" not in {card["sku"] for card in page["similar"]}
    assert page["goes_with"] == []
    assert page["usual_quantity_basis"] is None
    assert page["personal"] is None


def test_what_goes_with_it_is_bought_by_the_same_shoppers_and_of_another_kind(
    small_shop: SmallShop, stranger: Shopper
) -> None:
    for _ in range(3):
        make_order(make_subject(), {small_shop.chips[0]: 1, small_shop.chips[1]: 1, small_shop.whole_milk: 1})
    build_neighbours()
    page = stranger.get("products/CH-0/").json()
    assert [card["sku"] for card in page["goes_with"]] == ["MILK"]


def test_two_gallons_bought_are_offered_next_time(small_shop: SmallShop, visitor: Shopper) -> None:
    make_order(visitor.subject, {small_shop.whole_milk: 2}, days_ago=7)
    page = visitor.get("products/MILK/").json()
    assert page["usual_quantity"] == 2
    assert page["usual_quantity_basis"] == "You bought 2 last time"


def test_another_shoppers_amount_is_not_offered(small_shop: SmallShop, visitor: Shopper, neighbour: Shopper) -> None:
    make_order(visitor.subject, {small_shop.whole_milk: 2}, days_ago=7)
    page = neighbour.get("products/MILK/").json()
    assert page["usual_quantity"] is None
    assert page["usual_quantity_basis"] is None


def test_the_shoppers_taste_orders_what_is_alike(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "displayed_but_scrolled", small_shop.plant_yogurts[1], times=3)
    page = visitor.get("products/PY-0/").json()
    assert all(card["personal"] is not None for card in page["similar"])


def test_an_unknown_product_is_not_found(small_shop: SmallShop, stranger: Shopper) -> None:
    assert is_problem(stranger.get("products/NOPE/"), 404, "not_found")


def test_a_withdrawn_product_is_not_found(small_shop: SmallShop, stranger: Shopper) -> None:
    small_shop.oat_milk.is_active = False
    small_shop.oat_milk.save()
    assert is_problem(stranger.get("products/OAT/"), 404, "not_found")


def test_a_sold_out_product_has_its_page(small_shop: SmallShop, stranger: Shopper) -> None:
    small_shop.oat_milk.stock = 0
    small_shop.oat_milk.save()
    page = stranger.get("products/OAT/").json()
    assert not page["in_stock"]
    assert page["max_quantity"] == 0
