"""The numbers a rank is made of."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from personalization.affordability import NO_LADDERS, Ladder, PriceLadders
from personalization.facet_shares import FacetShares
from personalization.ranking import signals
from tests.personalization.makers import a_purchase, a_shopper, candidates_of

OAT = "category:oat-milk brand:oatwell attribute:plant-based"
DAIRY = "category:whole-milk brand:tansy attribute:organic"


def taste(liked: dict[str, float], *facets: str) -> list[float]:
    """The preference signal of products with these facets, among as many others that have none of them."""
    products = [{"facets": own} for own in facets]
    candidates = candidates_of(*products, *({"facets": f"category:salt-{at}"} for at in range(len(facets))))
    return [float(value) for value in signals.preference(candidates, liked).value]


def test_taste_is_the_squashed_sum_of_a_products_known_facets_less_the_lists_mean() -> None:
    found = taste({"attribute:plant-based": 0.6, "brand:oatwell": 0.4, "category:yogurt": 5.0}, OAT, DAIRY)
    # The sums are 1, 0, 0, 0: the mean is a quarter.
    assert found == pytest.approx([np.tanh(0.75), *[np.tanh(-0.25)] * 3])


def test_what_was_scrolled_past_sinks_and_the_others_rise() -> None:
    passed, other = taste({"brand:oatwell": -0.3}, OAT)
    assert passed == pytest.approx(np.tanh(-0.15))
    assert other == pytest.approx(np.tanh(0.15))


def test_what_the_whole_list_shares_is_not_held_against_any_of_it() -> None:
    chips = [{"facets": f"category:chips brand:crackle {own}".strip()} for own in ("attribute:spicy", "", "", "")]
    candidates = candidates_of(*chips)
    disliked = {"category:chips": -2.0, "brand:crackle": -1.0, "attribute:spicy": -0.4}
    found = signals.preference(candidates, disliked).value
    assert found == pytest.approx([np.tanh(-0.3), *[np.tanh(0.1)] * 3])


def test_over_a_list_the_lifts_of_taste_add_up_to_nothing() -> None:
    candidates = candidates_of(
        {"facets": OAT, "relevance": 1.0}, {"facets": DAIRY, "relevance": 0.5}, {"facets": "a:b", "relevance": 0.25}
    )
    found = signals.preference(candidates, {"brand:oatwell": 0.3, "attribute:organic": -0.2}, reach=2.0)
    assert np.arctanh(found.value) @ np.array([1.0, 0.5, 0.25]) ** 2 == pytest.approx(0.0)


def test_taste_never_exceeds_one_whatever_was_done() -> None:
    found = taste({"brand:oatwell": 1e6, "brand:tansy": -1e6}, OAT, DAIRY)
    assert found[0] > 0 > found[1]
    assert max(map(abs, found)) <= 1.0


def test_however_much_was_learned_a_product_is_still_told_from_the_next() -> None:
    a_lot = {f"attribute:a{at}": 10.0 * at for at in range(8)}
    found = taste(a_lot, *a_lot)[: len(a_lot)]
    assert all(later - earlier > 0.02 for earlier, later in pairwise(found))


def test_an_unknown_taste_is_exactly_zero() -> None:
    assert taste({"brand:oatwell": 0.1}, "a:b", DAIRY, "") == [0.0] * 6


def test_a_facet_that_all_candidates_have_orders_nothing() -> None:
    candidates = candidates_of({"facets": OAT}, {"facets": OAT})
    assert signals.preference(candidates, {"brand:oatwell": 3.0}).value.tolist() == [0.0, 0.0]


def test_a_facet_of_the_better_answers_counts_as_more_common_than_one_of_the_worse() -> None:
    candidates = candidates_of({"facets": OAT, "relevance": 1.0}, {"facets": DAIRY, "relevance": 0.25})
    found = signals.preference(candidates, {"brand:oatwell": 1.0, "brand:tansy": 1.0})
    assert found.lifts == pytest.approx({"brand:oatwell": 0.2, "brand:tansy": 0.8})


def test_each_facets_part_is_kept_for_the_explanation() -> None:
    candidates = candidates_of({"facets": OAT}, {"facets": DAIRY})
    found = signals.preference(candidates, {"brand:oatwell": 0.4, "brand:gone": 1.0})
    assert found.lifts == pytest.approx({"brand:oatwell": 0.2})


def test_nearly_everything_being_nut_free_makes_nut_free_tell_next_to_nothing() -> None:
    shares = FacetShares({"attribute:nut-free": 0.81, "attribute:plant-based": 0.10, "attribute:spicy": 0.05})
    assert shares.telling("attribute:nut-free") < 0.08
    assert shares.telling("attribute:plant-based") == pytest.approx(0.7686, abs=1e-4)
    assert shares.telling("attribute:spicy") == 1.0
    assert shares.telling("attribute:never-seen") == 1.0


TEN_RUNGS = PriceLadders({1: Ladder("oz", np.linspace(1.0, 11.0, 11))})


def fits(prices: list[float], bought: list[float], category: int = 1) -> list[float]:
    candidates = candidates_of(*({"unit_price": price, "category": category} for price in prices))
    purchases = tuple(a_purchase(unit_price=price) for price in bought)
    return signals.affordability(candidates, a_shopper(purchases=purchases), TEN_RUNGS).tolist()


def test_a_shopper_without_purchases_finds_every_price_neutral() -> None:
    assert fits([1.0, 6.0, 11.0], bought=[]) == [0.5, 0.5, 0.5]


def test_purchases_elsewhere_leave_a_category_neutral() -> None:
    candidates = candidates_of({"unit_price": 3.0, "category": 2})
    found = signals.affordability(candidates, a_shopper(purchases=(a_purchase(unit_price=1.0),)), TEN_RUNGS)
    assert found.tolist() == [0.5]


def test_one_purchase_is_shrunk_towards_neutral_by_five_votes() -> None:
    # At the same place the purchase votes 1: (1 + 5 * .5) / (1 + 5).
    assert fits([6.0], bought=[6.0]) == pytest.approx([3.5 / 6])


def test_half_a_category_dearer_does_not_fit_at_all() -> None:
    assert fits([8.0], bought=[3.0]) == pytest.approx([2.5 / 6])


def test_cheaper_than_usual_disappoints_half_as_much_as_dearer() -> None:
    cheaper, dearer = fits([3.0, 7.0], bought=[5.0])
    assert cheaper == pytest.approx((0.8 + 2.5) / 6)
    assert dearer == pytest.approx((0.6 + 2.5) / 6)


def test_many_purchases_speak_louder_than_one() -> None:
    assert fits([6.0], bought=[6.0] * 15) == pytest.approx([17.5 / 20])


def test_a_price_of_another_measure_is_neutral() -> None:
    assert fits([400.0, 0.01, float("nan")], bought=[6.0]) == [0.5, 0.5, 0.5]


def test_a_purchase_measured_otherwise_does_not_vote() -> None:
    candidates = candidates_of({"unit_price": 6.0})
    shopper = a_shopper(purchases=(a_purchase(unit_price=6.0, unit_price_per="each"),))
    assert signals.affordability(candidates, shopper, TEN_RUNGS).tolist() == [0.5]


def test_many_products_at_one_price_stand_in_the_middle_of_them() -> None:
    ladder = Ladder("oz", np.array([1.0, 1, 1, 1, 1, 2, 3, 3.5, 4, 5, 6]))
    assert ladder.place(np.array([1.0, 1.5, 3.0, 9.0, 0.6])).tolist() == pytest.approx([0.2, 0.45, 0.6, 1.0, 0.0])


def test_a_category_of_one_price_fits_itself() -> None:
    ladders = PriceLadders({1: Ladder("oz", np.full(11, 2.0))})
    candidates = candidates_of({"unit_price": 2.0})
    found = signals.affordability(candidates, a_shopper(purchases=(a_purchase(unit_price=2.0),)), ladders)
    assert found.tolist() == pytest.approx([3.5 / 6])


def test_a_shop_without_unit_prices_is_neutral() -> None:
    candidates = candidates_of({"unit_price": 2.0})
    found = signals.affordability(candidates, a_shopper(purchases=(a_purchase(unit_price=2.0),)), NO_LADDERS)
    assert found.tolist() == [0.5]


def test_neighbours_of_what_was_bought_are_lifted_by_weight_and_likeness() -> None:
    candidates = candidates_of({"id": 10}, {"id": 11}, {"id": 12})
    shopper = a_shopper(neighbours={(1, 11): 0.4, (2, 11): 0.1, (1, 12): 0.2, (1, 99): 0.9})
    found = signals.collaborative(candidates, shopper, {1: 1.0, 2: 0.5}, scale=0.5)
    assert found.value.tolist() == pytest.approx([0.0, 1 - np.exp(-0.45 / 0.5), 1 - np.exp(-0.2 / 0.5)])
    assert found.seed.tolist() == [0, 1, 1]


def test_the_seed_named_is_the_one_that_says_most() -> None:
    candidates = candidates_of({"id": 11})
    shopper = a_shopper(neighbours={(1, 11): 0.9, (2, 11): 0.5, (3, 11): 0.2})
    found = signals.collaborative(candidates, shopper, {1: 0.1, 2: 1.0, 3: 1.0}, scale=0.5)
    assert found.seed.tolist() == [2]


def test_what_was_bought_before_is_its_own_neighbour() -> None:
    candidates = candidates_of({"id": 1}, {"id": 2})
    shopper = a_shopper(purchases=(a_purchase(1),))
    found = signals.collaborative(candidates, shopper, {1: 1.0, 2: 1.0}, scale=0.5)
    assert found.value.tolist() == pytest.approx([1 - np.exp(-2.0), 0.0])
    assert found.own.tolist() == [1.0, 0.0]


def test_without_seeds_company_says_nothing() -> None:
    found = signals.collaborative(candidates_of({"id": 1}), a_shopper(neighbours={(3, 1): 1.0}), {}, scale=0.5)
    assert found.value.tolist() == [0.0]


def test_popularity_is_logarithmic_against_the_most_popular() -> None:
    found = signals.popularity(np.array([0.0, 9.0, 99.0, -3.0]), floor=1.0)
    assert found.tolist() == pytest.approx([0.0, 0.5, 1.0, 0.0])


def test_one_click_in_an_empty_shop_makes_no_bestseller() -> None:
    assert signals.popularity(np.array([0.2, 0.0]), floor=20.0)[0] < 0.1


def test_freshness_halves_with_age_and_ignores_tomorrow() -> None:
    today = date(2026, 3, 29)
    candidates = candidates_of(
        {"added_on": today},
        {"added_on": date(2026, 3, 15)},
        {"added_on": date(2026, 3, 1)},
        {"added_on": date(2027, 1, 1)},
    )
    assert signals.freshness(candidates, today, half_life_days=14).tolist() == pytest.approx([1.0, 0.5, 0.25, 1.0])
