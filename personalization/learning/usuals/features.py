"""The numbers by which a shopper's next basket is guessed, each of which can be said in words.

Pure: from baskets and candidates to one row per candidate. Unknown is nan, which the model knows to handle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.learning.usuals.baskets import Baskets, Floats
from personalization.learning.usuals.candidates import Candidates
from personalization.learning.usuals.population import Population

SLOW_FADE = 0.9
QUICK_FADE = 0.6
LATELY = 3
# Lines that a shopper's share of repeats is shrunk by, towards what shoppers commonly repeat.
REPEAT_PRIOR = 5.0
COMMON_REPEATS = 0.2


@dataclass(frozen=True, slots=True)
class Feature:
    """A column, and what it says in words."""

    name: str
    words: str


FEATURES = (
    Feature("orders_with", "in how many of your orders it was"),
    Feature("share_of_orders", "in which share of your orders it was"),
    Feature("orders_since_last", "how many orders ago you last bought it"),
    Feature("orders_since_first", "how many orders ago you first bought it"),
    Feature("gap_orders", "every how many orders you buy it"),
    Feature("elapsed_gaps", "how much of your usual gap between orders with it has passed"),
    Feature("faded_count", "how often you bought it, older orders counting less"),
    Feature("quickly_faded_count", "how often you bought it in your very last orders"),
    Feature("lately", "in how many of your last three orders it was"),
    Feature("share_since_first", "in which share of your orders it was since you first bought it"),
    Feature("days_since_last", "how many days ago you last bought it"),
    Feature("gap_days", "every how many days you buy it"),
    Feature("elapsed_gap_days", "how much of your usual time between purchases of it has passed"),
    Feature("usual_quantity", "how many you usually buy"),
    Feature("rebuy_share", "how many of those who buy it buy it again"),
    Feature("count_times_rebuy_share", "how often you bought it, for a product that people buy again"),
    Feature("popularity", "how popular it is"),
    Feature("recent_popularity", "how popular it is in newest orders"),
    Feature("trend", "whether it is rising"),
    Feature("crowd", "what shoppers with baskets like yours buy next"),
    Feature("crowd_share", "how it compares with what such shoppers buy most"),
    Feature("orders", "how many orders you have made"),
    Feature("basket_size", "how much you usually order"),
    Feature("newest_basket_size", "how much you ordered last"),
    Feature("variety", "how much you vary"),
    Feature("repeats", "how much of your orders you had before"),
    Feature("newest_trend", "how new the products of your last order are"),
)
NAMES = tuple(feature.name for feature in FEATURES)


def features_of(
    baskets: Baskets, candidates: Candidates, population: Population, now_d: Floats | None = None
) -> NDArray[np.float32]:
    """One row per candidate, columns as in `FEATURES`.

    Args:
        baskets: only what is known; nothing of the basket to be guessed.
        now_d: of each shopper, the time the guess is made for, on the scale of `baskets.time_d`; None when unknown.
    """
    shopper = candidates.shopper
    own = _own_columns(baskets, candidates, now_d)
    count, rebuy = own["orders_with"], population.rebuy_share[candidates.item]
    item = {
        "rebuy_share": rebuy,
        "count_times_rebuy_share": count * rebuy,
        "popularity": population.popularity[candidates.item],
        "recent_popularity": population.recent_popularity[candidates.item],
        "trend": population.trend[candidates.item],
        "crowd": candidates.crowd,
        "crowd_share": _ratio(candidates.crowd, candidates.crowd_best),
    }
    person = {name: values[shopper] for name, values in _shopper_columns(baskets, population).items()}
    columns = {**own, **item, **person}
    return np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)


def _own_columns(baskets: Baskets, candidates: Candidates, now_d: Floats | None) -> dict[str, Floats]:
    """What the shopper did with each candidate; counts are 0 and times nan for what was never bought."""
    pairs, line = np.unique(baskets.shopper * baskets.items + baskets.item, return_inverse=True)
    wanted = candidates.shopper * baskets.items + candidates.item
    place = np.searchsorted(pairs, wanted)
    known = np.zeros(len(wanted), dtype=np.bool_)
    inside = place < len(pairs)
    known[inside] = pairs[place[inside]] == wanted[inside]
    size = len(pairs)
    ago = baskets.ago.astype(np.float64)

    def added(weights: Floats) -> Floats:
        sums = np.bincount(line, weights=weights, minlength=size)
        return _placed(np.asarray(sums, dtype=np.float64), place, known, 0.0)

    def extreme(values: Floats, *, largest: bool) -> Floats:
        found = np.full(size, -np.inf if largest else np.inf)
        # Unknown times (nan) are passed over.
        (np.fmax if largest else np.fmin).at(found, line, values)
        found[np.isinf(found)] = np.nan
        return _placed(found, place, known, np.nan)

    count = added(np.ones(len(line)))
    since_last = extreme(ago, largest=False) + 1
    since_first = extreme(ago, largest=True) + 1
    gap = _ratio(since_first - since_last, count - 1)
    first_d, last_d = extreme(baskets.time_d, largest=False), extreme(baskets.time_d, largest=True)
    days_since = (now_d[candidates.shopper] if now_d is not None else np.nan) - last_d
    gap_days = _ratio(last_d - first_d, count - 1)
    return {
        "orders_with": count,
        "share_of_orders": _ratio(count, baskets.counts[candidates.shopper].astype(np.float64)),
        "orders_since_last": since_last,
        "orders_since_first": since_first,
        "gap_orders": gap,
        "elapsed_gaps": _ratio(since_last, gap),
        "faded_count": added(SLOW_FADE**ago),
        "quickly_faded_count": added(QUICK_FADE**ago),
        "lately": added((ago < LATELY).astype(np.float64)),
        "share_since_first": _ratio(count, since_first),
        "days_since_last": days_since,
        "gap_days": gap_days,
        "elapsed_gap_days": _ratio(days_since, gap_days),
        "usual_quantity": _ratio(added(baskets.quantity), count),
    }


def _shopper_columns(baskets: Baskets, population: Population) -> dict[str, Floats]:
    orders = baskets.counts.astype(np.float64)
    lines = _per_shopper(baskets, np.ones(len(baskets.item)))
    newest = (baskets.ago == 0).astype(np.float64)
    newest_lines = _per_shopper(baskets, newest)
    first = np.unique(baskets.shopper * baskets.items + baskets.item, return_index=True)[1]
    is_first = np.zeros(len(baskets.item))
    is_first[first] = 1.0  # lines are oldest first, so the first of a pair is its first purchase
    after_start = (baskets.basket > 0).astype(np.float64)
    could_repeat = _per_shopper(baskets, after_start)
    repeated = _per_shopper(baskets, after_start * (1.0 - is_first))
    return {
        "orders": orders,
        "basket_size": _ratio(lines, orders),
        "newest_basket_size": newest_lines,
        "variety": _ratio(_per_shopper(baskets, is_first), lines),
        "repeats": (repeated + REPEAT_PRIOR * COMMON_REPEATS) / (could_repeat + REPEAT_PRIOR),
        "newest_trend": _ratio(_per_shopper(baskets, newest * population.trend[baskets.item]), newest_lines),
    }


def _per_shopper(baskets: Baskets, values: Floats) -> Floats:
    return np.asarray(np.bincount(baskets.shopper, weights=values, minlength=baskets.shoppers), dtype=np.float64)


def _placed(values: Floats, place: NDArray[np.intp], known: NDArray[np.bool_], unknown: float) -> Floats:
    placed = np.full(len(place), unknown)
    placed[known] = values[place[known]]
    return placed


def _ratio(part: Floats, whole: Floats) -> Floats:
    """nan where there is nothing to divide by."""
    ratio: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return ratio
