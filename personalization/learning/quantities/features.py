"""What is known about a quantity before it is bought: the shopper's own habit first, then what others take.

Counts grow purchase by purchase in the order of time, so that what is said about a purchase never knows it or any
later one. The same counts answer for the shop and for a measurement on history.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Quantities above count as this many where they are compared with others'.
MOST = 8
# How many purchases of the broader kind a narrower one needs to be believed as much: product, type, category.
PRIOR_PURCHASES = 8.0
PRIOR_SHOPPER = 20.0

FEATURES = (
    "times bought before",
    "usual quantity",
    "last quantity",
    "the one before the last",
    "mean quantity",
    "median quantity",
    "largest quantity",
    "smallest quantity",
    "share of the usual quantity",
    "others take 1 of it",
    "others take 2 of it",
    "others take 3 of it",
    "others take 4 of it",
    "others' mean of it",
    "others' mean of its type",
    "others take 1 of its type",
    "others take 2 of its type",
    "shopper takes 1 of anything",
    "shopper takes 2 of anything",
    "shopper takes 3 of anything",
    "shopper's mean of anything",
    "shopper's mean of its type",
    "shopper's purchases of its type",
    "shopper's last of its type",
    "shopper's mean of its category",
    "shopper's purchases of its category",
    "purchases of it by anybody",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A product and what it is a kind of; an empty kind is unknown."""

    product: Hashable
    type: Hashable
    category: Hashable


def usual_quantity(quantities: Sequence[int]) -> int:
    """The quantity taken most often, the smallest of equals; 1 for none.

    Two equal purchases in a row after another habit are a new habit: then those.
    """
    if not quantities:
        return 1
    if len(quantities) > 2 and quantities[-1] == quantities[-2]:
        return quantities[-1]
    times = Counter(quantities)
    most = max(times.values())
    return min(quantity for quantity, count in times.items() if count == most)


class QuantityCounts:
    """All purchases so far, as far as quantities need them."""

    def __init__(self) -> None:
        self._own: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
        self._own_type: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
        self._own_category: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
        self._product: dict[Hashable, Floats] = defaultdict(_none_yet)
        self._type: dict[Hashable, Floats] = defaultdict(_none_yet)
        self._category: dict[Hashable, Floats] = defaultdict(_none_yet)
        self._shopper: dict[Hashable, Floats] = defaultdict(_none_yet)
        self._all = _none_yet()

    def own(self, shopper: Hashable, product: Hashable) -> Sequence[int]:
        """What the shopper took of the product, oldest first."""
        return self._own.get((shopper, product), ())

    def add(self, shopper: Hashable, thing: Thing, quantity: int) -> None:
        """Count one purchase; call in the order of time."""
        taken = min(quantity, MOST)
        for counts in (
            self._all,
            self._product[thing.product],
            self._type[thing.type],
            self._category[thing.category],
            self._shopper[shopper],
        ):
            counts[taken] += 1
        self._own[shopper, thing.product].append(quantity)
        self._own_type[shopper, thing.type].append(quantity)
        self._own_category[shopper, thing.category].append(quantity)

    def features(self, shopper: Hashable, thing: Thing) -> Floats:
        """One number for each of FEATURES; nan where there is nothing to say."""
        own = self.own(shopper, thing.product)
        anything = _shares(self._all, self._all, 1.0)
        category = _shares(self._category.get(thing.category), anything, PRIOR_PURCHASES)
        kind = _shares(self._type.get(thing.type), category, PRIOR_PURCHASES)
        product = _shares(self._product.get(thing.product), kind, PRIOR_PURCHASES)
        shopper_any = _shares(self._shopper.get(shopper), anything, PRIOR_SHOPPER)
        own_type = self._own_type.get((shopper, thing.type), ())
        own_category = self._own_category.get((shopper, thing.category), ())
        bought = self._product.get(thing.product)
        return np.array(
            [
                *_habit(own),
                *product[1:5],
                _mean(product),
                _mean(kind),
                kind[1],
                kind[2],
                *shopper_any[1:4],
                _mean(shopper_any),
                np.mean(own_type) if own_type else np.nan,
                len(own_type),
                own_type[-1] if own_type else np.nan,
                np.mean(own_category) if own_category else np.nan,
                len(own_category),
                0.0 if bought is None else bought.sum(),
            ]
        )


def _habit(own: Sequence[int]) -> list[float]:
    if not own:
        return [0.0] + [np.nan] * 8
    before_last = own[-2] if len(own) > 1 else np.nan
    share = Counter(own).most_common(1)[0][1] / len(own)
    mean, median = float(np.mean(own)), float(np.median(own))
    return [len(own), usual_quantity(own), own[-1], before_last, mean, median, max(own), min(own), share]


def _none_yet() -> Floats:
    return np.zeros(MOST + 1)


def _shares(counts: Floats | None, broader: Floats, prior: float) -> Floats:
    """Share of each quantity, shrunk to the broader kind's by `prior` purchases of it."""
    base = broader / max(float(broader.sum()), 1e-9)
    if counts is None:
        return base
    shares: Floats = (counts + prior * base) / (counts.sum() + prior)
    return shares


def _mean(shares: Floats) -> float:
    return float(shares @ np.arange(MOST + 1))
