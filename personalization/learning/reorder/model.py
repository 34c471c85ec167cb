"""The chance that the next basket has a product: a logistic model and boosted trees over the same numbers, averaged.

The two err differently: the logistic one is steady where cases are few, the trees see what depends on what.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from personalization.learning.chances import Booster, Trees, train_booster

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SEEDS = (0, 1)
PENALTY = 5.0
_TINY = 1e-12
_TREES = Trees(
    rounds=300,
    leaves=8,
    learning_rate=0.03,
    min_leaf=60,
    share_of_rows=0.6,
    share_of_columns=0.35,
    penalty=10.0,
)


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression on standardised numbers with an L2 penalty; what is unknown counts as average."""

    mean: Floats
    spread: Floats
    weights: Floats

    @classmethod
    def fit(cls, known: Floats, wanted: ArrayLike, penalty: float = PENALTY) -> "Logistic":
        """
        Args:
            known: shape (cases, numbers), nan where unknown.
            wanted: whether it happened, of each case.
        """
        truth = np.asarray(wanted, dtype=np.float64)
        mean, spread = np.nanmean(known, axis=0), np.nanstd(known, axis=0) + 1e-9
        rows = _standardised(known, mean, spread)

        def loss(weights: Floats) -> tuple[float, Floats]:
            said = _sigmoid(rows @ weights)
            slopes = np.concatenate([[0.0], penalty * weights[1:]])
            happened = np.where(truth > 0, said, 1.0 - said)
            value = -float(np.log(happened + _TINY).sum()) + float(slopes @ weights) / 2.0
            return value, rows.T @ (said - truth) + slopes

        found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
        return cls(mean, spread, found.x)

    def predict(self, known: Floats) -> Floats:
        return _sigmoid(_standardised(known, self.mean, self.spread) @ self.weights)


@dataclass(frozen=True, slots=True)
class ReorderModel:
    logistic: Logistic
    boosters: Sequence[Booster]

    @classmethod
    def fit(cls, known: Floats, wanted: Bools) -> "ReorderModel":
        """
        Args:
            known: shape (cases, `features.FEATURES`), each as known before its day.
            wanted: whether the basket of that day had the product.
        """
        labels = wanted.astype(np.int64)
        boosters = [train_booster(known, labels, _TREES, seed=seed) for seed in SEEDS]
        return cls(Logistic.fit(known, wanted), boosters)

    def predict(self, known: Floats) -> Floats:
        """The chance of each case, 0 to 1."""
        trees = np.mean([booster.predict(known) for booster in self.boosters], axis=0)
        chances: Floats = (self.logistic.predict(known) + trees) / 2.0
        return chances


def _standardised(known: Floats, mean: Floats, spread: Floats) -> Floats:
    return np.column_stack([np.ones(len(known)), np.nan_to_num((known - mean) / spread)])


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-np.clip(values, -40.0, 40.0)))
    return chances
