"""Product cards: the same two queries for one or sixty, and JSON that is what the schema says."""

from decimal import Decimal
from typing import Any

import pytest

from shop.api.serializers.cards import (
    CardExtras,
    PersonalCard,
    ProductCardSerializer,
    card_json,
)
from shop.cards import card_rows, cards_in_order
from shop.models import Category, Product
from tests.shop.factories import make_brand, make_category, make_product, make_promotion

pytestmark = pytest.mark.django_db


def test_sixty_cards_take_two_queries(django_assert_num_queries: Any) -> None:
    ids = [make_product(brand=make_brand()).id for _ in range(60)]
    make_promotion()
    with django_assert_num_queries(2):
        assert len(card_rows(ids)) == 60
    with django_assert_num_queries(1):
        assert len(card_rows(ids, with_offers=False)) == 60
    with django_assert_num_queries(0):
        assert card_rows([]) == {}


def test_cards_come_in_the_order_asked_for_and_unknown_ids_are_left_out() -> None:
    one, two = make_product("ONE"), make_product("TWO")
    assert [card.sku for card in cards_in_order([two.id, 10**9, one.id, two.id])] == ["TWO", "ONE"]


def test_art_falls_back_from_product_to_category_to_department() -> None:
    department = make_category("dairy", icon="cheese", tint="#AAAAAA", tint_dark="#111111")
    shelf = make_category("milk", parent=department, icon="")
    own, inherited = make_product(category=shelf, icon="milk-jug"), make_product(category=shelf)
    cards = card_rows([own.id, inherited.id])
    assert (cards[own.id].art.icon, cards[inherited.id].art.icon) == ("milk-jug", "cheese")
    assert (cards[own.id].art.tint, cards[own.id].art.tint_dark) == ("#AAAAAA", "#111111")
    Category.objects.filter(pk=shelf.pk).update(icon="glass")
    assert card_rows([inherited.id])[inherited.id].art.icon == "glass"


@pytest.mark.parametrize(
    ("stock", "is_active", "level", "most"),
    [(100, True, "in", 99), (6, True, "in", 6), (5, True, "low", 5), (0, True, "out", 0), (9, False, "out", 0)],
)
def test_stock_is_told_as_what_can_be_bought(stock: int, is_active: bool, level: str, most: int) -> None:
    product = make_product(stock=stock, is_active=is_active)
    card = card_rows([product.id])[product.id]
    assert (card.stock_level, card.max_quantity, card.in_stock) == (level, most, level != "out")


def test_the_label_is_the_best_offer_that_anyone_can_have() -> None:
    product = make_product(brand=make_brand("oatwell"), category=make_category("oats", parent=make_category("cereals")))
    make_promotion(name="5 % on oatwell", percent=Decimal(5), brands=[make_brand("oatwell")])
    make_promotion(
        name="3 for 2", kind="multi_buy", buy_quantity=3, pay_quantity=2, categories=[make_category("cereals")]
    )
    make_promotion(name="Half price with a code", percent=Decimal(50), code="HALF")
    make_promotion(name="Half price from $99", percent=Decimal(50), minimum_basket=Decimal(99))
    make_promotion(name="Half price, used up", percent=Decimal(50), max_redemptions=1, redemptions=1)
    make_promotion(name="Half price elsewhere", percent=Decimal(50), products=[make_product()])
    make_promotion(name="Half price, off", percent=Decimal(50), is_active=False)
    assert card_rows([product.id])[product.id].promotion_label == "3 for 2"


def test_small_unit_prices_keep_a_third_digit() -> None:
    dear, cheap = make_product(), make_product()
    Product.objects.filter(pk=dear.pk).update(unit_price=Decimal("1.2345"), unit_price_per="100 g")
    Product.objects.filter(pk=cheap.pk).update(unit_price=Decimal("0.0273"), unit_price_per="fl oz")
    amounts = [card.unit_price.amount for card in cards_in_order([dear.id, cheap.id]) if card.unit_price]
    assert amounts == [Decimal("1.23"), Decimal("0.027")]


def keys_of(declared: Any) -> Any:
    """The declared field names, nested."""
    from rest_framework import serializers

    if isinstance(declared, serializers.ListSerializer):
        return keys_of(declared.child)
    if isinstance(declared, serializers.Serializer):
        return {name: keys_of(field) for name, field in declared.fields.items()}
    return None


def shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape_of(part) for name, part in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return shape_of(value[0])
    return None


def test_the_json_has_exactly_the_declared_fields() -> None:
    product = make_product(brand=make_brand(), compare_at_price=Decimal(9))
    Product.objects.filter(pk=product.pk).update(unit_price=Decimal(1), unit_price_per="100 g")
    make_promotion()
    share = {"signal": "preference", "label": "Taste", "value": 0.5, "weight": 0.2, "contribution": 0.1}
    extras = CardExtras(
        badge={"kind": "usual", "text": "Your usual"},
        usual_quantity=2,
        personal={
            "score": 0.7,
            "signals": [share],  # type: ignore[list-item]
            "reasons": [{"code": "popular", "text": "Popular today"}],
            "facets": [{"facet": "brand:x", "label": "X", "value": 0.3}],
        },
    )
    card = card_rows([product.id])[product.id]
    assert shape_of(ProductCardSerializer(PersonalCard(card, extras)).data) == keys_of(ProductCardSerializer())
    assert set(card_json(card)) == set(ProductCardSerializer().fields)
