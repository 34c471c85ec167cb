"""Boosted trees that say how likely each of several outcomes is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from personalization.learning import boosting
from personalization.learning.metrics import Floats


class Booster:
    """Chances of the outcomes, 0 to 1."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    def predict(self, known: Floats) -> Floats:
        """Shape (rows,) for two outcomes: the chance of the second; (rows, outcomes) for more."""
        return np.asarray(self._booster.predict(known, num_threads=boosting.THREADS), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Trees:
    """How they grow; rounds are counted per outcome.

    Args:
        share_of_rows: drawn anew for each round.
        share_of_columns: drawn anew for each tree.
        penalty: L2, on the leaves' values.
    """

    rounds: int
    leaves: int
    learning_rate: float
    min_leaf: int
    share_of_rows: float
    share_of_columns: float
    penalty: float


def train_booster(
    known: Floats,
    outcomes: ArrayLike,
    trees: Trees,
    *,
    seed: int,
    classes: int = 2,
    weights: NDArray[np.float64] | None = None,
) -> Booster:
    """
    Args:
        known: shape (rows, columns), nan where unknown.
        outcomes: 0 to classes - 1, of each row.
        weights: how much each row counts; None: alike.

    Raises:
        boosting.BoostingUnavailable: LightGBM cannot be loaded.
    """
    lightgbm = boosting.library()
    objective: Mapping[str, Any] = (
        {"objective": "binary"} if classes == 2 else {"objective": "multiclass", "num_class": classes}
    )
    settings = {
        **objective,
        "num_leaves": trees.leaves,
        "learning_rate": trees.learning_rate,
        "min_data_in_leaf": trees.min_leaf,
        "feature_fraction": trees.share_of_columns,
        "bagging_fraction": trees.share_of_rows,
        "bagging_freq": 1,
        "lambda_l2": trees.penalty,
        "num_threads": boosting.THREADS,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    data = lightgbm.Dataset(known, label=np.asarray(outcomes, dtype=np.int32), weight=weights)
    return Booster(lightgbm.train(settings, data, num_boost_round=trees.rounds))
