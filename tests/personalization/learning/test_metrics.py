"""The measures, against examples worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personalization.learning.metrics import (
    absolute_error,
    auc,
    calibration,
    hit_at,
    hits_of,
    log_loss,
    ndcg_at,
    recall_at,
    reciprocal_rank,
)

# Two cases: three wanted, the 1st and 3rd place right; one wanted, not found.
HITS = hits_of([["a", "x", "b", "c"], ["x", "y"]], [{"a", "b", "c"}, {"z"}], k=3)


def test_places_beyond_k_and_missing_places_hit_nothing() -> None:
    assert HITS.tolist() == [[True, False, True], [False, False, False]]


def test_recall_divides_by_all_that_was_wanted() -> None:
    assert recall_at(HITS, [3, 1]).tolist() == pytest.approx([2 / 3, 0.0])


def test_a_hit_is_one_right_place() -> None:
    assert hit_at(HITS).tolist() == [1.0, 0.0]


def test_ndcg_discounts_by_place() -> None:
    gained = 1 + 1 / math.log2(4)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg_at(HITS, [3, 1], "full").tolist() == pytest.approx([gained / ideal, 0.0])


def test_the_full_ideal_wants_all_and_the_cut_one_only_k() -> None:
    hits = hits_of([["a"]], [{"a", "b"}], k=1)
    assert ndcg_at(hits, [2], "cut").tolist() == [1.0]
    assert ndcg_at(hits, [2], "full").tolist() == pytest.approx([1 / (1 + 1 / math.log2(3))])


def test_reciprocal_rank_is_zero_for_what_was_not_listed() -> None:
    assert reciprocal_rank([1, 4, 0]).tolist() == [1.0, 0.25, 0.0]


def test_auc_counts_the_pairs_in_order_and_ties_half() -> None:
    # Pairs (true, false): .8>.1, .8>.4, .4>.1 in order, .4=.4 half.
    assert auc([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1]) == pytest.approx(3.5 / 4)


def test_auc_of_one_kind_is_unknown() -> None:
    assert math.isnan(auc([0.1, 0.2], [1, 1]))


def test_log_loss_is_the_surprise_at_what_happened() -> None:
    assert log_loss([0.25, 0.25], [1, 0]).tolist() == pytest.approx([math.log(4), math.log(4 / 3)])


def test_absolute_error() -> None:
    assert absolute_error([1, 4], [3, 4]).tolist() == [2.0, 0.0]


def test_calibration_compares_what_was_said_with_what_happened() -> None:
    low, high = calibration([0.9, 0.1, 0.8, 0.3], [1, 0, 1, 1], bins=2)
    assert (low.cases, low.said, low.happened) == (2, pytest.approx(0.2), 0.5)
    assert (high.cases, high.said, high.happened) == (2, pytest.approx(0.85), 1.0)
    assert high.gap == pytest.approx(0.15)


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=2, max_size=30))
def test_auc_is_what_comparing_every_pair_gives(cases: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in cases])
    truths = np.array([truth for _, truth in cases])
    pairs = [(a > b) + (a == b) / 2 for a in scores[truths] for b in scores[~truths]]
    if pairs:
        assert auc(scores, truths) == pytest.approx(np.mean(pairs))


@given(st.lists(st.permutations(range(8)), min_size=1, max_size=5), st.integers(1, 8), st.integers(1, 10))
def test_ranked_measures_stay_between_zero_and_one(ranked: list[list[int]], wanted: int, k: int) -> None:
    hits = hits_of(ranked, [set(range(wanted))] * len(ranked), k)
    counts = [wanted] * len(ranked)
    full, cut = ndcg_at(hits, counts, "full"), ndcg_at(hits, counts, "cut")
    for values in (recall_at(hits, counts), hit_at(hits), full, cut):
        assert ((values >= 0) & (values <= 1 + 1e-12)).all()
    assert (full <= cut + 1e-12).all()
