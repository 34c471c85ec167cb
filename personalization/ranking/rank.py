"""Candidates put in order: a weighted sum of signals whose parts add up to the score exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from personalization.affordability import NEUTRAL
from personalization.ranking.signals import Collaborative, Doubles, Preference
from shop.search.candidates import Candidates

Signal = Literal["relevance", "affordability", "preference", "collaborative", "popularity", "freshness"]
SIGNALS: tuple[Signal, ...] = (
    "relevance",
    "affordability",
    "preference",
    "collaborative",
    "popularity",
    "freshness",
)
PERSONAL: frozenset[Signal] = frozenset({"affordability", "preference", "collaborative"})
# Scores are whole millionths: parts add up to the whole exactly, and a tie is a tie on every machine.
MILLIONTHS = 1_000_000

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Signals:
    """The values of all signals for the same candidates, in their order."""

    relevance: Doubles
    affordability: Doubles
    preference: Preference
    collaborative: Collaborative
    popularity: Doubles
    freshness: Doubles

    def values(self) -> Doubles:
        """(candidates, signals) in the order of SIGNALS."""
        return np.column_stack(
            (
                self.relevance,
                self.affordability,
                self.preference.value,
                self.collaborative.value,
                self.popularity,
                self.freshness,
            )
        )


@dataclass(frozen=True)
class Ranked:
    """Products best first, with what put each where it is. Row i of every array is the product at position i."""

    product_ids: Whole
    # (products, signals), in millionths; a row's sum is its score.
    contributions: Whole
    values: Doubles
    # The product whose neighbour this is (0: none), and whether its own purchases say more than any neighbour.
    seeds: Whole
    own: npt.NDArray[np.bool_]
    # What each known facet adds to a product's taste before squashing.
    facet_lifts: Mapping[str, float]
    # One per signal; empty for an order that no signal made, in which nothing is to be explained.
    weights: tuple[float, ...]
    # False when the shopper's own signals moved nothing.
    personalized: bool

    def __len__(self) -> int:
        return len(self.product_ids)

    @property
    def scores(self) -> Whole:
        """In millionths."""
        return np.asarray(self.contributions.sum(axis=1))

    @classmethod
    def in_base_order(cls, candidates: Candidates) -> "Ranked":
        """The candidates as they came, where the shopper asked for an order of their own (by price, by name)."""
        count = len(candidates)
        return cls(
            product_ids=candidates.product_id,
            contributions=np.zeros((count, len(SIGNALS)), np.int64),
            values=np.zeros((count, len(SIGNALS))),
            seeds=np.zeros(count, np.int64),
            own=np.zeros(count, np.bool_),
            facet_lifts={},
            weights=(),
            personalized=False,
        )


def contributions_of(signals: Signals, weights: Mapping[str, float], reach: float) -> Whole:
    """What each signal adds to each candidate's score, in millionths: (candidates, signals).

    Relevance comes first: all other signals count in proportion to relevance ** `reach`, so that taste orders what
    answers the question and cannot carry a weak match past a good one. Affordability counts by its distance from
    neutral, so that knowing nothing adds nothing.
    """
    values = signals.values()
    gate = np.power(np.clip(signals.relevance, 0.0, 1.0), reach)
    lifts = values * gate[:, None]
    lifts[:, 0] = values[:, 0]
    lifts[:, 1] = (values[:, 1] - NEUTRAL) * gate
    by_signal = np.array([weights[name] for name in SIGNALS])
    return np.asarray(np.rint(lifts * by_signal * MILLIONTHS), np.int64)


def rank(
    candidates: Candidates,
    signals: Signals,
    weights: Mapping[str, float],
    reach: float = 1.0,
    *,
    out_of_stock_last: bool = True,
) -> Ranked:
    """Order the candidates by score, ties in base order; by default what is in stock comes before what is not."""
    gone = ~candidates.in_stock if out_of_stock_last else np.zeros(len(candidates), np.bool_)
    contributions = contributions_of(signals, weights, reach)
    order = _order(gone, contributions.sum(axis=1))
    impersonal = [index for index, name in enumerate(SIGNALS) if name not in PERSONAL]
    without = _order(gone, contributions[:, impersonal].sum(axis=1))
    neighbours = signals.collaborative
    return Ranked(
        product_ids=candidates.product_id[order],
        contributions=contributions[order],
        values=signals.values()[order],
        seeds=neighbours.seed[order],
        own=(neighbours.own > neighbours.said)[order],
        facet_lifts=signals.preference.lifts,
        weights=tuple(weights[name] for name in SIGNALS),
        personalized=not np.array_equal(order, without),
    )


def _order(gone: npt.NDArray[np.bool_], scores: Whole) -> Whole:
    # lexsort is stable: equal keys stay in base order.
    return np.lexsort((-scores, gone))


def diverse(positions: Whole, category_ids: Whole, most: int, window: int) -> Whole:
    """Reorder so that the first `window` hold at most `most` of one category, as far as there are others.

    Args:
        positions: indices into `category_ids`, best first; their order is otherwise kept.
    """
    first: list[int] = []
    held_back: list[int] = []
    taken: dict[int, int] = {}
    queue = positions.tolist()
    for at, position in enumerate(queue):
        if len(first) == window:
            held_back += queue[at:]
            break
        category = int(category_ids[position])
        if taken.get(category, 0) < most:
            taken[category] = taken.get(category, 0) + 1
            first.append(position)
        else:
            held_back.append(position)
    # What was held back keeps its order, before what came later.
    return np.array([*first, *held_back], np.int64)
