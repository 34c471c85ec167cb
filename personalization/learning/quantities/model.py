"""The chance of each quantity of the next purchase, from what is known before it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from personalization.learning.chances import Booster, Trees, train_booster
from personalization.learning.quantities.features import FEATURES, Floats

# Quantities from 1 to this many have a class of their own; the last stands for all above, too.
CLASSES = 6
SEEDS = (0, 1)
# A first purchase of a product says less about habits than a repeated one.
WEIGHT_OF_FIRST = 0.3

_TREES = Trees(
    rounds=120,
    leaves=10,
    learning_rate=0.04,
    min_leaf=40,
    share_of_rows=0.7,
    share_of_columns=0.5,
    penalty=10.0,
)
_HABIT, _TIMES = FEATURES.index("usual quantity"), FEATURES.index("times bought before")


@dataclass(frozen=True, slots=True)
class QuantityModel:
    boosters: Sequence[Booster]

    @classmethod
    def fit(cls, known: Floats, quantities: ArrayLike) -> "QuantityModel":
        """
        Args:
            known: shape (purchases, FEATURES), each as known before its purchase.
            quantities: what was taken, 1 or more.
        """
        classes = np.minimum(np.asarray(quantities, dtype=np.int64), CLASSES) - 1
        weights = np.where(known[:, _TIMES] > 0, 1.0, WEIGHT_OF_FIRST)
        return cls(
            [train_booster(known, classes, _TREES, seed=seed, classes=CLASSES, weights=weights) for seed in SEEDS]
        )

    def chances(self, known: Floats) -> Floats:
        """Shape (purchases, CLASSES); rows add up to 1."""
        mean: Floats = np.mean([booster.predict(known) for booster in self.boosters], axis=0)
        return mean

    def predict(self, known: Floats) -> NDArray[np.int64]:
        """The most likely quantity. Whoever usually takes more than the classes tell apart is left to the habit."""
        likely = np.asarray(self.chances(known).argmax(axis=1) + 1, dtype=np.int64)
        habit = np.nan_to_num(known[:, _HABIT], nan=0.0).astype(np.int64)
        beyond = (likely == CLASSES) & (habit > CLASSES)
        return np.where(beyond, habit, likely)
