"""From dated baskets of many shoppers to cases: a repeated product, what was known, and whether the next basket had it.

Days go by one after the other. What is known on a day comes from the days before it alone, of this shopper and of
all others: nothing of the day itself, and nothing later.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from personalization.learning.reorder.features import FEATURES, features_of
from personalization.learning.reorder.history import History, KindOf
from personalization.learning.reorder.rates import Rates

# Cases are made from the second purchase on: they teach, too. Which are reported is the reader's choice.
TAUGHT_FROM = 2


@dataclass(frozen=True, slots=True)
class Basket:
    """What one shopper bought on one day."""

    day: float
    shopper: Hashable
    items: frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Cases:
    """Arrays of one length; `known` has shape (cases, FEATURES)."""

    known: NDArray[np.float64]
    wanted: NDArray[np.bool_]
    shopper: NDArray[np.str_]
    times: NDArray[np.int64]
    day: NDArray[np.float64]
    is_last: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.wanted)

    def where(self, chosen: NDArray[np.bool_]) -> "Cases":
        return Cases(
            self.known[chosen],
            self.wanted[chosen],
            self.shopper[chosen],
            self.times[chosen],
            self.day[chosen],
            self.is_last[chosen],
        )


def days_of(baskets: Iterable[Basket]) -> Iterator[list[Basket]]:
    """The baskets of each day in turn; those of one shopper on one day are one basket."""
    together: dict[tuple[float, str], set[Hashable]] = defaultdict(set)
    names: dict[str, Hashable] = {}
    for basket in baskets:
        names[str(basket.shopper)] = basket.shopper
        together[basket.day, str(basket.shopper)] |= basket.items
    ordered = sorted(together)
    for _, keys in groupby(ordered, key=lambda key: key[0]):
        yield [Basket(day, names[name], frozenset(together[day, name])) for day, name in keys]


def cases_of(days: Iterable[list[Basket]], kind_of: KindOf) -> Cases:
    """Every repeated product of every basket but a shopper's first."""
    rates = Rates()
    histories: dict[Hashable, History] = {}
    known: list[NDArray[np.float64]] = []
    rows: list[tuple[bool, str, int, float]] = []
    latest: dict[str, float] = {}
    for baskets in days:
        chances: list[tuple[Hashable, Hashable | None, bool]] = []
        for basket in baskets:
            history = histories.get(basket.shopper)
            if history is None:
                continue
            products = sorted(history.bought_at_least(TAUGHT_FROM), key=str)
            if not products:
                continue
            known.append(features_of(history, products, basket.day, rates))
            for product in products:
                wanted, times = product in basket.items, len(history.products[product])
                rows.append((wanted, str(basket.shopper), times, basket.day))
                chances.append((product, kind_of(product), wanted))
            latest[str(basket.shopper)] = basket.day
        rates.count_chances(chances)
        for basket in baskets:
            history = histories.setdefault(basket.shopper, History(kind_of))
            history.add(basket.day, basket.items)
            for product in basket.items:
                rates.count_purchase(product, len(history.products[product]))
    shopper = np.array([row[1] for row in rows], dtype=np.str_)
    day = np.array([row[3] for row in rows], dtype=np.float64)
    return Cases(
        known=np.concatenate(known) if known else np.zeros((0, len(FEATURES))),
        wanted=np.array([row[0] for row in rows], dtype=np.bool_),
        shopper=shopper,
        times=np.array([row[2] for row in rows], dtype=np.int64),
        day=day,
        is_last=np.array([latest[name] == one for name, one in zip(shopper, day, strict=True)], dtype=np.bool_),
    )
