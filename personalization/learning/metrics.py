"""Measures of ranked lists, of probabilities and of numbers. Plain functions of arrays, one value per case.

A *case* is one thing to predict: a shopper's next basket, one hidden item, one purchase. Averages and their
intervals over shoppers are in `intervals.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Ideal = Literal["full", "cut"]


def hits_of(ranked: Sequence[Sequence[object]], wanted: Sequence[Collection[object]], k: int) -> Bools:
    """Which of each case's first k places are right: shape (cases, k). A list shorter than k misses the rest."""
    hits = np.zeros((len(ranked), k), dtype=np.bool_)
    for case, (places, right) in enumerate(zip(ranked, wanted, strict=True)):
        for place, item in enumerate(places[:k]):
            hits[case, place] = item in right
    return hits


def recall_at(hits: Bools, wanted: ArrayLike) -> Floats:
    """Of what was wanted, the share among the first k. `wanted` is the number of right items of each case, above 0."""
    share: Floats = hits.sum(axis=1) / np.asarray(wanted, dtype=np.float64)
    return share


def hit_at(hits: Bools) -> Floats:
    """1 where at least one of the first k is right, else 0."""
    return np.asarray(hits.any(axis=1), dtype=np.float64)


def ndcg_at(hits: Bools, wanted: ArrayLike, ideal: Ideal) -> Floats:
    """Discounted gain of the first k (1 / log2(place + 1)) over the ideal.

    The *full* ideal counts all that was wanted, the *cut* one only the best k of it: full is the stricter, and
    cannot reach 1 for a case that wants more than k.
    """
    counts = np.asarray(wanted, dtype=np.int64)
    k = hits.shape[1]
    longest = max(int(counts.max(initial=0)), k)
    discounts = 1.0 / np.log2(np.arange(2, longest + 2))
    best = np.concatenate([[0.0], np.cumsum(discounts)])
    reachable = counts if ideal == "full" else np.minimum(counts, k)
    gained: Floats = (hits * discounts[:k]).sum(axis=1) / best[reachable]
    return gained


def reciprocal_rank(places: ArrayLike) -> Floats:
    """1 / place of the right one (first place = 1); 0 where it was not listed (place 0). Its mean is the MRR."""
    where = np.asarray(places, dtype=np.float64)
    return np.divide(1.0, where, out=np.zeros_like(where), where=where > 0)


def auc(scores: ArrayLike, truths: ArrayLike) -> float:
    """The chance that a true case scores above a false one, ties counting half; nan when all are alike."""
    values = np.asarray(scores, dtype=np.float64)
    labels = np.asarray(truths, dtype=np.bool_)
    true_count = int(labels.sum())
    false_count = len(labels) - true_count
    if not true_count or not false_count:
        return float("nan")
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean_place = last - (counts - 1) / 2.0
    places_of_true = mean_place[inverse[labels]].sum()
    return float((places_of_true - true_count * (true_count + 1) / 2.0) / (true_count * false_count))


def log_loss(probabilities: ArrayLike, truths: ArrayLike) -> Floats:
    """-ln of the probability given to what happened, of each case."""
    given = np.clip(np.asarray(probabilities, dtype=np.float64), 1e-12, 1 - 1e-12)
    labels = np.asarray(truths, dtype=np.bool_)
    return -np.log(np.where(labels, given, 1.0 - given))


def absolute_error(predicted: ArrayLike, actual: ArrayLike) -> Floats:
    """Of each case; its mean is the MAE."""
    return np.abs(np.asarray(predicted, dtype=np.float64) - np.asarray(actual, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Cases with nearly the same probability: what was said, and what happened."""

    cases: int
    said: float
    happened: float

    @property
    def gap(self) -> float:
        return abs(self.said - self.happened)


def calibration(probabilities: ArrayLike, truths: ArrayLike, bins: int = 10) -> list[CalibrationBin]:
    """Cases by rising probability cut into equal parts (deciles): the mean said and the share that happened in each."""
    said = np.asarray(probabilities, dtype=np.float64)
    happened = np.asarray(truths, dtype=np.float64)
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [CalibrationBin(len(part), float(said[part].mean()), float(happened[part].mean())) for part in parts]
