"""What a shopper usually pays: where their purchases stand among the unit prices of each category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from personalization.catalog_shape import CatalogTruth
from personalization.features import Purchase

# Neutral votes that stand against a shopper's purchases in a category.
PRIOR_VOTES = 5
NEUTRAL = 0.5
# A purchase says "does not fit at all" about a price with half of the category between them.
WIDEST_FIT = 0.5
# Cheaper than usual disappoints less than dearer.
CHEAPER_COUNTS = 0.5

STEPS = np.linspace(0.0, 1.0, 11)

Doubles = npt.NDArray[np.float64]

# Unit prices compare only within one measure: a category's ladder is that of its most frequent one.
_LADDERS = """
SELECT DISTINCT ON (category_id) category_id, unit_price_per,
       percentile_cont(%s::float8[]) WITHIN GROUP (ORDER BY unit_price::float8)
FROM shop_product
WHERE is_active AND unit_price IS NOT NULL
GROUP BY category_id, unit_price_per
ORDER BY category_id, count(*) DESC, unit_price_per
"""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Unit prices of one category at each tenth of its products, cheapest first."""

    per: str
    rungs: Doubles

    def place(self, unit_prices: Doubles) -> Doubles:
        """Where prices stand, 0 (cheapest) .. 1 (dearest); NaN for a price of another measure or none."""
        last = len(self.rungs) - 1
        first_at = np.clip(np.searchsorted(self.rungs, unit_prices, "left"), 0, last)
        last_at = np.clip(np.searchsorted(self.rungs, unit_prices, "right") - 1, 0, last)
        # On a rung, or on several equal ones: their middle. Between two: in proportion.
        low, high = np.minimum(first_at, last_at), np.maximum(first_at, last_at)
        width = self.rungs[high] - self.rungs[low]
        share = np.divide(unit_prices - self.rungs[low], width, out=np.full(len(unit_prices), 0.5), where=width > 0)
        places = STEPS[low] + np.clip(share, 0.0, 1.0) * (STEPS[high] - STEPS[low])
        foreign = (unit_prices < self.rungs[0] / 2) | (unit_prices > self.rungs[-1] * 2)
        return np.where(foreign | np.isnan(unit_prices), np.nan, places)


@dataclass(frozen=True, slots=True)
class PriceLadders:
    """The ladders of all categories, by category id."""

    by_category: dict[int, Ladder]

    def fit(self, purchases: Iterable[Purchase], category_ids: npt.NDArray[np.int64], unit_prices: Doubles) -> Doubles:
        """How well each unit price fits what was usually paid in its category: 0..1, .5 where nothing is known.

        (sum of fits + m * .5) / (n + m) over the n purchases in the category, m = 5 neutral votes. A fit is 1 at the
        same place on the ladder and 0 when half of the category lies between.
        """
        fits = np.full(len(category_ids), NEUTRAL)
        if not len(category_ids):
            return fits
        paid: dict[int, list[float]] = {}
        for purchase in purchases:
            ladder = self.by_category.get(purchase.category_id)
            if ladder and purchase.unit_price is not None and purchase.unit_price_per == ladder.per:
                paid.setdefault(purchase.category_id, []).append(purchase.unit_price)
        for category_id in set(np.unique(category_ids).tolist()) & paid.keys():
            ladder = self.by_category[category_id]
            here = np.flatnonzero(category_ids == category_id)
            bought_at = ladder.place(np.array(paid[category_id]))
            distance = ladder.place(unit_prices[here])[:, None] - bought_at[None, :]
            distance = np.where(distance < 0, -distance * CHEAPER_COUNTS, distance)
            votes = np.clip(1.0 - distance / WIDEST_FIT, 0.0, 1.0)
            said = (votes.sum(axis=1) + PRIOR_VOTES * NEUTRAL) / (votes.shape[1] + PRIOR_VOTES)
            fits[here] = np.where(np.isnan(said), NEUTRAL, said)
        return fits


NO_LADDERS = PriceLadders({})


def build_ladders() -> PriceLadders:
    """Read the ladders from the catalog."""
    with connection.cursor() as cursor:
        cursor.execute(_LADDERS, [STEPS.tolist()])
        return _read(cursor.fetchall())


def _plain(ladders: PriceLadders) -> list[list[Any]]:
    return [[category, ladder.per, ladder.rungs.tolist()] for category, ladder in ladders.by_category.items()]


def _read(plain: Iterable[Sequence[Any]]) -> PriceLadders:
    return PriceLadders({category: Ladder(per, np.array(rungs)) for category, per, rungs in plain})


price_ladders = CatalogTruth("price-ladders", build_ladders, _plain, _read)
