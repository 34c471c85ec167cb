"""What is known of sales and of each shopper up to now, added purchase by purchase."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field

# A SKU, or whatever else names a product or a shopper.
Id = Hashable

# Sales fade by half in so many days: what is on offer now, in season this week, in favour this month.
DAYS_HALF_LIFE_D = 2.0
WEEK_HALF_LIFE_D = 7.0
MONTH_HALF_LIFE_D = 28.0


@dataclass(frozen=True, slots=True)
class Item:
    """What does not change about a product. "" is unknown."""

    type: str
    maker: str = ""
    size: str = ""
    is_private_label: bool = False


@dataclass(slots=True)
class Faded:
    """A sum that halves every `half_life_d` days."""

    half_life_d: float
    value: float = 0.0
    at_d: float = 0.0

    def add(self, now_d: float) -> None:
        self.value = self.now(now_d) + 1.0
        self.at_d = now_d

    def now(self, now_d: float) -> float:
        faded: float = self.value * 0.5 ** ((now_d - self.at_d) / self.half_life_d)
        return faded


@dataclass(slots=True)
class Sales:
    """Of one product, to everybody."""

    count: int = 0
    last_d: float = 0.0
    buyers: int = 0
    rebuyers: int = 0
    days: Faded = field(default_factory=lambda: Faded(DAYS_HALF_LIFE_D))
    week: Faded = field(default_factory=lambda: Faded(WEEK_HALF_LIFE_D))
    month: Faded = field(default_factory=lambda: Faded(MONTH_HALF_LIFE_D))
    # First purchases of a shopper only: what people try.
    tried_week: Faded = field(default_factory=lambda: Faded(WEEK_HALF_LIFE_D))
    tried: Faded = field(default_factory=lambda: Faded(MONTH_HALF_LIFE_D))


@dataclass(slots=True)
class Habit:
    """One shopper with one product."""

    count: int = 0
    last_d: float = 0.0


@dataclass(slots=True)
class Repeats:
    """Of purchases in a type bought before, how many were of a product bought before."""

    chances: int = 0
    repeated: int = 0

    def add(self, is_repeat: bool) -> None:
        self.chances += 1
        self.repeated += is_repeat


@dataclass(slots=True)
class InType:
    """One shopper with one product type."""

    count: int = 0
    last_product: Id = None
    last_d: float = 0.0
    habits: dict[Id, Habit] = field(default_factory=dict)
    makers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class Person:
    """One shopper over all types."""

    count: int = 0
    private_label: int = 0
    repeats: Repeats = field(default_factory=Repeats)
    makers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    types: dict[str, InType] = field(default_factory=dict)
    products: set[Id] = field(default_factory=set)

    def in_type(self, kind: str) -> InType:
        """Empty for a type never bought."""
        return self.types.get(kind) or InType()


class Memory:
    """Everything that was bought so far."""

    def __init__(self) -> None:
        self.sales: dict[str, dict[Id, Sales]] = defaultdict(dict)
        self.repeats_in_type: dict[str, Repeats] = defaultdict(Repeats)
        self.repeats = Repeats()
        self.people: dict[Id, Person] = {}
        self.sold = 0
        self.private_label_sold = 0

    def person(self, shopper: Id) -> Person:
        """Empty for who never bought."""
        return self.people.get(shopper) or Person()

    def add(self, shopper: Id, product: Id, item: Item, now_d: float) -> None:
        """One purchase; times never go back."""
        person = self.people.setdefault(shopper, Person())
        own = person.types.setdefault(item.type, InType())
        habit = own.habits.setdefault(product, Habit())
        sales = self.sales[item.type].setdefault(product, Sales())
        sales.count += 1
        sales.last_d = now_d
        sales.buyers += habit.count == 0
        sales.rebuyers += habit.count == 1
        sales.days.add(now_d)
        sales.week.add(now_d)
        sales.month.add(now_d)
        if own.count:
            for repeats in (self.repeats, self.repeats_in_type[item.type], person.repeats):
                repeats.add(habit.count > 0)
        if habit.count == 0:
            sales.tried_week.add(now_d)
            sales.tried.add(now_d)
        habit.count += 1
        habit.last_d = now_d
        own.count += 1
        own.last_product = product
        own.last_d = now_d
        own.makers[item.maker] += 1
        own.sizes[item.size] += 1
        person.count += 1
        person.private_label += item.is_private_label
        person.makers[item.maker] += 1
        person.products.add(product)
        self.sold += 1
        self.private_label_sold += item.is_private_label
