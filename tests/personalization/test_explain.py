"""Reasons in words, from the same numbers that made the rank."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.features import Shopper
from personalization.ranking.explain import SINKING_FROM, WORTH_SAYING, Knowledge, explained
from personalization.ranking.rank import MILLIONTHS, SIGNALS, Ranked
from shop.api.serializers.cards import PersonalJSON
from shop.cards import Art, CardBrand, CardCategory, CardData
from tests.personalization.makers import a_purchase, a_shopper, an_act

PLANT, SPICY, BRAND = "attribute:plant-based", "attribute:spicy", "brand:oatwell"
WEIGHTS = (0.3, 0.25, 0.15, 0.2, 0.1, 0.02)
# Which signals each kind of reason may stand for.
SIGNAL_OF_CODE = {
    "preference": "preference",
    "less": "preference",
    "bought": "collaborative",
    "neighbour": "collaborative",
    "price": "affordability",
    "popular": "popularity",
    "new": "freshness",
    "match": "relevance",
}


def a_card(**fields: Any) -> CardData:
    values: dict[str, Any] = {
        "product_id": 1,
        "sku": "OAT",
        "name": "Barista Oat Milk",
        "brand": CardBrand("oatwell", "Oatwell", False),
        "category": CardCategory("oat-milk", "Oat Milk", "plant-based"),
        "size": "32 fl oz",
        "price": Decimal("3.00"),
        "compare_at_price": None,
        "currency": "USD",
        "unit_price": None,
        "art": Art("", "", "", "", "", None),
        "stock": 10,
        "is_active": True,
        "dietary": ("vegan",),
        "allergens": (),
        "attributes": ("plant-based",),
        "category_path": ("plant-based", "oat-milk"),
        "added_on": date(2026, 1, 1),
        "promotion_label": None,
        **fields,
    }
    return CardData(**values)


def personal(
    shopper: Shopper | None = None,
    *,
    lifts: dict[str, float] | None = None,
    seed: int = 0,
    own: bool = False,
    query: str = "",
    card: CardData | None = None,
    values: dict[str, float] | None = None,
    **contributions: float,
) -> PersonalJSON:
    """The personal part of a card that got these contributions (in score, not millionths)."""
    row = [round(contributions.get(name, 0.0) * MILLIONTHS) for name in SIGNALS]
    ranked = Ranked(
        product_ids=np.array([1]),
        contributions=np.array([row], np.int64),
        values=np.array([[(values or {}).get(name, 0.9) for name in SIGNALS]]),
        seeds=np.array([seed]),
        own=np.array([own]),
        facet_lifts=lifts or {},
        weights=WEIGHTS,
        personalized=True,
    )
    labels = {PLANT: "plant-based", SPICY: "spicy", BRAND: "Oatwell", "category:snacks": "snacks"}
    labels["category:plant-based"] = "plant-based"
    knowledge = Knowledge(
        shopper=shopper or a_shopper(),
        taste=lifts or {},
        label_of=lambda facet: labels.get(facet, facet),
        query=query,
    )
    return explained(ranked, 0, card or a_card(), knowledge)


def texts(found: PersonalJSON) -> list[str]:
    return [reason["text"] for reason in found["reasons"]]


def test_one_act_is_named() -> None:
    shopper = a_shopper(acts=(an_act("product_viewed", 7, name="Oat Shake", facets=frozenset({PLANT})),))
    assert texts(personal(shopper, lifts={PLANT: 0.3}, preference=0.05)) == ["Because you opened Oat Shake"]


def test_the_strongest_thing_done_with_it_is_said() -> None:
    acts = tuple(
        an_act(done, 7, name="Oat Shake", facets=frozenset({PLANT})) for done in ("product_viewed", "product_liked")
    )
    assert texts(personal(a_shopper(acts=acts), lifts={PLANT: 0.3}, preference=0.05)) == ["Because you liked Oat Shake"]


def test_a_product_is_not_its_own_reason() -> None:
    shopper = a_shopper(acts=(an_act("product_viewed", 1, name="Barista Oat Milk", facets=frozenset({PLANT})),))
    assert texts(personal(shopper, lifts={PLANT: 0.3}, preference=0.05)) == ["You opened this"]


def test_several_acts_are_a_habit() -> None:
    acts = tuple(an_act("product_viewed", at, facets=frozenset({PLANT})) for at in (7, 8))
    assert texts(personal(a_shopper(acts=acts), lifts={PLANT: 0.3}, preference=0.05)) == [
        "You often choose plant-based"
    ]


def test_a_brand_is_liked() -> None:
    assert texts(personal(lifts={BRAND: 0.3, PLANT: 0.1}, preference=0.05)) == ["You like Oatwell"]


def test_what_sank_a_product_is_told_last() -> None:
    card = a_card(attributes=("spicy",), category=CardCategory("spicy-chips", "Spicy Chips", "snacks"))
    shopper = a_shopper(acts=(an_act("displayed_but_scrolled", 7, facets=frozenset({SPICY})),))
    found = personal(shopper, card=card, lifts={SPICY: -0.5}, query="chips", relevance=0.28, preference=-0.1)
    assert texts(found) == ["Fits “chips”", "You scrolled past spicy snacks"]


def test_less_like_this_is_remembered_as_a_wish() -> None:
    shopper = a_shopper(acts=(an_act("preference_updated", 7, facets=frozenset({PLANT})),))
    assert texts(personal(shopper, lifts={PLANT: -0.5}, preference=-0.1)) == ["You wanted less plant-based food"]


def test_what_was_bought_often_says_so() -> None:
    bought = a_shopper(purchases=tuple(a_purchase(1) for _ in range(3)))
    assert texts(personal(bought, own=True, collaborative=0.1)) == ["You buy this often"]


def test_what_was_bought_once_is_not_called_often() -> None:
    assert texts(personal(a_shopper(purchases=(a_purchase(1),)), own=True, collaborative=0.1)) == [
        "You bought this before"
    ]


def test_neighbours_name_the_product_they_come_from() -> None:
    shopper = a_shopper(purchases=(a_purchase(5, name="Rye Bread"),))
    assert texts(personal(shopper, seed=5, collaborative=0.1)) == ["Bought by people who buy Rye Bread"]


def test_the_shoppers_own_reasons_come_before_everybodys() -> None:
    found = personal(
        lifts={BRAND: 0.1}, query="milk", relevance=0.3, popularity=0.09, preference=0.01, affordability=0.02
    )
    assert texts(found) == ["Within your usual price", "You like Oatwell", "Fits “milk”"]


def test_a_little_popular_is_not_popular() -> None:
    assert texts(personal(popularity=0.02, values={"popularity": 0.2})) == []


def test_what_no_facet_lifted_gets_no_word_about_taste() -> None:
    assert texts(personal(lifts={}, preference=0.05)) == []


def test_a_diet_is_not_guessed_aloud() -> None:
    assert texts(personal(lifts={"attribute:vegan": 0.9}, preference=0.1)) == []
    assert texts(personal(lifts={"attribute:vegan": -0.9}, preference=-0.1)) == []


def test_the_facets_are_those_of_this_product_with_what_they_added() -> None:
    found = personal(lifts={PLANT: 0.3, BRAND: -0.4, SPICY: 2.0}, preference=0.01)
    assert [(facet["facet"], facet["label"]) for facet in found["facets"]] == [
        (BRAND, "Oatwell"),
        (PLANT, "plant-based"),
    ]
    assert found["facets"][1]["value"] == pytest.approx(np.tanh(0.3), abs=1e-4)


contribution = st.floats(-0.2, 0.3).map(lambda value: round(value, 6))


@given(st.fixed_dictionaries(dict.fromkeys(SIGNALS, contribution)), st.booleans(), st.floats(-1, 1))
def test_a_reason_is_never_given_for_a_signal_that_did_not_lift_the_product(
    contributions: dict[str, float], own: bool, lift: float
) -> None:
    shopper = a_shopper(purchases=(a_purchase(1), a_purchase(5)), acts=(an_act("product_viewed", 7),))
    found = personal(shopper, lifts={PLANT: lift} if lift else {}, seed=5, own=own, query="milk", **contributions)
    assert len(found["reasons"]) <= 3
    for reason in found["reasons"]:
        kind = reason["code"].partition(":")[0]
        part = contributions[SIGNAL_OF_CODE[kind]] * MILLIONTHS
        if kind == "less":
            assert part <= -SINKING_FROM
        else:
            assert part >= WORTH_SAYING


@given(st.fixed_dictionaries(dict.fromkeys(SIGNALS, contribution)))
def test_the_score_that_is_told_is_the_sum_of_the_parts_that_are_told(contributions: dict[str, float]) -> None:
    found = personal(**contributions)
    parts = sum(Decimal(str(signal["contribution"])) for signal in found["signals"])
    assert parts == Decimal(str(found["score"]))
