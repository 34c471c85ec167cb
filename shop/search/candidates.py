"""What a search is asked and what it answers: plain values, so that a ranker needs no further query."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from typing import Literal

import numpy as np
import numpy.typing as npt

from shop.errors import InvalidInput

Sort = Literal["relevance", "recommended", "price", "-price", "unit_price", "name", "newest"]
SORTS: tuple[Sort, ...] = ("relevance", "recommended", "price", "-price", "unit_price", "name", "newest")

MAX_VALUES_PER_FILTER = 50

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a product must be. Brands widen (any of them); diets, attributes and allergens narrow (all of them).

    Raises:
        InvalidInput: when a price range is upside down, negative or not a number, or a list is absurdly long.
    """

    # Slug of a category: everything below it is meant too.
    category: str | None = None
    brands: tuple[str, ...] = ()
    dietary: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    without_allergens: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False

    def __post_init__(self) -> None:
        for name in ("brands", "dietary", "attributes", "without_allergens"):
            values = {_clean(value) for value in getattr(self, name)} - {""}
            if len(values) > MAX_VALUES_PER_FILTER:
                raise InvalidInput(f"Choose at most {MAX_VALUES_PER_FILTER} {name.replace('_', ' ')}.")
            object.__setattr__(self, name, tuple(sorted(values)))
        object.__setattr__(self, "category", _clean(self.category or "") or None)
        for price in (self.price_min, self.price_max):
            if price is not None and not (price.is_finite() and 0 <= price < 10**8):
                raise InvalidInput("A price filter must be an amount of money, for example 3.50.")
        if self.price_min is not None and self.price_max is not None and self.price_min > self.price_max:
            raise InvalidInput("The lowest price is above the highest: swap them.")

    @property
    def is_empty(self) -> bool:
        return self == Filters()

    @property
    def key(self) -> str:
        """The same for equal filters, in every process."""
        return blake2b(repr(self).encode(), digest_size=12).hexdigest()

    def without_widening(self) -> "Filters":
        """These filters with category, brands and price lifted."""
        return replace(self, category=None, brands=(), price_min=None, price_max=None)


@dataclass(frozen=True)
class Candidates:
    """Products in base order (best first), one entry per column and product.

    `text` and `semantic` are 0..1 (best of this answer = 1 for text; cosine-based for semantic), NaN when that
    side did not find the product. `relevance` is their convex combination, 0..1, never NaN; for lists without a
    query it is 1 everywhere. `price` and `unit_price` are floats for ranking only: money to show or charge comes
    from the product itself.
    """

    query: str
    corrected_query: str | None
    notice: str | None
    # How many products match in all, which may be more than are here.
    total: int
    total_is_exact: bool

    product_id: Integers
    sku: tuple[str, ...]
    text: Floats
    semantic: Floats
    relevance: Floats
    category_id: Integers
    brand_id: Integers  # 0: no brand
    price: Doubles
    unit_price: Doubles  # NaN: unknown
    in_stock: Booleans
    added_on: Dates

    # Facets of product i: facet_keys[j] for j in facet_index[facet_start[i]:facet_start[i + 1]].
    facet_keys: tuple[str, ...]
    facet_index: Integers
    facet_start: Integers

    # Hand to the same call as `after` for the next ones; None at the end.
    next_after: str | None = None

    def __len__(self) -> int:
        return len(self.product_id)

    @cached_property
    def facets(self) -> tuple[tuple[str, ...], ...]:
        """The facet keys of each product."""
        return tuple(self.facets_at(index) for index in range(len(self)))

    def facets_at(self, index: int) -> tuple[str, ...]:
        """The facet keys of one product."""
        span = self.facet_index[self.facet_start[index] : self.facet_start[index + 1]]
        return tuple(self.facet_keys[key] for key in span)

    @classmethod
    def none(cls, query: str = "", notice: str | None = None) -> "Candidates":
        """The empty answer."""
        whole = np.empty(0, np.int64)
        return cls(
            query=query,
            corrected_query=None,
            notice=notice,
            total=0,
            total_is_exact=True,
            product_id=whole,
            sku=(),
            text=np.empty(0, np.float32),
            semantic=np.empty(0, np.float32),
            relevance=np.empty(0, np.float32),
            category_id=whole,
            brand_id=whole,
            price=np.empty(0, np.float64),
            unit_price=np.empty(0, np.float64),
            in_stock=np.empty(0, np.bool_),
            added_on=np.empty(0, "datetime64[D]"),
            facet_keys=(),
            facet_index=whole,
            facet_start=np.zeros(1, np.int64),
        )


@dataclass(frozen=True, slots=True)
class Bucket:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class PriceBucket:
    from_: Decimal
    to: Decimal | None
    count: int


@dataclass(frozen=True, slots=True)
class PriceFacet:
    min: Decimal
    max: Decimal
    buckets: tuple[PriceBucket, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many products each further choice would leave, most first."""

    categories: tuple[Bucket, ...]
    brands: tuple[Bucket, ...]
    dietary: tuple[Bucket, ...]
    attributes: tuple[Bucket, ...]
    price: PriceFacet


def _clean(value: str) -> str:
    """A filter value as it could be stored: Postgres takes no NUL."""
    return value.replace("\x00", "").strip()[:80]
