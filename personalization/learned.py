"""What was learned about a shopper, in words: each fact with how strong it is and what it rests on."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict, cast
from uuid import UUID

from django.db import connection

from analytics.models import Event
from personalization import facet_labels, rules
from personalization.preferences import Applied, profile, taste_scale
from shop.models.catalog import Dietary
from shop.redis_client import RedisAway

Kind = Literal["category", "brand", "attribute"]

MOST_FACTS_AT_ONCE = 2
# Most food is gluten-free and vegetarian: one act says nothing of a diet, and a shop should not guess one aloud.
DIETS = frozenset(f"attribute:{diet}" for diet in Dietary.values)
# An older act has faded; the page that lists facts need not count it.
EVENTS_LOOKED_AT = 2_000

_SUPPORT = """
WITH acts AS (
    SELECT event_id, event_time, contributions FROM analytics_event
    WHERE subject_id = %(subject)s AND retracted_at IS NULL AND contributions <> '[]'
    ORDER BY event_time DESC LIMIT %(looked_at)s
)
SELECT part ->> 0, count(DISTINCT event_id), max(event_time)
FROM acts, jsonb_array_elements(contributions) AS part
GROUP BY 1
"""


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

    One query and one round trip.
    """
    try:
        known = profile(subject_id)
    except RedisAway:
        return []
    support = _support(subject_id)
    in_force = rules.current()
    floor = in_force.scales.learned / 3
    scale = taste_scale(known.values, in_force)
    names = facet_labels.names()
    return [
        _fact(facet, value, scale, *support[facet], names)
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
    in_force = rules.current()
    line = in_force.scales.learned
    crossed = [
        facet
        for facet, value in applied.after.items()
        if facet not in DIETS and _crosses(applied.before.get(facet, 0.0), value, line)
    ]
    if not crossed:
        return []
    names = facet_labels.names()
    said: list[LearnedJSON] = []
    telling = _telling(events)
    for facet in sorted(crossed, key=telling)[:MOST_FACTS_AT_ONCE]:
        sources = [event for event in events if any(facet == name for name, *_ in event.contributions)]
        value = applied.after[facet]
        scale = max(in_force.one_look_scale, abs(value))
        last = max(sources, key=lambda event: event.event_time)
        fact = _fact(facet, value, scale, len(sources), last.event_time, names)
        said.append({"event_id": str(last.event_id), "fact": fact_json(fact)})
    return said


def _crosses(before: float, after: float, line: float) -> bool:
    """Whether a value came across the line now, or changed its side."""
    return abs(after) >= line and (abs(before) < line or before * after < 0)


def _telling(events: Sequence[Event]) -> Callable[[str], tuple[int, float, str]]:
    """A product's own category says most, then what it is like, then its brand, then the categories above.

    Returns:
        What to sort facets by. A batch may bring hundreds of each: its contributions are read once.
    """
    # Contributions are in the order of the product's facets, whose first is its own category.
    own = {event.contributions[0][0] for event in events if event.contributions}
    strongest: dict[str, float] = {}
    for event in events:
        for facet, _, weight in event.contributions:
            strongest[facet] = max(strongest.get(facet, 0.0), abs(weight))

    def telling(facet: str) -> tuple[int, float, str]:
        kind = facet.partition(":")[0]
        place = {"category": 0 if facet in own else 3, "attribute": 1, "brand": 2}.get(kind, 4)
        return (place, -strongest.get(facet, 0.0), facet)

    return telling


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


def _fact(
    facet: str, value: float, scale: float, events: int, last_at: datetime, names: facet_labels.FacetNames
) -> LearnedFact:
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
    """Per facet how many acts speak of it, and when the last one was. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SUPPORT, {"subject": subject_id, "looked_at": EVENTS_LOOKED_AT})
        return {facet: (count, last_at) for facet, count, last_at in cursor.fetchall()}
