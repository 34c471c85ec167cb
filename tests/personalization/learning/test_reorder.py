"""Wanted again: what is known on a day, and the chance that the next basket has it."""

from collections.abc import Hashable

import numpy as np
import pytest

from personalization.learning.metrics import auc
from personalization.learning.reorder.cases import Basket, cases_of, days_of
from personalization.learning.reorder.features import FEATURES, features_of
from personalization.learning.reorder.history import History
from personalization.learning.reorder.model import Logistic, ReorderModel
from personalization.learning.reorder.rates import Rates


def no_kind(_: Hashable) -> None:
    return None


def weekly(shopper: str, weeks: int, every: int) -> list[Basket]:
    """Milk each week, coffee every `every` weeks, and something new each time."""
    return [
        Basket(
            7.0 * week, shopper, frozenset({"milk", f"{shopper} {week}"} | ({"coffee"} if week % every == 0 else set()))
        )
        for week in range(weeks)
    ]


def test_what_is_known_on_a_day_can_be_said_in_numbers() -> None:
    history = History(no_kind)
    for day, items in [(0, "ab"), (7, "a"), (14, "ab"), (21, "a")]:
        history.add(float(day), items)
    known = dict(zip(FEATURES, features_of(history, ["b"], 28.0, Rates())[0], strict=True))
    assert known["share of baskets"] == pytest.approx(0.5)
    assert known["days since"] == pytest.approx(np.log(14.1))
    assert known["usual days between"] == pytest.approx(np.log(14))
    assert known["distance from the usual interval"] == pytest.approx(0)
    assert known["share of baskets since the first time"] == pytest.approx(0.5)


def test_baskets_come_in_the_order_of_time() -> None:
    history = History(no_kind)
    history.add(3.0, "a")
    with pytest.raises(ValueError, match="order of time"):
        history.add(2.0, "a")


def test_two_baskets_of_a_day_are_one() -> None:
    [[basket]] = days_of([Basket(1.0, "ann", frozenset("a")), Basket(1.0, "ann", frozenset("b"))])
    assert basket.items == {"a", "b"}


def test_nothing_of_a_day_or_after_it_is_known_on_that_day() -> None:
    baskets = [basket for shopper in "uvw" for basket in weekly(shopper, 8, 2)]
    whole = cases_of(days_of(baskets), no_kind)
    # The future, and the day itself, are other: what was known until then is the same.
    cut = 28.0
    changed = [
        basket if basket.day < cut else Basket(basket.day, basket.shopper, frozenset({"tea"})) for basket in baskets
    ]
    other = cases_of(days_of(changed), no_kind)
    until, other_until = whole.day <= cut, other.day <= cut
    assert until.sum() > 0
    assert np.array_equal(whole.known[until], other.known[other_until], equal_nan=True)


def test_the_model_knows_a_planted_rhythm_better_than_its_frequency() -> None:
    taught = cases_of(days_of([b for n in range(60) for b in weekly(f"t{n}", 12, 2 + n % 3)]), no_kind)
    asked = cases_of(days_of([b for n in range(30) for b in weekly(f"a{n}", 12, 2 + n % 3)]), no_kind)
    chances = ReorderModel.fit(taught.known, taught.wanted).predict(asked.known)
    frequency = asked.known[:, FEATURES.index("share of baskets")]
    assert auc(chances, asked.wanted) > max(0.95, auc(frequency, asked.wanted))
    assert chances.min() >= 0
    assert chances.max() <= 1


def test_a_logistic_model_of_chance_says_the_share() -> None:
    random = np.random.default_rng(1)
    known = random.normal(size=(4000, 2))
    wanted = random.random(4000) < 0.2
    assert Logistic.fit(known, wanted).predict(known).mean() == pytest.approx(wanted.mean(), abs=0.01)
