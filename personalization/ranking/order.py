"""Candidates put in order for one shopper: what is known is looked up here, what it means is said in `signals`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from personalization import facet_labels, preferences
from personalization.affordability import NO_LADDERS, price_ladders
from personalization.collaborative import seed_weights
from personalization.facet_shares import facet_shares
from personalization.features import Shopper
from personalization.preferences import Reading
from personalization.ranking import signals
from personalization.ranking.explain import Knowledge
from personalization.ranking.rank import Ranked, Signals, diverse, rank
from personalization.ranking.taste import taste_of
from personalization.rules import Rules, current
from shop.redis_client import RedisAway
from shop.search.candidates import Candidates

DAY_S = 86_400


class Ranker:
    """Ranks any number of candidate lists for one shopper; what is known about them is read once.

    While Redis is away taste and popularity are unknown, and rank nothing up or down.
    """

    def __init__(self, shopper: Shopper, rules: Rules | None = None, today: date | None = None) -> None:
        self.shopper = shopper
        self.rules = rules or current()
        self.today = today or timezone.localdate()
        self._taste: Mapping[str, float] | None = None if shopper.personal else {}

    @property
    def taste(self) -> Mapping[str, float]:
        """How much the shopper likes each facet, any sign; empty for nobody. See `taste_of`."""
        if self._taste is None:
            self.read()
        return self._taste or {}

    def read(self, product_ids: Iterable[int] = (), *, trending: int = 0, popular: int = 0) -> Reading:
        """What the crowd does with products, and with the first call the shopper's taste: one round trip."""
        product_ids = list(product_ids)
        subject_id = self.shopper.subject_id if self._taste is None else None
        try:
            reading = preferences.read(subject_id, product_ids, trending=trending, popular=popular)
        except RedisAway:
            reading = Reading(popularity=(0.0,) * len(product_ids))
        if self._taste is None:
            self._taste = taste_of(reading.profile, facet_shares.get(), self.rules)
        return reading

    def ranked(self, candidates: Candidates) -> Ranked:
        """The candidates, best first for this shopper."""
        weights = self.rules.ranking.model_dump()
        stock_last = weights.pop("out_of_stock_last")
        reach = self.rules.scales.relevance_reach
        return rank(candidates, self._signals(candidates), weights, reach, out_of_stock_last=stock_last)

    def diverse(self, positions: npt.NDArray[np.int64], category_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Positions reordered so that no category crowds the first places of a shelf."""
        limits = self.rules.diversity
        return diverse(positions, category_ids, limits.neighbours_of_one_category, limits.window)

    def knowledge(self, query: str = "") -> Knowledge:
        """What explanations of this shopper's rankings draw on."""
        return Knowledge(self.shopper, self.taste, self._label_of, query)

    @cached_property
    def _label_of(self) -> Callable[[str], str]:
        if not self.shopper.personal:
            return str
        # The cards of a page share most of their facets.
        return cache(facet_labels.names().label)

    def _signals(self, candidates: Candidates) -> Signals:
        shopper, scales = self.shopper, self.rules.scales
        popular = np.array(self.read(candidates.product_id.tolist()).popularity, np.float64)
        seeds = seed_weights(shopper, self.rules.signals.model_dump())
        ladders = price_ladders.get() if shopper.purchases else NO_LADDERS
        return Signals(
            relevance=candidates.relevance.astype(np.float64),
            affordability=signals.affordability(candidates, shopper, ladders),
            preference=signals.preference(candidates, self.taste, scales.relevance_reach),
            collaborative=signals.collaborative(candidates, shopper, seeds, scales.collaborative),
            popularity=signals.popularity(popular, scales.popularity),
            freshness=signals.freshness(candidates, self.today, self.rules.freshness.half_life / DAY_S),
        )
