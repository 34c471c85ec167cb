"""Shoppers' baskets as arrays: the one form that features, crowd and population are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Baskets:
    """Purchase lines of several shoppers, of one length, by shopper and then oldest first; an item once per basket.

    Args:
        shoppers: how many; those without lines count.
        items: how many items there are.
        shopper: 0 to `shoppers` - 1.
        basket: place of the basket in the shopper's history, 0 the oldest, without holes.
        item: 0 to `items` - 1.
        time_d: when, in days on any scale; nan where only the order is known.
        quantity: pieces; 1 where unknown.
    """

    shoppers: int
    items: int
    shopper: Ints
    basket: Ints
    item: Ints
    time_d: Floats
    quantity: Floats

    @property
    def counts(self) -> Ints:
        """How many baskets each shopper has."""
        counts = np.zeros(self.shoppers, dtype=np.int64)
        np.maximum.at(counts, self.shopper, self.basket + 1)
        return counts

    @property
    def starts(self) -> Ints:
        """Number of each shopper's first basket when all baskets are numbered through, and the total at the end."""
        return np.concatenate([[0], np.cumsum(self.counts)])

    @property
    def numbers(self) -> Ints:
        """Of each line, its basket's number when all baskets are numbered through."""
        return self.starts[self.shopper] + self.basket

    @property
    def ago(self) -> Ints:
        """Of each line, how many of the shopper's baskets came after its own (0: the newest)."""
        return self.counts[self.shopper] - 1 - self.basket

    def of(self, shoppers: Ints) -> "Baskets":
        """Only these shoppers (rising positions), numbered anew from 0."""
        place = np.full(self.shoppers, -1, dtype=np.int64)
        place[shoppers] = np.arange(len(shoppers))
        kept = place[self.shopper] >= 0
        return Baskets(
            len(shoppers),
            self.items,
            place[self.shopper[kept]],
            self.basket[kept],
            self.item[kept],
            self.time_d[kept],
            self.quantity[kept],
        )


def baskets_of(
    histories: Sequence[Sequence[Sequence[str]]],
    places: Mapping[str, int],
    times_d: Sequence[Sequence[float]] | None = None,
    quantities: Sequence[Sequence[Sequence[float]]] | None = None,
) -> Baskets:
    """Arrays of histories of item ids or SKUs; items without a place, and baskets left empty by that, are passed over.

    Args:
        histories: of each shopper the baskets, oldest first, each naming an item once.
        places: the item's number by its id.
        times_d: of each basket; None when only the order is known.
        quantities: of each line; None when unknown.
    """
    lines: list[tuple[int, int, int, float, float]] = []
    for shopper, history in enumerate(histories):
        order = 0
        for at, basket in enumerate(history):
            time_d = times_d[shopper][at] if times_d else np.nan
            found = [
                (shopper, order, places[item], time_d, quantities[shopper][at][line] if quantities else 1.0)
                for line, item in enumerate(basket)
                if item in places
            ]
            lines += found
            order += bool(found)
    table = np.asarray(lines, dtype=np.float64).reshape(-1, 5)
    shoppers, order_of, items = (table[:, column].astype(np.int64) for column in range(3))
    return Baskets(len(histories), len(places), shoppers, order_of, items, table[:, 3], table[:, 4])
