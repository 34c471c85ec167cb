"""The numbers by which a choice inside a product type is guessed, each of which can be said in words.

Pure: from what is known at a moment to one row per product of the type. Unknown is nan.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from personalization.learning.usuals.features import Feature
from personalization.learning.within_type.crowd import Crowd
from personalization.learning.within_type.memory import Habit, Id, Item, Memory, Repeats, Sales

# Purchases that a shopper's share is shrunk by, towards everybody's.
SHARE_PRIOR = 5.0
REBUY_PRIOR = 5.0
COMMON_REBUYS = 0.2
# Shares of sales are told in powers of this: exact ones would be nearly the product's name.
SHARE_STEP = 2.0**0.5

FEATURES = (
    Feature("own_count", "how often you bought it"),
    Feature("own_share", "how much of what you buy of its kind it is"),
    Feature("own_days", "how many days ago you last bought it"),
    Feature("is_last", "whether it is what you bought last of its kind"),
    Feature("popularity", "how much of what everybody buys of its kind it is"),
    Feature("this_month", "how much of it sold this month"),
    Feature("this_week", "how much of it sold this week"),
    Feature("these_days", "how much of it sold these days"),
    Feature("place", "its place among the best sellers of its kind"),
    Feature("days_unsold", "how many days ago anybody last bought it"),
    Feature("rebuy_share", "how many of those who buy it buy it again"),
    Feature("crowd", "how many shoppers like you buy it"),
    Feature("crowd_lift", "how much more shoppers like you buy it than others"),
    Feature("maker_in_type", "how much of its kind you buy from its brand"),
    Feature("maker_anywhere", "how much you buy from its brand"),
    Feature("size_in_type", "how much of its kind you buy in its size"),
    Feature("private_label_fit", "whether you buy more own-label products than others do"),
    Feature("own_purchases", "how often you buy its kind"),
    Feature("own_variety", "how much you vary within its kind"),
    Feature("tried_this_month", "how many tried it this month"),
    Feature("tried_this_week", "how many tried it this week"),
    Feature("crowd_in_type", "how it compares with what shoppers like you buy most of its kind"),
    Feature("days_in_type", "how many days ago you last bought something of its kind"),
    Feature("kind_repeats", "how often people stay with one product of this kind"),
    Feature("person_repeats", "how often you stay with a product you know"),
    Feature("choice", "how many products of its kind there are"),
)
NAMES = tuple(feature.name for feature in FEATURES)


def features_of(
    memory: Memory,
    crowd: Crowd,
    shopper: Id,
    kind: str,
    products: Sequence[Id],
    items: Sequence[Item],
    now_d: float,
) -> NDArray[np.float32]:
    """One row per product, columns as in `FEATURES`.

    Args:
        kind: the type that all the products are of.
        items: of each product, what does not change.
        now_d: the moment of choosing, in days on the memory's scale.
    """
    person, sales_of = memory.person(shopper), memory.sales[kind]
    own = person.in_type(kind)
    sales = [sales_of.get(product) or Sales() for product in products]
    habits = [own.habits.get(product) or Habit() for product in products]
    counts = np.array([one.count for one in sales], dtype=np.float64)
    days = np.array([one.days.now(now_d) for one in sales])
    week = np.array([one.week.now(now_d) for one in sales])
    month = np.array([one.month.now(now_d) for one in sales])
    mine = np.array([habit.count for habit in habits], dtype=np.float64)
    own_count = max(own.count, 1)
    crowd_shares = crowd.shares(shopper, products)
    buyers = np.array([one.buyers for one in sales], dtype=np.float64)
    rebuyers = np.array([one.rebuyers for one in sales], dtype=np.float64)
    usual_private = memory.private_label_sold / max(memory.sold, 1)
    private = (person.private_label + SHARE_PRIOR * usual_private) / (person.count + SHARE_PRIOR) - usual_private
    common = memory.repeats.repeated / max(memory.repeats.chances, 1)
    columns = {
        "own_count": mine,
        "own_share": mine / own_count,
        "own_days": np.array([now_d - habit.last_d if habit.count else np.nan for habit in habits]),
        "is_last": np.array([product == own.last_product for product in products], dtype=np.float64),
        "popularity": _told(counts),
        "this_month": _told(month),
        "this_week": _told(week),
        "these_days": _told(days),
        "place": _places(counts),
        "days_unsold": np.array([now_d - one.last_d if one.count else np.nan for one in sales]),
        "rebuy_share": (rebuyers + REBUY_PRIOR * COMMON_REBUYS) / (buyers + REBUY_PRIOR),
        "crowd": crowd_shares,
        "crowd_lift": crowd_shares / np.maximum(buyers / max(len(memory.people), 1), 1e-6),
        "maker_in_type": np.array([own.makers.get(item.maker, 0) for item in items]) / own_count,
        "maker_anywhere": np.array([person.makers.get(item.maker, 0) for item in items]) / max(person.count, 1),
        "size_in_type": np.array([own.sizes.get(item.size, 0) if item.size else np.nan for item in items]) / own_count,
        "private_label_fit": np.array([private if item.is_private_label else -private for item in items]),
        "own_purchases": np.full(len(products), float(own.count)),
        "own_variety": np.full(len(products), len(own.habits) / own.count if own.count else np.nan),
        "tried_this_month": _told(np.array([one.tried.now(now_d) for one in sales])),
        "tried_this_week": _told(np.array([one.tried_week.now(now_d) for one in sales])),
        "crowd_in_type": crowd_shares / max(float(crowd_shares.max()), 1e-9),
        "days_in_type": np.full(len(products), now_d - own.last_d if own.count else np.nan),
        "kind_repeats": np.full(len(products), _share(memory.repeats_in_type[kind], common)),
        "person_repeats": np.full(len(products), _share(person.repeats, common)),
        "choice": np.full(len(products), float(len(products))),
    }
    return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)


def _share(repeats: Repeats, common: float) -> float:
    return (repeats.repeated + SHARE_PRIOR * common) / (repeats.chances + SHARE_PRIOR)


def _told(sold: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of the type's sales over an even share, in whole steps of its logarithm."""
    share = (sold + 0.1) / (sold.sum() / len(sold) + 0.1)
    told: NDArray[np.float64] = np.round(np.log(share) / np.log(SHARE_STEP))
    return told


def _places(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for the best seller; equal counts share the first of their places."""
    return np.asarray(1 + (counts[None, :] > counts[:, None]).sum(axis=1), dtype=np.float64)
