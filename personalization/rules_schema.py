"""What the rules of learning and ranking are made of: every key, its type and its bounds."""

import math
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*$")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}


def _duration(value: object) -> float:
    match = _DURATION.match(str(value))
    if match is None:
        raise ValueError("is not a length of time")
    return float(match[1]) * _SECONDS[match[2]]


Weight = Annotated[float, Field(strict=True, ge=-5, le=5, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]
# Seconds; written as "30 min", "14 d".
Duration = Annotated[float, BeforeValidator(_duration), Field(ge=60, le=3_650 * 86_400)]

# Rules may say that opening a product teaches nothing; what teaches more is still measured against something.
SMALLEST_LOOK = 0.01

HalfLifeClass = Literal["session", "taste", "lasting", "trending", "popular"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignalWeights(_Part):
    order_completed: Weight
    repeat_purchase: Weight
    cart_item_added: Weight
    cart_item_removed: Weight
    product_liked: Weight
    product_viewed: Weight
    search_result_clicked: Weight
    search_performed: Weight
    displayed_but_scrolled: Weight
    less_like_this: Weight


class FacetRates(_Part):
    category: Share
    category_above: Share
    brand: Share
    attribute: Share
    diet: Share


class HalfLives(_Part):
    session: Duration
    taste: Duration
    lasting: Duration
    trending: Duration
    popular: Duration


class RankingWeights(_Part):
    relevance: Share
    affordability: Share
    preference: Share
    collaborative: Share
    popularity: Share
    freshness: Share
    out_of_stock_last: Annotated[bool, Field(strict=True)]


class Scales(_Part):
    one_look: Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
    chance: Positive
    collaborative: Positive
    popularity: Positive
    relevance_reach: Annotated[float, Field(strict=True, ge=0, le=10, allow_inf_nan=False)]
    learned: Positive


class Caps(_Part):
    scrolls_per_product_per_day: Annotated[int, Field(strict=True, ge=0, le=1000)]
    trending_acts_per_product_per_day: Annotated[int, Field(strict=True, ge=1, le=1000)]
    quantity_weight: Annotated[int, Field(strict=True, ge=1, le=99)]


class Diversity(_Part):
    neighbours_of_one_category: Annotated[int, Field(strict=True, ge=1, le=100)]
    window: Annotated[int, Field(strict=True, ge=1, le=100)]


class Freshness(_Part):
    half_life: Duration


class Rules(_Part):
    """One set of rules. `version` is the id of its RulesVersion row; 0 for text that was only checked."""

    signals: SignalWeights
    facet_rates: FacetRates
    half_lives: HalfLives
    ranking: RankingWeights
    scales: Scales
    caps: Caps
    diversity: Diversity
    freshness: Freshness
    version: Annotated[int, Field(exclude=True)] = 0

    @property
    def one_look_scale(self) -> float:
        """The value of a facet that counts as three quarters (tanh(1)) of full liking, in this session.

        Such that one product opened gives its attributes `scales.one_look` of full liking, whatever an opened
        product weighs.
        """
        one_look = abs(self.signals.product_viewed) * self.facet_rates.attribute
        return max(one_look, SMALLEST_LOOK) / math.atanh(self.scales.one_look)
