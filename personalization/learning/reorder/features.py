"""The numbers that tell whether a repeated product is wanted today. Each can be said in words."""

import math
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from personalization.learning.reorder.history import REGULAR_FROM, History, Occasions
from personalization.learning.reorder.rates import Rates

Floats = NDArray[np.float64]

# Nothing is bought twice within less than half a day's interval.
SHORTEST_D = 0.5
FIRST_GUESS_D = 7.0

FEATURES = (
    "share of baskets",
    "share of baskets, newer ones counting more",
    "share of baskets, the newest counting most",
    "share of baskets since the first time",
    "times bought",
    "of the last four baskets",
    "days since",
    "usual days between",
    "days since, in usual intervals",
    "distance from the usual interval",
    "regularity of the interval",
    "baskets since",
    "baskets since, in usual intervals",
    "share of intervals this long or longer",
    "share of intervals ending now",
    "chance of a steady rhythm",
    "days since the first time",
    "share of baskets with its kind",
    "days since its kind",
    "baskets since its kind",
    "its kind's purchases per purchase of it",
    "baskets",
    "days since the last basket",
    "usual days between baskets",
    "days since the last basket, in usual intervals",
    "days since a large basket",
    "usual basket size",
    "last basket's size, in usual sizes",
    "variation of basket sizes",
    "size of baskets with it, in usual sizes",
    "different products bought",
    "regular products",
    "share of regular products taken before",
    "buyers who came back for it",
    "taken again by its repeaters",
    "taken again by its kind's repeaters",
    "buyers of it",
    "bought on this weekday",
)


def features_of(history: History, products: Sequence[Hashable], day: float, rates: Rates) -> Floats:
    """What is known before `day` about each product: shape (products, FEATURES).

    Args:
        history: only of baskets before the moment asked about; at least one.
        products: of that history.
    """
    shopper = _Shopper(history, day)
    return np.array([shopper.about(product, rates) for product in products]).reshape(-1, len(FEATURES))


class _Shopper:
    """What is the same for all products of one shopper on one day."""

    def __init__(self, history: History, day: float) -> None:
        self.history, self.day = history, day
        self.baskets = len(history.days)
        self.sizes = np.asarray(history.sizes, dtype=np.float64)
        self.usual_size = max(float(self.sizes.mean()), 1.0)
        gaps = np.diff(history.days)
        self.usual_gap_d = max(float(gaps.mean()), SHORTEST_D) if len(gaps) else FIRST_GUESS_D
        self.since_basket_d = day - history.days[-1]
        large = np.flatnonzero(self.sizes >= np.median(self.sizes))
        self.since_large_d = day - history.days[large[-1]]
        times = [len(occasions) for occasions in history.products.values()]
        self.different = len(times)
        self.regular = sum(one >= REGULAR_FROM for one in times)
        self.taken_before = (history.regulars_taken + 0.8) / (history.regulars_offered + 6.0)
        self.weights = {rate: _total(rate, self.baskets) for rate in (0.9, 0.7)}

    def about(self, product: Hashable, rates: Rates) -> list[float]:
        own, kind = self.history.products[product], self.history.kind(product)
        times, since_d = len(own), self.day - own.days[-1]
        gaps_d = np.maximum(np.diff(own.days), SHORTEST_D)
        usual_d = float(gaps_d.mean()) if len(gaps_d) else FIRST_GUESS_D
        turns = np.diff(own.baskets)
        usual_turns = float(turns.mean()) if len(turns) else float(self.baskets)
        turns_since = self.baskets - own.baskets[-1]
        age_d = self.day - own.days[0]
        lasting = gaps_d >= since_d - 1.0
        weekday = int(self.day) % 7
        return [
            times / self.baskets,
            self._decayed(own, 0.9),
            self._decayed(own, 0.7),
            times / max(self.baskets - own.baskets[0], 1),
            math.log(times),
            sum(basket >= self.baskets - 4 for basket in own.baskets),
            math.log(since_d + 0.1),
            math.log(usual_d),
            math.log(since_d / usual_d + 0.1),
            abs(since_d / usual_d - 1.0),
            float(gaps_d.std()) / usual_d if len(gaps_d) > 1 else np.nan,
            math.log(turns_since),
            math.log(turns_since / usual_turns),
            float((gaps_d >= 0.8 * since_d).mean()) if len(gaps_d) else np.nan,
            (float((np.abs(gaps_d - since_d) <= 1.0).sum()) + 0.5) / (float(lasting.sum()) + 2.0),
            1.0 - math.exp(-times * since_d / max(age_d, 1.0)),
            math.log(age_d + 1.0),
            len(kind) / self.baskets,
            math.log(self.day - kind.days[-1] + 0.1),
            math.log(self.baskets - kind.baskets[-1]),
            len(kind) / times,
            math.log(self.baskets),
            math.log(self.since_basket_d + 0.1),
            math.log(self.usual_gap_d),
            math.log(self.since_basket_d / self.usual_gap_d + 0.1),
            math.log(self.since_large_d + 0.1),
            math.log(self.usual_size),
            self.sizes[-1] / self.usual_size,
            float(self.sizes.std()) / self.usual_size,
            float(self.sizes[own.baskets].mean()) / self.usual_size,
            math.log(self.different),
            math.log(self.regular + 1.0),
            self.taken_before,
            rates.bought_again(product),
            rates.taken(product),
            rates.kind_taken(self.history.kind_of(product)),
            math.log(rates.buyers(product) + 1.0),
            sum(int(one) % 7 == weekday for one in own.days) / times,
        ]

    def _decayed(self, own: Occasions, rate: float) -> float:
        """Share of baskets with it, each weighing `rate` of the next newer one."""
        return float(sum(rate ** (self.baskets - 1 - basket) for basket in own.baskets)) / self.weights[rate]


def _total(rate: float, count: int) -> float:
    return (1.0 - rate**count) / (1.0 - rate)
