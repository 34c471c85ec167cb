"""Which items are worth a closer look for a shopper: the own ones, and what the crowd buys next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.learning.usuals.baskets import Baskets, Floats, Ints
from personalization.learning.usuals.crowd import Crowd
from personalization.learning.usuals.population import Population

OWN = 40
FROM_CROWD = 60
# Each basket back counts this much of the next newer one.
FADE = 0.9


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of a shopper and an item, by shopper and then item; arrays of one length.

    Args:
        crowd: the crowd's score of the pair (0 where the crowd does not know the item).
        crowd_best: the shopper's best crowd score, of each pair.
    """

    shopper: Ints
    item: Ints
    crowd: Floats
    crowd_best: Floats

    @property
    def groups(self) -> Ints:
        """How many candidates each shopper that has any has, in order."""
        return np.unique(self.shopper, return_counts=True)[1].astype(np.int64)


def candidates_of(baskets: Baskets, crowd: Crowd, population: Population) -> Candidates:
    """Up to 40 own items by faded count and the crowd's 60 best; equal scores by popularity, then item number.

    A shopper without any history gets the most popular items.
    """
    scores = crowd.scores(baskets)
    pairs = np.unique(np.concatenate([_own(baskets), _of_crowd(scores, crowd, population, baskets.items)]))
    shopper, item = pairs // baskets.items, pairs % baskets.items
    column = np.full(baskets.items, -1, dtype=np.int64)
    column[crowd.items] = np.arange(len(crowd.items))
    known = column[item] >= 0
    score = np.zeros(len(item))
    score[known] = scores[shopper[known], column[item[known]]]
    best = scores.max(axis=1, initial=0.0).astype(np.float64)
    return Candidates(shopper, item, score, best[shopper])


def _own(baskets: Baskets) -> Ints:
    pairs, line = np.unique(baskets.shopper * baskets.items + baskets.item, return_inverse=True)
    faded = np.bincount(line, weights=FADE ** baskets.ago.astype(np.float64), minlength=len(pairs))
    shopper = pairs // baskets.items
    order = np.lexsort((pairs, -faded, shopper))
    first = np.searchsorted(shopper[order], np.arange(baskets.shoppers))
    place = np.arange(len(order)) - first[shopper[order]]
    kept: Ints = pairs[order[place < OWN]]
    return kept


def _of_crowd(scores: NDArray[np.float32], crowd: Crowd, population: Population, items: int) -> Ints:
    kept = min(FROM_CROWD, len(crowd.items))
    if not kept:
        return np.zeros(0, dtype=np.int64)
    # Columns by popularity, so that a stable choice breaks ties by it.
    by_popularity = np.lexsort((crowd.items, -population.baskets_with[crowd.items]))
    tie = np.empty(len(by_popularity), dtype=np.float32)
    tie[by_popularity] = np.linspace(1e-7, 0.0, len(by_popularity), dtype=np.float32)
    best = np.argpartition(-(scores + tie), kept - 1, axis=1)[:, :kept]
    shopper = np.repeat(np.arange(len(scores), dtype=np.int64), kept)
    pairs: Ints = shopper * items + crowd.items[best.ravel()]
    return pairs
