"""What was learned about a shopper, in words: each fact with how strong it is and what it rests on."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict, cast
from uuid import UUID

from analytics.models import Event
from personalization import facet_labels, rules
from personalization.models import ForgottenFacet
from personalization.preferences import Applied, profile, taste_scale
from shop.redis_client import RedisAway

Kind = Literal["category", "brand", "attribute"]

MOST_FACTS_AT_ONCE = 2
# An older act has faded; the page that lists facts need not count it.
EVENTS_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class LearnedFact:
    """One facet a shopper likes or passes over. `value` is -1..1; `id` is the facet's key."""

    id: str
    kind: Kind
    label: str
    text: str
    value: float
    events: int
    last_at: datetime


class LearnedJSON(TypedDict):
    """A fact and the event that taught it, as the API says it."""

    event_id: str
    fact: dict[str, object]


def sentence(facet: str, value: float, names: facet_labels.FacetNames) -> str:
    """A facet as the shopper reads it: "You like oat milk", "You skip spicy food"."""
    kind, label = facet.partition(":")[0], names.label(facet)
    if kind == "brand":
        return f"You often choose {label}" if value > 0 else f"You pass over {label}"
    thing = f"{label} food" if kind == "attribute" else label
    return f"You like {thing}" if value > 0 else f"You skip {thing}"


def facts(subject_id: UUID) -> list[LearnedFact]:
    """All that is known about a subject, strongest first. Empty while Redis is away.

    Two queries and one round trip.
    """
    try:
        known = profile(subject_id)
    except RedisAway:
        return []
    support = _support(subject_id)
    in_force = rules.current()
    floor = in_force.scales.learned / 3
    scale = taste_scale(known.values, in_force)
    return [
        _fact(facet, value, scale, *support[facet])
        for facet, value in sorted(known.values.items(), key=lambda pair: -abs(pair[1]))
        if abs(value) >= floor and facet in support
    ]


def recent(subject_id: UUID, since: datetime) -> list[LearnedJSON]:
    """What acts since a moment taught that is worth saying: for a page that has just written to the cart."""
    fresh = list(
        Event.objects.filter(subject_id=subject_id, received_at__gt=since, retracted_at=None)
        .exclude(contributions=[])
        .order_by("-received_at")[:50]
    )
    if not fresh:
        return []
    try:
        known = profile(subject_id)
    except RedisAway:
        return []
    touched = {facet for event in fresh for facet, *_ in event.contributions}
    before = {facet: value - _taught(facet, fresh) for facet, value in known.values.items() if facet in touched}
    after = {facet: value for facet, value in known.values.items() if facet in touched}
    return worth_saying(fresh, Applied(frozenset(str(event.event_id) for event in fresh), before, after))


def _taught(facet: str, events: Iterable[Event]) -> float:
    return float(
        sum(
            weight
            for event in events
            for name, kind, weight in event.contributions
            if name == facet and kind != "popular"
        )
    )


def worth_saying(events: Sequence[Event], applied: Applied) -> list[LearnedJSON]:
    """Facts that these events brought across the line from which they are worth telling, the most telling first."""
    line = rules.current().scales.learned
    crossed = [
        facet
        for facet, value in applied.after.items()
        if abs(value) >= line > abs(applied.before.get(facet, 0.0)) or _turned(facet, applied, line)
    ]
    names = facet_labels.names()
    said: list[LearnedJSON] = []
    for facet in sorted(crossed, key=lambda facet: _telling(facet, events))[:MOST_FACTS_AT_ONCE]:
        source = next((event for event in events if any(facet == name for name, *_ in event.contributions)), None)
        if source is None:
            continue
        value = applied.after[facet]
        fact = LearnedFact(
            id=facet,
            kind=cast(Kind, facet.partition(":")[0]),
            label=names.label(facet),
            text=sentence(facet, value, names),
            value=math.tanh(value / max(rules.current().scales.preference, abs(value))),
            events=sum(1 for event in events if any(facet == name for name, *_ in event.contributions)),
            last_at=source.event_time,
        )
        said.append({"event_id": str(source.event_id), "fact": fact_json(fact)})
    return said


def _turned(facet: str, applied: Applied, line: float) -> bool:
    before, after = applied.before.get(facet, 0.0), applied.after[facet]
    return abs(after) >= line and before * after < 0


def _telling(facet: str, events: Sequence[Event]) -> tuple[int, float, str]:
    """The product's own category says most, then what it is like, then its brand, then the categories above."""
    kind = facet.partition(":")[0]
    heaviest = max(
        (abs(weight) for event in events for name, _, weight in event.contributions if name == facet), default=0
    )
    own = any(
        abs(weight) >= heaviest and event.contributions[0][0] == facet
        for event in events
        if event.contributions
        for name, _, weight in event.contributions
        if name == facet
    )
    return ({"category": 0 if own else 3, "attribute": 1, "brand": 2}.get(kind, 4), -heaviest, facet)


def fact_json(fact: LearnedFact) -> dict[str, object]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "label": fact.label,
        "text": fact.text,
        "value": round(fact.value, 4),
        "events": fact.events,
        "last_at": fact.last_at,
    }


def _fact(facet: str, value: float, scale: float, events: int, last_at: datetime) -> LearnedFact:
    names = facet_labels.names()
    return LearnedFact(
        id=facet,
        kind=cast(Kind, facet.partition(":")[0]),
        label=names.label(facet),
        text=sentence(facet, value, names),
        value=math.tanh(value / scale),
        events=events,
        last_at=last_at,
    )


def _support(subject_id: UUID) -> Mapping[str, tuple[int, datetime]]:
    """Per facet how many acts speak of it, and when the last one was."""
    forgotten = dict(ForgottenFacet.objects.filter(subject_id=subject_id).values_list("facet", "forgotten_at"))
    rows = (
        Event.objects.filter(subject_id=subject_id, retracted_at=None)
        .exclude(contributions=[])
        .order_by("-event_time")
        .values_list("contributions", "event_time", "received_at")[:EVENTS_LOOKED_AT]
    )
    found: dict[str, tuple[int, datetime]] = {}
    for contributions, event_time, received_at in rows:
        for facet in {name for name, *_ in contributions}:
            if facet in forgotten and forgotten[facet] >= received_at:
                continue
            count, last_at = found.get(facet, (0, event_time))
            found[facet] = (count + 1, last_at)
    return found
