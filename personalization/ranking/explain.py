"""Why a product is where it is, in words: read from the contributions that put it there, and from nothing else."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analytics.models import EventType
from personalization.facet_shares import is_diet
from personalization.features import Act, Shopper
from personalization.ranking.rank import MILLIONTHS, PERSONAL, SIGNALS, Ranked, Signal
from shop.api.serializers.cards import FacetValueJSON, PersonalJSON, ReasonJSON
from shop.cards import CardData
from shop.product_facets import facets_of

MAX_REASONS = 3
# What moves a product less than this is not worth a sentence.
WORTH_SAYING = 0.004 * MILLIONTHS
# What is merely liked less than others is not told off for it.
SINKING_FROM = 0.02 * MILLIONTHS
POPULAR_FROM = 0.5
FRESH_FROM = 0.5
OFTEN_FROM_ORDERS = 3

SIGNAL_LABELS: dict[Signal, str] = {
    "relevance": "Fits what you searched",
    "affordability": "Your usual price",
    "preference": "Your taste",
    "collaborative": "Bought by you and people like you",
    "popularity": "Popular with everyone",
    "freshness": "New in the shop",
}
_ACT_WORDS = {
    EventType.PRODUCT_LIKED: "liked",
    EventType.CART_ITEM_ADDED: "added",
    EventType.CART_ITEM_UPDATED: "added",
    EventType.PRODUCT_VIEWED: "opened",
    EventType.SEARCH_RESULT_CLICKED: "opened",
}


@dataclass(frozen=True)
class Knowledge:
    """What a sentence about one shopper may draw on."""

    shopper: Shopper
    # How much each facet is liked now, any sign.
    taste: Mapping[str, float]
    label_of: Callable[[str], str]
    query: str = ""


def explained(ranked: Ranked, position: int, card: CardData, knowledge: Knowledge) -> PersonalJSON:
    """The personal part of one card."""
    parts = ranked.contributions[position].tolist()
    values = ranked.values[position].tolist()
    facets = facets_of(card.category_path, card.brand.slug if card.brand else None, card.attributes, card.dietary)
    lifts = _lifts(ranked, facets, knowledge)
    return PersonalJSON(
        score=sum(parts) / MILLIONTHS,
        signals=[
            {
                "signal": name,
                "label": SIGNAL_LABELS[name],
                "value": round(values[index], 4),
                "weight": ranked.weights[index],
                "contribution": parts[index] / MILLIONTHS,
            }
            for index, name in enumerate(SIGNALS)
        ],
        reasons=_reasons(ranked, position, card, lifts, knowledge),
        facets=_facet_values(lifts, knowledge),
    )


def _lifts(ranked: Ranked, facets: Sequence[str], knowledge: Knowledge) -> dict[str, float]:
    """What the product's facets added, most telling first; without those forgotten since."""
    known = ranked.facet_lifts
    return {facet: known[facet] for facet in facets if facet in known and facet in knowledge.taste}


def _facet_values(lifts: Mapping[str, float], knowledge: Knowledge) -> list[FacetValueJSON]:
    return [
        {"facet": facet, "label": knowledge.label_of(facet), "value": round(math.tanh(lift), 4)}
        for facet, lift in sorted(lifts.items(), key=lambda pair: -abs(pair[1]))
    ]


def _reasons(
    ranked: Ranked, position: int, card: CardData, lifts: Mapping[str, float], knowledge: Knowledge
) -> list[ReasonJSON]:
    """One sentence for each signal that lifted the product, the shopper's own first; then what sank it."""
    parts = dict(zip(SIGNALS, ranked.contributions[position].tolist(), strict=True))
    values = dict(zip(SIGNALS, ranked.values[position].tolist(), strict=True))
    lifting = [name for name in SIGNALS if parts[name] >= WORTH_SAYING]
    lifting.sort(key=lambda name: (name not in PERSONAL, -parts[name]))
    reasons: list[ReasonJSON] = []
    for name in lifting:
        reason: ReasonJSON | None = None
        if name == "preference":
            reason = _liking(card, _worth_saying(ranked, lifts), knowledge)
        elif name == "collaborative":
            reason = _company(card, int(ranked.seeds[position]), bool(ranked.own[position]), knowledge.shopper)
        elif name == "affordability":
            reason = {"code": "price", "text": "Within your usual price"}
        elif name == "popularity" and values[name] >= POPULAR_FROM:
            reason = {"code": "popular", "text": "Popular these days"}
        elif name == "freshness" and values[name] >= FRESH_FROM:
            reason = {"code": "new", "text": "New in the shop"}
        elif name == "relevance" and knowledge.query:
            reason = {"code": "match", "text": f"Fits “{knowledge.query}”"}
        if reason:
            reasons.append(reason)
    if parts["preference"] <= -SINKING_FROM and (less := _disliking(card, _worth_saying(ranked, lifts), knowledge)):
        reasons = [*reasons[: MAX_REASONS - 1], less]
    return reasons[:MAX_REASONS]


def _worth_saying(ranked: Ranked, lifts: Mapping[str, float]) -> dict[str, float]:
    """The facets that moved the product by themselves: taste may also say of it what it has not."""
    weight = ranked.weights[SIGNALS.index("preference")] * MILLIONTHS
    return {facet: lift for facet, lift in lifts.items() if abs(math.tanh(lift)) * weight >= WORTH_SAYING}


def _liking(card: CardData, lifts: Mapping[str, float], knowledge: Knowledge) -> ReasonJSON | None:
    # A shop does not guess a person's diet aloud.
    sayable = {facet: lift for facet, lift in lifts.items() if not is_diet(facet)}
    liked = max(sayable, key=lambda facet: sayable[facet], default="")
    if lifts.get(liked, 0.0) <= 0:
        return None
    acts = [act for act in knowledge.shopper.acts if act.lifts and liked in act.facets]
    code = f"preference:{liked}"
    if len({act.product_id for act in acts}) == 1:
        return {"code": code, "text": _because(card, acts)}
    label = knowledge.label_of(liked)
    if liked.startswith("brand:"):
        return {"code": code, "text": f"You like {label}"}
    return {"code": code, "text": f"You often choose {label}"}


def _because(card: CardData, acts: Sequence[Act]) -> str:
    # The strongest thing done with the product, in the order of _ACT_WORDS.
    done = min(acts, key=lambda act: list(_ACT_WORDS).index(EventType(act.event_type)))
    word = _ACT_WORDS[EventType(done.event_type)]
    return f"You {word} this" if done.product_id == card.product_id else f"Because you {word} {done.name}"


def _company(card: CardData, seed: int, own: bool, shopper: Shopper) -> ReasonJSON | None:
    orders = len({purchase.order_id for purchase in shopper.purchases_by_product.get(card.product_id, ())})
    if orders and (own or not seed):
        text = "You buy this often" if orders >= OFTEN_FROM_ORDERS else "You bought this before"
        return {"code": "bought", "text": text}
    name = shopper.names.get(seed)
    return {"code": "neighbour", "text": f"Bought by people who buy {name}"} if name else None


def _disliking(card: CardData, lifts: Mapping[str, float], knowledge: Knowledge) -> ReasonJSON | None:
    less = min((facet for facet in lifts if not is_diet(facet)), key=lambda facet: lifts[facet], default="")
    if lifts.get(less, 0.0) >= 0:
        return None
    kind, _, _ = less.partition(":")
    thing = knowledge.label_of(less)
    if kind == "attribute":
        department = knowledge.label_of(f"category:{card.category.department}")
        thing = f"{thing} {'food' if department == thing else department}"
    done = next((act.event_type for act in knowledge.shopper.acts if not act.lifts and less in act.facets), None)
    if done == EventType.DISPLAYED_BUT_SCROLLED:
        text = f"You scrolled past {thing}"
    elif done == EventType.CART_ITEM_REMOVED:
        text = f"You took {thing} out of your cart"
    else:
        text = f"You wanted less {thing}"
    return {"code": f"less:{less}", "text": text}
