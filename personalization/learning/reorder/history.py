"""One shopper's baskets in the order of time, as far as reordering needs them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

# What a product is a kind of, such as "milk"; None when nobody knows.
KindOf = Callable[[Hashable], Hashable | None]
# From so many purchases on a product is a regular one.
REGULAR_FROM = 3


@dataclass(slots=True)
class Occasions:
    """When something was bought: the days, and which baskets in turn (the first basket is 0)."""

    days: list[float] = field(default_factory=list)
    baskets: list[int] = field(default_factory=list)

    def add(self, day: float, basket: int) -> None:
        # Two products of one kind in a basket are one occasion of the kind.
        if not self.baskets or self.baskets[-1] != basket:
            self.days.append(day)
            self.baskets.append(basket)

    def __len__(self) -> int:
        return len(self.days)


class History:
    """Grows basket by basket; days are numbers, such as days since 1970."""

    def __init__(self, kind_of: KindOf) -> None:
        self.kind_of = kind_of
        self.days: list[float] = []
        self.sizes: list[int] = []
        self.products: dict[Hashable, Occasions] = defaultdict(Occasions)
        self.kinds: dict[Hashable, Occasions] = defaultdict(Occasions)
        # Of the products that were regular then, how many a basket had, and how many it could have had.
        self.regulars_taken = 0
        self.regulars_offered = 0

    def add(self, day: float, items: Iterable[Hashable]) -> None:
        """Append one basket.

        Raises:
            ValueError: it is older than the last one.
        """
        if self.days and day < self.days[-1]:
            raise ValueError("baskets are added in the order of time")
        bought = set(items)
        regular = [product for product, occasions in self.products.items() if len(occasions) >= REGULAR_FROM]
        self.regulars_offered += len(regular)
        self.regulars_taken += sum(product in bought for product in regular)
        basket = len(self.days)
        self.days.append(day)
        self.sizes.append(len(bought))
        for product in bought:
            self.products[product].add(day, basket)
            kind = self.kind_of(product)
            if kind is not None:
                self.kinds[kind].add(day, basket)

    def kind(self, product: Hashable) -> Occasions:
        """When anything of the product's kind was bought; the product's own occasions when its kind is unknown."""
        kind = self.kind_of(product)
        return self.products[product] if kind is None else self.kinds[kind]

    def bought_at_least(self, times: int) -> list[Hashable]:
        return [product for product, occasions in self.products.items() if len(occasions) >= times]
