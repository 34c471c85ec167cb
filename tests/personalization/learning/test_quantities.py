"""How many of a product: what is known before a purchase, and what is foreseen from it."""

import numpy as np
import pytest

from personalization.learning.quantities.features import FEATURES, Floats, QuantityCounts, Thing, usual_quantity
from personalization.learning.quantities.model import QuantityModel

MILK = Thing("whole milk", "milk", "dairy")


@pytest.mark.parametrize(
    ("taken", "usual"),
    [([], 1), ([2], 2), ([2, 1, 2], 2), ([1, 2], 1), ([1, 1, 1, 3, 3], 3), ([3, 1, 1, 1, 3], 1), ([2, 2, 2, 5], 2)],
)
def test_the_usual_quantity_is_the_commonest_until_another_comes_twice_in_a_row(taken: list[int], usual: int) -> None:
    assert usual_quantity(taken) == usual


def test_a_first_purchase_knows_only_what_others_take() -> None:
    counts = QuantityCounts()
    for shopper in range(50):
        counts.add(shopper, MILK, 2)
    known = dict(zip(FEATURES, counts.features("new", MILK), strict=True))
    assert known["times bought before"] == 0
    assert np.isnan(known["usual quantity"])
    assert known["others take 2 of it"] > 0.9


def test_a_product_nobody_bought_is_known_by_its_kind() -> None:
    counts = QuantityCounts()
    for shopper in range(50):
        counts.add(shopper, MILK, 2)
        counts.add(shopper, Thing("bread", "bread", "bakery"), 1)
    new = dict(zip(FEATURES, counts.features("new", Thing("oat milk", "milk", "dairy")), strict=True))
    assert new["others take 2 of it"] > new["others take 1 of it"]


def test_what_comes_later_changes_nothing_of_what_was_known() -> None:
    counts = QuantityCounts()
    counts.add("ann", MILK, 2)
    before = counts.features("ann", MILK)
    counts.add("ann", MILK, 8)
    counts.add("bob", MILK, 8)
    fresh = QuantityCounts()
    fresh.add("ann", MILK, 2)
    assert np.array_equal(before, fresh.features("ann", MILK), equal_nan=True)


def test_the_model_finds_planted_habits_and_leaves_large_ones_to_the_habit() -> None:
    counts, known, taken = QuantityCounts(), list[Floats](), list[int]()
    random = np.random.default_rng(3)
    for _ in range(6):
        # In another order each time, or the running counts tell whose turn it is.
        for shopper in random.permutation(300).tolist():
            quantity = (1, 2, 4)[shopper % 3]
            known.append(counts.features(shopper, MILK))
            taken.append(quantity)
            counts.add(shopper, MILK, quantity)
    model = QuantityModel.fit(np.array(known), taken)
    asked = [counts.features(shopper, MILK) for shopper in range(9)]
    for _ in range(3):
        counts.add("restaurant", MILK, 24)
    answers = model.predict(np.array([*asked, counts.features("restaurant", MILK)]))
    assert list(answers[:9]) == [1, 2, 4] * 3
    assert answers[9] in (4, 24)
    assert np.allclose(model.chances(np.array(asked)).sum(axis=1), 1.0)
