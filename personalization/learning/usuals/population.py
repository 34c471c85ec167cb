"""What all shoppers together say about an item, told only coarsely.

An exact count of buyers is nearly an item's name: a model given it memorises which items were in fashion instead of
learning habits. So counts are cut to powers of two, shares to twentieths. (Measured on TaFeng: exact counts look
better there because the hidden baskets are from the same weeks; that gain would not last in a shop.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.learning.usuals.baskets import Baskets, Floats

# Buyers that a rebuy share and a trend are shrunk by, towards all items' own.
REBUY_PRIOR = 10.0
TREND_PRIOR = 5.0
REBUY_STEP = 0.05
TREND_STEP = 0.5


@dataclass(frozen=True, slots=True)
class Population:
    """One value per item.

    Args:
        baskets_with: exact count of baskets with the item (breaks ties, fills up; never a feature of the model).
        newest_with: the same among shoppers' newest baskets.
        rebuyers: shoppers who bought it twice or more / shoppers who bought it, shrunk (RCP: Bhagat et al., KDD 2018).
        is_exact: tell the features exact counts instead of coarse ones (only to measure what that memorises).
    """

    baskets_with: Floats
    newest_with: Floats
    rebuyers: Floats
    is_exact: bool = False

    @property
    def popularity(self) -> Floats:
        """log2 of baskets with it, whole steps."""
        return self._told(np.log2(1 + self.baskets_with), 1.0)

    @property
    def recent_popularity(self) -> Floats:
        """log2 of newest baskets with it, whole steps."""
        return self._told(np.log2(1 + self.newest_with), 1.0)

    @property
    def trend(self) -> Floats:
        """log2 of its share of the newest baskets over its share of all; half steps, above 0 when rising."""
        share = self.newest_with.sum() / max(self.baskets_with.sum(), 1.0)
        expected = self.baskets_with * share
        return self._told(np.log2((self.newest_with + TREND_PRIOR) / (expected + TREND_PRIOR)), TREND_STEP, round_=True)

    @property
    def rebuy_share(self) -> Floats:
        """How many of those who buy it buy it again, in twentieths."""
        return self._told(self.rebuyers, REBUY_STEP, round_=True)

    def _told(self, values: Floats, step: float, *, round_: bool = False) -> Floats:
        if self.is_exact:
            return values
        told: Floats = (np.round(values / step) if round_ else np.floor(values / step)) * step
        return told


def fit_population(baskets: Baskets, *, is_exact: bool = False) -> Population:
    """Counts over everything these shoppers bought."""
    size = baskets.items
    _, bought = np.unique(baskets.shopper * size + baskets.item, return_counts=True)
    pairs = np.unique(baskets.shopper * size + baskets.item) % size
    buyers = _count(pairs, size)
    rebuyers = _count(pairs[bought >= 2], size)
    usual = rebuyers.sum() / max(buyers.sum(), 1.0)
    return Population(
        baskets_with=_count(baskets.item, size),
        newest_with=_count(baskets.item[baskets.ago == 0], size),
        rebuyers=(rebuyers + REBUY_PRIOR * usual) / (buyers + REBUY_PRIOR),
        is_exact=is_exact,
    )


def _count(items: NDArray[np.int64], size: int) -> Floats:
    return np.asarray(np.bincount(items, minlength=size), dtype=np.float64)
