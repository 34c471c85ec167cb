"""Learns how to weigh the numbers of a choice, and ranks the products of a type by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.learning.boosting import Ranker, Settings, train_ranker
from personalization.learning.within_type.features import NAMES

SETTINGS = Settings(rounds=200, leaves=15, learning_rate=0.05, min_leaf=200, feature_share=0.6, places=40)
# A choice of something never bought before counts this much of one of something known: who tries something new must
# not pay for those who do not.
WEIGHT_OF_NEW = 2.4
_OWN_COUNT = NAMES.index("own_count")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen among the products of a type.

    Args:
        shopper: whose.
        right: row of what was chosen.
        features: one row per product, as `features_of` makes them.
    """

    shopper: str
    right: int
    features: NDArray[np.float32]

    @property
    def is_new(self) -> bool:
        """The shopper never bought it before."""
        return bool(self.features[self.right, _OWN_COUNT] == 0)


def train(choices: Sequence[Choice], *, seed: int) -> Ranker:
    """Learn from these choices.

    Raises:
        BoostingUnavailable: LightGBM cannot be loaded.
    """
    sizes = [len(choice.features) for choice in choices]
    labels = np.zeros(sum(sizes), dtype=np.int8)
    labels[np.cumsum([0, *sizes[:-1]]) + [choice.right for choice in choices]] = 1
    weights = np.repeat([WEIGHT_OF_NEW if choice.is_new else 1.0 for choice in choices], sizes)
    features = np.concatenate([choice.features for choice in choices])
    return train_ranker(features, labels, sizes, NAMES, SETTINGS, seed=seed, weights=weights)
