"""Learns how to weigh the simple numbers, and ranks a shopper's candidates by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.learning.boosting import Ranker, Settings, train_ranker
from personalization.learning.usuals.baskets import Baskets, Floats, Ints
from personalization.learning.usuals.candidates import Candidates, candidates_of
from personalization.learning.usuals.crowd import Crowd
from personalization.learning.usuals.features import NAMES, features_of
from personalization.learning.usuals.population import Population

SETTINGS = Settings(rounds=150, leaves=15, learning_rate=0.08, min_leaf=100, feature_share=0.6, places=20)
# More teach little more and take longer.
TRAINED_ON = 12_000


@dataclass(frozen=True, slots=True)
class Examples:
    """Candidates of shoppers with their features."""

    candidates: Candidates
    features: NDArray[np.float32]

    def ranked(self, scores: Floats, k: int) -> list[Ints]:
        """The best k items of each shopper with candidates, best first; equal scores in order of item number."""
        order = np.lexsort((self.candidates.item, -scores, self.candidates.shopper))
        ends = np.cumsum(self.candidates.groups)
        return [part[:k] for part in np.split(self.candidates.item[order], ends[:-1])]


def examples_of(baskets: Baskets, crowd: Crowd, population: Population, now_d: Floats | None = None) -> Examples:
    """What the model sees of these shoppers; `now_d` as in `features_of`."""
    candidates = candidates_of(baskets, crowd, population)
    return Examples(candidates, features_of(baskets, candidates, population, now_d))


def labels_of(candidates: Candidates, nexts: Sequence[Ints], items: int) -> NDArray[np.int8]:
    """1 for candidates that are in their shopper's next basket."""
    owner = np.repeat(np.arange(len(nexts)), [len(basket) for basket in nexts])
    right = owner * items + (np.concatenate(nexts) if len(nexts) else np.zeros(0, dtype=np.int64))
    return np.isin(candidates.shopper * items + candidates.item, right).astype(np.int8)


def train(examples: Examples, labels: NDArray[np.int8], shoppers: Ints, *, seed: int) -> Ranker:
    """Learn from these shoppers' next baskets, at most 12,000 of them.

    Args:
        labels: of each candidate.
        shoppers: whose candidates to use; others' are not looked at.
    """
    random = np.random.default_rng(seed)
    chosen = shoppers if len(shoppers) <= TRAINED_ON else random.choice(shoppers, TRAINED_ON, replace=False)
    owner = examples.candidates.shopper
    # A shopper none of whose candidates is right teaches a ranker nothing.
    teaching = np.intersect1d(chosen, owner[labels > 0])
    rows = np.isin(owner, teaching)
    groups = np.unique(owner[rows], return_counts=True)[1]
    return train_ranker(examples.features[rows], labels[rows], groups, NAMES, SETTINGS, seed=seed)
