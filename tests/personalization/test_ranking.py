"""Candidates put in order."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.affordability import NEUTRAL
from personalization.ranking.rank import MILLIONTHS, SIGNALS, Ranked, Signals, diverse, rank
from personalization.ranking.signals import Collaborative, Preference
from shop.search.candidates import Candidates
from tests.personalization.makers import candidates_of

WEIGHTS = {
    "relevance": 0.3,
    "affordability": 0.25,
    "preference": 0.15,
    "collaborative": 0.2,
    "popularity": 0.1,
    "freshness": 0.02,
}


def signals_of(candidates: Candidates, **values: list[float]) -> Signals:
    """Signals that know nothing but relevance and what is given."""
    none = np.zeros(len(candidates))
    fields: dict[str, Any] = {
        "relevance": candidates.relevance.astype(np.float64),
        "affordability": np.full(len(candidates), NEUTRAL),
        "preference": Preference(none, {}),
        "collaborative": Collaborative(none, np.zeros(len(candidates), np.int64), none, none),
        "popularity": none,
        "freshness": none,
    }
    for name, given_values in values.items():
        array = np.array(given_values, np.float64)
        if name == "collaborative":
            fields[name] = Collaborative(array, np.zeros(len(array), np.int64), none, array)
        elif name == "preference":
            fields[name] = Preference(array, {})
        else:
            fields[name] = array
    return Signals(**fields)


def order_of(ranked: Ranked) -> list[int]:
    return [int(found) for found in ranked.product_ids]


def test_what_answers_better_comes_first_when_nothing_is_known() -> None:
    candidates = candidates_of({"relevance": 0.4}, {"relevance": 0.9}, {"relevance": 0.7})
    assert order_of(rank(candidates, signals_of(candidates), WEIGHTS)) == [2, 3, 1]


def test_knowing_nothing_adds_nothing() -> None:
    candidates = candidates_of({"relevance": 0.5}, {"relevance": 1.0})
    ranked = rank(candidates, signals_of(candidates), WEIGHTS)
    assert ranked.contributions[:, 1:].tolist() == [[0] * 5, [0] * 5]
    assert not ranked.personalized


def test_equal_scores_stay_in_base_order() -> None:
    candidates = candidates_of(*({"id": found} for found in (7, 3, 9, 1)))
    assert order_of(rank(candidates, signals_of(candidates), WEIGHTS)) == [7, 3, 9, 1]


def test_taste_orders_what_answers_equally_well() -> None:
    candidates = candidates_of({"relevance": 0.8}, {"relevance": 0.8})
    ranked = rank(candidates, signals_of(candidates, preference=[0.0, 0.4]), WEIGHTS)
    assert order_of(ranked) == [2, 1]
    assert ranked.personalized


def test_every_personal_signal_together_cannot_carry_a_weak_match_past_a_good_one() -> None:
    candidates = candidates_of({"relevance": 0.9}, {"relevance": 0.3})
    signals = signals_of(
        candidates,
        affordability=[0.5, 1.0],
        preference=[0.0, 1.0],
        collaborative=[0.0, 1.0],
        popularity=[0.0, 1.0],
        freshness=[0.0, 1.0],
    )
    assert order_of(rank(candidates, signals, WEIGHTS)) == [1, 2]


def test_what_is_out_of_stock_comes_last_however_well_liked() -> None:
    candidates = candidates_of({"in_stock": False}, {"relevance": 0.1})
    ranked = rank(candidates, signals_of(candidates, preference=[1.0, -1.0]), WEIGHTS)
    assert order_of(ranked) == [2, 1]


def test_popularity_alone_is_not_called_personal() -> None:
    candidates = candidates_of({}, {})
    ranked = rank(candidates, signals_of(candidates, popularity=[0.0, 1.0]), WEIGHTS)
    assert order_of(ranked) == [2, 1]
    assert not ranked.personalized


def test_a_signal_without_weight_moves_nothing() -> None:
    candidates = candidates_of({}, {})
    ranked = rank(candidates, signals_of(candidates, preference=[0.0, 1.0]), {**WEIGHTS, "preference": 0.0})
    assert order_of(ranked) == [1, 2]


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)
        ),
        min_size=1,
        max_size=30,
    )
)
def test_the_parts_add_up_to_the_score_exactly_and_scores_fall(rows: list[tuple[float, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    candidates = candidates_of(*({"relevance": relevance} for relevance in columns[0]))
    ranked = rank(candidates, signals_of(candidates, **dict(zip(SIGNALS, columns, strict=True))), WEIGHTS)
    scores = ranked.scores.tolist()
    assert scores == [sum(row) for row in ranked.contributions.tolist()]
    assert scores == sorted(scores, reverse=True)
    assert sorted(order_of(ranked)) == sorted(candidates.product_id.tolist())
    assert max(abs(score) for score in scores) <= sum(WEIGHTS.values()) * MILLIONTHS + len(SIGNALS)


def test_no_candidates_are_ranked_to_no_products() -> None:
    candidates = candidates_of()
    assert len(rank(candidates, signals_of(candidates), WEIGHTS)) == 0


def test_a_shelf_begins_with_at_most_two_of_one_category() -> None:
    categories = np.array([1] * 6 + [2, 2, 3, 3, 4, 4], np.int64)
    ordered = diverse(np.arange(12), categories, most=2, window=8)
    first = categories[ordered[:8]].tolist()
    assert max(first.count(category) for category in first) == 2
    assert ordered.tolist() == [0, 1, 6, 7, 8, 9, 10, 11, 2, 3, 4, 5]


def test_a_shelf_of_one_category_is_filled_all_the_same() -> None:
    ordered = diverse(np.arange(5), np.array([1] * 5, np.int64), most=2, window=8)
    assert ordered.tolist() == [0, 1, 2, 3, 4]


@given(st.lists(st.integers(1, 4), max_size=30), st.integers(1, 3), st.integers(1, 10))
def test_diversity_loses_and_repeats_nothing(categories: list[int], most: int, window: int) -> None:
    ordered = diverse(np.arange(len(categories)), np.array(categories, np.int64), most, window)
    assert sorted(ordered.tolist()) == list(range(len(categories)))


@pytest.mark.parametrize("reach", [0.5, 1.0, 2.0])
def test_the_best_match_is_reached_by_taste_in_full(reach: float) -> None:
    candidates = candidates_of({"relevance": 1.0})
    ranked = rank(candidates, signals_of(candidates, preference=[1.0]), WEIGHTS, reach)
    assert ranked.contributions[0, SIGNALS.index("preference")] == round(WEIGHTS["preference"] * MILLIONTHS)
