"""What all shoppers together teach about a product's reordering."""

from collections import Counter
from collections.abc import Hashable, Iterable

# Of regular products, the share that an average next basket has; where nothing is known yet.
SHARE_TAKEN = 0.13
PRIOR_PRODUCT, PRIOR_KIND = 3.0, 5.0


class Rates:
    """Counts over shoppers, growing with their baskets in the order of time."""

    def __init__(self) -> None:
        self._buyers: Counter[Hashable] = Counter()
        self._buyers_again: Counter[Hashable] = Counter()
        self._offered: Counter[Hashable] = Counter()
        self._taken: Counter[Hashable] = Counter()
        self._kind_offered: Counter[Hashable] = Counter()
        self._kind_taken: Counter[Hashable] = Counter()

    def count_purchase(self, product: Hashable, time: int) -> None:
        """A shopper bought the product for the first, second, ... time."""
        if time == 1:
            self._buyers[product] += 1
        elif time == 2:
            self._buyers_again[product] += 1

    def count_chances(self, chances: Iterable[tuple[Hashable, Hashable | None, bool]]) -> None:
        """A basket of a shopper had, or had not, each of the shopper's repeated products: product, kind, had it."""
        for product, kind, taken in chances:
            self._offered[product] += 1
            self._taken[product] += taken
            if kind is not None:
                self._kind_offered[kind] += 1
                self._kind_taken[kind] += taken

    def bought_again(self, product: Hashable) -> float:
        """Share of its buyers who came back for it (repeat customer probability, Bhagat et al., KDD 2018, sec. 3.1)."""
        return (self._buyers_again[product] + 1.0) / (self._buyers[product] + 4.0)

    def taken(self, product: Hashable) -> float:
        """Share of the baskets of those who repeat it that have it."""
        return _share(self._taken[product], self._offered[product], PRIOR_PRODUCT)

    def kind_taken(self, kind: Hashable | None) -> float:
        """The same over all products of a kind."""
        return _share(self._kind_taken[kind], self._kind_offered[kind], PRIOR_KIND)

    def buyers(self, product: Hashable) -> int:
        return self._buyers[product]


def _share(taken: int, offered: int, prior: float) -> float:
    return (taken + prior * SHARE_TAKEN) / (offered + prior)
