"""What a shopper buys again and again, and when it is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from personalization.features import Purchase, Shopper

USUAL_FROM_ORDERS = 3
# Fewer orders make a usual when the product is at least this share of what is bought in its category.
USUAL_SHARE = 0.5
USUAL_SHARE_FROM_ORDERS = 2
# Due: the usual interval is nearly over, and the habit is not given up.
DUE_FROM = 0.8
DUE_UNTIL = 2.5
# Each order back counts this much of the next newer one (best of .8/.9/.95 on real baskets, METHODS (c)).
FADE = 0.9


@dataclass(frozen=True, slots=True)
class Habit:
    """How a shopper buys one product."""

    product_id: int
    category_id: int
    # Of each order with it, newest first.
    quantities: tuple[int, ...]
    last_at: datetime
    # Mean time between orders with it; None after a single one.
    interval: timedelta | None
    # Sum of FADE ** (orders since) over the orders with it.
    strength: float
    is_usual: bool

    @property
    def orders(self) -> int:
        return len(self.quantities)

    def is_due(self, now: datetime) -> bool:
        if not self.interval:
            return False
        return DUE_FROM <= (now - self.last_at) / self.interval <= DUE_UNTIL


def habits_of(shopper: Shopper) -> dict[int, Habit]:
    """The shopper's habits by product id, strongest first; ties: bought last first."""
    ages: dict[int, int] = {}
    by_category: dict[int, set[int]] = {}
    for purchase in shopper.purchases:
        ages.setdefault(purchase.order_id, len(ages))
        by_category.setdefault(purchase.category_id, set()).add(purchase.order_id)
    habits = []
    for product_id, purchases in shopper.purchases_by_product.items():
        once_per_order = list({purchase.order_id: purchase for purchase in purchases}.values())
        share = len(once_per_order) / len(by_category[purchases[0].category_id])
        habits.append(_habit(product_id, once_per_order, ages, share))
    habits.sort(key=lambda habit: (-habit.strength, -habit.last_at.timestamp(), habit.product_id))
    return {habit.product_id: habit for habit in habits}


def _habit(product_id: int, purchases: list[Purchase], ages: dict[int, int], share: float) -> Habit:
    orders = len(purchases)
    span = purchases[0].bought_at - purchases[-1].bought_at
    return Habit(
        product_id=product_id,
        category_id=purchases[0].category_id,
        quantities=tuple(purchase.quantity for purchase in purchases),
        last_at=purchases[0].bought_at,
        interval=span / (orders - 1) if orders > 1 and span > timedelta() else None,
        strength=sum(FADE ** ages[purchase.order_id] for purchase in purchases),
        is_usual=orders >= USUAL_FROM_ORDERS or (orders >= USUAL_SHARE_FROM_ORDERS and share >= USUAL_SHARE),
    )
