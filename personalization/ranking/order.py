"""Candidates put in order for one shopper: what is known is looked up here, what it means is said in `signals`."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from django.utils import timezone

from personalization.affordability import NO_LADDERS, price_ladders
from personalization.collaborative import seed_weights
from personalization.features import Shopper
from personalization.ranking import signals
from personalization.ranking.explain import Knowledge
from personalization.ranking.rank import Ranked, Signals, rank
from shop.search.candidates import Candidates

# Defaults of rules.yaml, for the first slice.
WEIGHTS: Mapping[str, float] = {
    "relevance": 0.30,
    "affordability": 0.25,
    "preference": 0.15,
    "collaborative": 0.20,
    "popularity": 0.10,
    "freshness": 0.02,
}
TASTE_SCALE = 0.5
COMPANY_SCALE = 0.5
FRESH_HALF_LIFE_DAYS = 14.0
ACT_WEIGHTS: Mapping[str, float] = {
    "order_completed": 1.0,
    "cart_item_added": 0.5,
    "product_liked": 0.5,
    "product_viewed": 0.2,
    "search_result_clicked": 0.2,
}


@dataclass(frozen=True)
class Ranker:
    """Ranks any number of candidate lists for one shopper; what is known about them is read once."""

    shopper: Shopper
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def profile(self) -> Mapping[str, float]:
        """The shopper's decayed taste by facet; empty for nobody."""
        return {}

    def ranked(self, candidates: Candidates) -> Ranked:
        """The candidates, best first for this shopper."""
        return rank(candidates, self._signals(candidates), WEIGHTS)

    def knowledge(self, query: str = "") -> Knowledge:
        """What explanations of this shopper's rankings draw on."""
        return Knowledge(shopper=self.shopper, profile=self.profile, taste=self._taste, label_of=_words, query=query)

    def _taste(self, value: float) -> float:
        return math.tanh(value / TASTE_SCALE)

    def _signals(self, candidates: Candidates) -> Signals:
        popular = np.zeros(len(candidates))
        shopper = self.shopper
        ladders = price_ladders() if shopper.purchases else NO_LADDERS
        return Signals(
            relevance=candidates.relevance.astype(np.float64),
            affordability=signals.affordability(candidates, shopper, ladders),
            preference=signals.preference(candidates, self.profile, TASTE_SCALE).value,
            collaborative=signals.collaborative(candidates, shopper, seed_weights(shopper, ACT_WEIGHTS), COMPANY_SCALE),
            popularity=signals.popularity(popular, floor=5.0),
            freshness=signals.freshness(candidates, self.today, FRESH_HALF_LIFE_DAYS),
        )


def _words(facet: str) -> str:
    return facet.partition(":")[2].replace("-", " ")
