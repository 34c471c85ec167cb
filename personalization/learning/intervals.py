"""How sure a measured figure is: 95 % intervals by bootstrap over shoppers.

Cases of one shopper are alike, so whole shoppers are drawn again, with replacement, never single cases. The same
seed gives the same interval.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from personalization.learning.metrics import Floats

DRAWS = 1000
# For figures that are not means each draw costs a whole measurement.
DRAWS_OF_STATISTICS = 200
COVERED = 0.95
# Shoppers x draws held at once.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and the interval that covers 95 % of what other shoppers would have given."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


def mean_figure(values: ArrayLike, shoppers: ArrayLike | None = None, *, seed: int, draws: int = DRAWS) -> Figure:
    """The mean over cases.

    Args:
        values: one per case.
        shoppers: whose each case is (any ids); None when each case is another shopper's.
    """
    cases = np.asarray(values, dtype=np.float64)
    if not len(cases):
        return Figure(float("nan"))
    owner = np.arange(len(cases)) if shoppers is None else np.unique(np.asarray(shoppers), return_inverse=True)[1]
    sums = np.asarray(np.bincount(owner, weights=cases), dtype=np.float64)
    counts = np.asarray(np.bincount(owner), dtype=np.float64)
    low, high = _interval(_drawn_means(sums, counts, seed, draws))
    return Figure(float(cases.mean()), low, high)


def statistic_figure(
    statistic: Callable[[NDArray[np.intp]], float],
    shoppers: ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS_OF_STATISTICS,
) -> Figure:
    """Any figure of the cases, such as an AUC.

    Args:
        statistic: takes the positions of the cases to measure (with repeats).
        shoppers: whose each case is.
    """
    _, owner = np.unique(np.asarray(shoppers), return_inverse=True)
    by_owner = np.argsort(owner, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner))])
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = random.integers(len(starts) - 1, size=len(starts) - 1)
        found.append(statistic(np.concatenate([by_owner[starts[one] : starts[one + 1]] for one in drawn])))
    low, high = _interval(np.asarray(found))
    return Figure(statistic(np.arange(len(owner))), low, high)


def _drawn_means(sums: Floats, counts: Floats, seed: int, draws: int) -> Floats:
    random = np.random.default_rng(seed)
    means: list[Floats] = []
    size = len(sums)
    block = max(1, _BLOCK // size)
    for done in range(0, draws, block):
        drawn = random.integers(size, size=(min(block, draws - done), size))
        means.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    return np.concatenate(means)


def _interval(found: Floats) -> tuple[float, float]:
    tail = (1 - COVERED) / 2
    low, high = np.nanquantile(found, [tail, 1 - tail])
    return float(low), float(high)
