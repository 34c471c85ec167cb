"""What an event says about facets: its contributions, derived once, when the event is recorded.

They are kept on the event's row. So undoing the event or rebuilding everything is exact, whatever happened since to the
rules or to the product.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from analytics.events import Context, ProductFacts
from analytics.models import Event, EventType
from personalization import query_facets
from personalization.preferences import Part
from personalization.rules import Rules
from shop.product_facets import facets_of, slug

# What counts for the crowd: something a person chose to do.
CROWD_ACTS = frozenset(
    {
        EventType.SEARCH_RESULT_CLICKED,
        EventType.PRODUCT_VIEWED,
        EventType.PRODUCT_LIKED,
        EventType.CART_ITEM_ADDED,
        EventType.ORDER_COMPLETED,
    }
)


def contribute(events: Sequence[Event], context: Context, rules: Rules) -> None:
    """Fill `contributions` and `interaction_strength` of a batch of one subject's events. No query."""
    earlier = _Earlier(context, rules)
    for event in events:
        product = context.products.get(event.sku)
        if event.event_type == EventType.SEARCH_PERFORMED:
            weight = rules.signals.search_performed
            event.contributions = _of_facets(query_facets.named_in(event.query), weight, rules)
        elif product:
            weight = _weight(event, rules, earlier)
            event.contributions = _of_product(product, weight, rules) if weight else []
            if event.event_type in CROWD_ACTS and weight > 0 and earlier.may_trend(event):
                event.contributions += [[str(product.product_id), kind, weight] for kind in ("trending", "popular")]
        else:
            weight = 0.0
        event.interaction_strength = weight


def _weight(event: Event, rules: Rules, earlier: "_Earlier") -> float:
    signals = rules.signals
    match event.event_type:
        case EventType.ORDER_COMPLETED:
            base = signals.repeat_purchase if earlier.was_bought(event) else signals.order_completed
            return base * math.sqrt(min(event.quantity or 1, rules.caps.quantity_weight))
        case EventType.CART_ITEM_ADDED:
            return signals.cart_item_added
        case EventType.CART_ITEM_UPDATED:
            # Wanting more of it says something; wanting less of many is no dislike.
            grew = event.data.get("after", 0) > event.data.get("before", 0)
            return signals.cart_item_added / 2 if grew else 0.0
        case EventType.CART_ITEM_REMOVED:
            return signals.cart_item_removed
        case EventType.PRODUCT_LIKED:
            return signals.product_liked
        case EventType.PRODUCT_VIEWED:
            return signals.product_viewed
        case EventType.SEARCH_RESULT_CLICKED:
            return signals.search_result_clicked
        case EventType.DISPLAYED_BUT_SCROLLED:
            return signals.displayed_but_scrolled if earlier.may_count_scroll(event) else 0.0
        case EventType.PREFERENCE_UPDATED:
            return signals.less_like_this if event.data.get("wish") == "less" else 0.0
    return 0.0


def _of_product(product: ProductFacts, weight: float, rules: Rules) -> list[Part]:
    diets = {slug(diet) for diet in product.dietary}
    facets = facets_of(product.category_path, product.brand, product.attributes, product.dietary)
    leaf = f"category:{product.category_path[-1]}"
    rates = rules.facet_rates
    parts: list[Part] = []
    for facet in facets:
        kind, _, name = facet.partition(":")
        if kind == "category":
            rate, lasting = (rates.category if facet == leaf else rates.category_above), "taste"
        elif kind == "brand":
            rate, lasting = rates.brand, "lasting"
        elif name in diets:
            rate, lasting = rates.diet, "lasting"
        else:
            rate, lasting = rates.attribute, "taste"
        if rate:
            parts += _both(facet, lasting, weight * rate)
    return parts


def _of_facets(facets: Iterable[str], weight: float, rules: Rules) -> list[Part]:
    lasting = {"brand": "lasting"}
    return [part for facet in facets for part in _both(facet, lasting.get(facet.partition(":")[0], "taste"), weight)]


def _both(facet: str, lasting: str, weight: float) -> list[Part]:
    """Each act counts in the session, where it fades within the hour, and in the memory that lasts."""
    return [(facet, "session", weight), (facet, lasting, weight)]


class _Earlier:
    """What this subject did before with the batch's products, as far as it limits what counts now."""

    def __init__(self, context: Context, rules: Rules) -> None:
        self._caps = rules.caps
        self._bought = context.bought
        self._scrolls: Counter[str] = Counter()
        self._trends: Counter[str] = Counter()
        for (sku, event_type), times in context.today.items():
            if event_type == EventType.DISPLAYED_BUT_SCROLLED:
                self._scrolls[sku] += times
            elif event_type in CROWD_ACTS:
                self._trends[sku] += times

    def was_bought(self, event: Event) -> bool:
        return event.sku in self._bought

    def may_count_scroll(self, event: Event) -> bool:
        self._scrolls[event.sku] += 1
        return self._scrolls[event.sku] <= self._caps.scrolls_per_product_per_day

    def may_trend(self, event: Event) -> bool:
        """A single shopper cannot make a product trend: only the first few acts of a day count for the crowd."""
        self._trends[event.sku] += 1
        return self._trends[event.sku] <= self._caps.trending_acts_per_product_per_day
