"""The numbers a rank is made of: one array per signal, one entry per candidate.

Every signal says how far it would lift or sink a product when it stands at zero for "knows nothing": a signal
without knowledge is zero for all, so it cannot reorder anything. Ranges are in each function's docstring.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from personalization.affordability import PriceLadders
from personalization.features import Shopper
from shop.search.candidates import Candidates

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Preference:
    """The shopper's taste for each candidate: `value` -1..1, and what having each facet adds before squashing."""

    value: Doubles
    lifts: Mapping[str, float]


def preference(candidates: Candidates, taste: Mapping[str, float], reach: float = 1.0) -> Preference:
    """How well a product's facets fit what was learned, against the other answers: tanh of its lift, -1..1.

    A product's lift is the sum of its facets' likings less the mean of that sum over the list, each product counting
    by relevance ** `reach`. So what most of the list shares moves little, and over the list taste adds up to nothing:
    whoever passes by spicy chips has not begun to dislike chips, when chips are what was asked for.

    Likings that differ by more than 1 (their root mean square over the list) are brought back to 1: after much was
    learned a product must still be told from the next one, and tanh would call both "full".

    Args:
        taste: how much each facet is liked, any sign; a lift of 1 is three quarters (tanh(1) = .76) of full liking.
    """
    count, keys = len(candidates), candidates.facet_keys
    liking = np.array([taste.get(key, 0.0) for key in keys])
    if not count or not liking.any():
        return Preference(np.zeros(count), {})
    sizes = np.diff(candidates.facet_start)
    counting = np.power(np.clip(candidates.relevance.astype(np.float64), 0.0, 1.0), reach)
    counting /= max(float(counting.sum()), 1e-9)
    shares = np.bincount(candidates.facet_index, np.repeat(counting, sizes), len(keys))
    sums = np.bincount(np.repeat(np.arange(count), sizes), liking[candidates.facet_index], count)
    lifts = sums - float(liking @ shares)
    # Sums in another order leave dust where all products are liked equally.
    lifts[np.abs(lifts) < 1e-9] = 0.0
    spread = max(float(np.sqrt(counting @ lifts**2)), 1.0)
    having = liking * np.maximum(1.0 - shares, 0.0) / spread
    return Preference(np.tanh(lifts / spread), {keys[at]: float(having[at]) for at in np.flatnonzero(having)})


def affordability(candidates: Candidates, shopper: Shopper, ladders: PriceLadders) -> Doubles:
    """How well the unit price fits what this shopper usually pays in that category: 0..1, .5 for "unknown".

    Each own purchase in the category votes with its fit, and five neutral votes stand against them:
    (sum of fits + m * .5) / (n + m), m = 5.
    """
    return ladders.fit(shopper.purchases, candidates.category_id, candidates.unit_price)


@dataclass(frozen=True)
class Collaborative:
    """What the shopper's own products say about each candidate: `value` 0..1.

    `own` is what the product's own purchases say, `said` what its neighbours say together (both before squashing),
    `seed` the neighbour that says most (0: none).
    """

    value: Doubles
    seed: npt.NDArray[np.int64]
    own: Doubles
    said: Doubles


def collaborative(
    candidates: Candidates, shopper: Shopper, seed_weights: Mapping[int, float], scale: float
) -> Collaborative:
    """1 - exp(-sum over seeds of weight x similarity / scale), 0..1; a product bought before is its own neighbour.

    Args:
        seed_weights: how much each product the shopper touched counts, by product id.
        scale: the weighted similarity that counts as 63 %.
    """
    count = len(candidates)
    totals, best, seed, own = np.zeros(count), np.zeros(count), np.zeros(count, np.int64), np.zeros(count)
    if not count or not seed_weights:
        return Collaborative(totals, seed, own, totals)
    place = np.argsort(candidates.product_id, kind="stable")
    sorted_ids = candidates.product_id[place]

    def places_of(product_ids: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        at = np.minimum(np.searchsorted(sorted_ids, product_ids), count - 1)
        return place[at], sorted_ids[at] == product_ids

    bought = shopper.purchases_by_product
    own_ids = np.fromiter((key for key in seed_weights if key in bought), np.int64)
    at, known = places_of(own_ids)
    own[at[known]] = [seed_weights[int(key)] for key in own_ids[known]]

    at, known = places_of(shopper.neighbour_ids)
    at, seeds = at[known], shopper.seed_ids[known]
    said = np.fromiter((seed_weights.get(int(key), 0.0) for key in seeds), np.float64, len(seeds))
    said *= shopper.similarities[known]
    np.add.at(totals, at, said)
    # The strongest voice last, so that it is the one that stays.
    order = np.argsort(said, kind="stable")
    seed[at[order]] = seeds[order]
    best[at[order]] = said[order]
    seed[best <= 0] = 0
    return Collaborative(1.0 - np.exp(-(totals + own) / scale), seed, own, totals)


def popularity(decayed: Doubles, floor: float) -> Doubles:
    """Log of the decayed counts against the most popular candidate, 0..1.

    Args:
        decayed: decayed popularity of each candidate; below zero counts as zero.
        floor: the count from which on a product may be called fully popular, so that a single
            click in an empty shop does not.
    """
    if not len(decayed):
        return np.zeros(0)
    known = np.maximum(decayed, 0.0)
    return np.asarray(np.log1p(known) / np.log1p(max(float(known.max()), floor)))


def freshness(candidates: Candidates, today: date, half_life_days: float) -> Doubles:
    """1 on the day a product is added, halved every `half_life_days`."""
    age = (np.datetime64(today) - candidates.added_on).astype("timedelta64[D]").astype(np.float64)
    return np.asarray(np.exp2(-np.maximum(age, 0.0) / half_life_days))
