"""Gradient-boosted trees (LightGBM), the only place that imports it.

Its wheel needs the system's `libgomp.so.1`, which a bare Debian lacks. `make setup` fetches it, as a normal user into
the environment's own folder, from which it is loaded here before LightGBM looks for it.
"""

import ctypes
import functools
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from personalization.learning.metrics import Floats

OPENMP = "libgomp.so.1"
# Where leafloaf/local/bootstrap.py unpacks it for who may not install system packages.
OWN_LIBRARIES = Path(sys.prefix) / "native"
THREADS = 2

Features = NDArray[np.float32]


class BoostingUnavailable(Exception):
    """LightGBM cannot run on this machine; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What there is to choose; the rest is LightGBM's own.

    Args:
        rounds: trees.
        places: how far down the list an order counts (lambdarank's truncation level).
    """

    rounds: int = 80
    leaves: int = 15
    learning_rate: float = 0.1
    min_leaf: int = 100
    feature_share: float = 0.6
    places: int = 20


class Ranker:
    """Orders candidates: higher is better; scores of different groups cannot be compared."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    @property
    def names(self) -> list[str]:
        """The columns it was trained on, in order."""
        return list(self._booster.feature_name())

    def scores(self, features: Features) -> Floats:
        """One per row."""
        if not len(features):
            return np.zeros(0)
        return np.asarray(self._booster.predict(features, num_threads=THREADS), dtype=np.float64)

    def contributions(self, features: Features) -> Floats:
        """How much each column moved each row's score (SHAP values), and last what every row starts from.

        A row's values add up to its score.
        """
        found = self._booster.predict(features, num_threads=THREADS, pred_contrib=True)
        return np.asarray(found, dtype=np.float64)

    def importance(self) -> dict[str, float]:
        """Share of the total gain of each column."""
        gains = np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)
        total = max(float(gains.sum()), 1e-12)
        return {name: float(gain) / total for name, gain in zip(self.names, gains, strict=True)}

    def to_text(self) -> str:
        """To be kept; `from_text` makes the same ranker of it."""
        return str(self._booster.model_to_string())

    @staticmethod
    def from_text(text: str) -> "Ranker":
        return Ranker(library().Booster(model_str=text))


def train_ranker(
    features: Features,
    labels: ArrayLike,
    groups: ArrayLike,
    names: Sequence[str],
    settings: Settings,
    *,
    seed: int,
    weights: ArrayLike | None = None,
) -> Ranker:
    """LambdaMART (Burges 2010): trees that put labelled rows above the others of their group.

    Args:
        features: shape (rows, columns); nan is unknown.
        labels: 1 for right, 0 for wrong, per row.
        groups: sizes of consecutive groups, adding up to the rows.
        names: of the columns.
        weights: how much each row counts; all the same when None.

    Raises:
        BoostingUnavailable: LightGBM cannot be loaded.
    """
    lightgbm = library()
    parameters = {
        "objective": "lambdarank",
        "label_gain": [0, 1],
        "lambdarank_truncation_level": settings.places,
        "num_leaves": settings.leaves,
        "learning_rate": settings.learning_rate,
        "min_data_in_leaf": settings.min_leaf,
        "feature_fraction": settings.feature_share,
        "max_bin": 63,
        "num_threads": THREADS,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    data = lightgbm.Dataset(
        features,
        label=np.asarray(labels, dtype=np.int32),
        group=np.asarray(groups, dtype=np.int32),
        weight=None if weights is None else np.asarray(weights, dtype=np.float64),
        feature_name=list(names),
        free_raw_data=True,
    )
    return Ranker(lightgbm.train(parameters, data, num_boost_round=settings.rounds))


@functools.cache
def library() -> ModuleType:
    """LightGBM itself, with what it needs from the system.

    Raises:
        BoostingUnavailable: it cannot be loaded.
    """
    _load_openmp()
    try:
        import lightgbm
    except OSError as error:
        raise BoostingUnavailable(
            f"LightGBM cannot be loaded ({error}). It needs the OpenMP library: on Debian run `make setup` again or "
            "install it with `apt-get install libgomp1` (as root), on macOS with `brew install libomp`."
        ) from error
    return lightgbm


def _load_openmp() -> None:
    """The system's own is found by LightGBM itself; ours must be in the process before."""
    # Waiting threads sleep: spinning ones take the cores of whoever works (read once, when the library loads).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        ctypes.CDLL(OPENMP, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        for library in sorted(OWN_LIBRARIES.rglob(OPENMP)):
            ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
            return
