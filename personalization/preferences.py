"""What is learned about one shopper, in Redis: facets with forward-decayed values.

Source: Cormode, Shkapenyuk, Srivastava, Xu, "Forward decay: a practical time decay model for streaming systems",
ICDE 2009. A field holds F = sum of w * 2^((t - L) / H); its value now is F * 2^(-(now - L) / H).
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import redis

from analytics import metrics
from analytics.models import Event
from personalization import rules
from personalization.state import generations, keys, scripts
from shop import redis_client

# A part of a contribution: facet (or product id, for the crowd), half-life class, weight.
Part = tuple[str, str, float]


@dataclass(frozen=True)
class Profile:
    """Decayed values now by facet (any sign), how many acts speak of each, and what part of it is this session's."""

    values: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    session: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)


@dataclass(frozen=True)
class Applied:
    """What one batch changed: the events that were new, and the touched facets' values before and after."""

    event_ids: frozenset[str]
    before: Mapping[str, float]
    after: Mapping[str, float]


NOTHING_APPLIED = Applied(frozenset(), {}, {})


def half_lives() -> dict[str, float]:
    """Seconds by half-life class, as the rules say now. What is counted already keeps those of its generation."""
    return rules.current().half_lives.model_dump()


def apply(
    subject_id: UUID,
    adds: Iterable[Event],
    takes: Iterable[Event] = (),
    *,
    marked: bool = True,
    generation: str | None = None,
    keep_s: int = keys.ACCOUNT_S,
) -> Applied:
    """Count events in (and take back others), for one subject, in one round trip. Twice is once.

    Args:
        adds: events of this subject with their contributions.
        takes: retracted events; each must have been added, now, before or later.
        marked: False skips the record of which events were counted; only for the first fill of a fresh generation.
        generation: only this one (a rebuild's); else the current one, and the next while a rebuild runs.
        keep_s: how long to keep the profile from now on.

    Raises:
        RedisAway: nothing is lost: `catch_up` counts the events in later.
    """
    adding, taking = _spoken(adds, marked), _spoken(takes, marked)
    if not adding and not taking:
        return NOTHING_APPLIED
    request: dict[str, Any] = {
        "subject": str(subject_id),
        "now": time.time(),
        "keep": keep_s,
        "mark_for": keys.MARK_S,
        "adds": adding,
        "takes": taking,
    }
    if generation is not None:
        request["generation"] = generation
    with metrics.redis_update():
        answer = orjson.loads(scripts.run("apply", [], [orjson.dumps(request), _halves()]))
    return Applied(frozenset(answer["applied"]), dict(answer["before"]), dict(answer["after"]))


def _halves() -> str:
    return json.dumps(half_lives(), sort_keys=True)


def _spoken(events: Iterable[Event], marked: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": str(event.event_id),
            "t": event.event_time.timestamp(),
            "mark": marked,
            "c": event.contributions,
        }
        for event in events
        if event.contributions
    ]


def profile(subject_id: UUID) -> Profile:
    """What is known of a subject now. One round trip.

    Raises:
        RedisAway: when Redis does not answer.
    """
    return read(subject_id).profile


@dataclass(frozen=True)
class Reading:
    """One subject's profile and the crowd's numbers, read together."""

    profile: Profile = Profile()
    # In the order asked for; 0 for products nobody did anything with.
    popularity: tuple[float, ...] = ()
    trending: tuple[tuple[int, float], ...] = ()
    popular: tuple[tuple[int, float], ...] = ()


def read(subject_id: UUID | None, product_ids: Iterable[int] = (), *, trending: int = 0, popular: int = 0) -> Reading:
    """Everything a ranking needs, in one round trip.

    Args:
        product_ids: products whose decayed popularity is wanted.
        trending: how many of what is trending now (6-hour half-life), best first.
        popular: the same over the long half-life.

    Raises:
        RedisAway: when Redis does not answer.
    """
    now = time.time()
    request: dict[str, Any] = {
        "now": now,
        "products": [str(product_id) for product_id in product_ids],
        "trending": trending,
        "popular": popular,
    }
    if subject_id is not None:
        request["subject"] = str(subject_id)
    raw_profile, scores, trend, liked, halves = scripts.run("read", [], [json.dumps(request), _halves()])
    names_and_values = _text(raw_profile).split("\n") if raw_profile else []
    fields = dict(zip(names_and_values[::2], names_and_values[1::2], strict=True))
    return Reading(
        profile=decayed(fields, json.loads(halves), now),
        popularity=tuple(map(float, scores.split())),
        trending=_pairs(trend),
        popular=_pairs(liked),
    )


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def _pairs(flat: list[bytes]) -> tuple[tuple[int, float], ...]:
    return tuple((int(member), float(value)) for member, value in zip(flat[::2], flat[1::2], strict=True))


def decayed(fields: Mapping[str, Any], half: Mapping[str, float], now: float) -> Profile:
    """A profile's raw fields as values at `now` (epoch seconds): the sum over classes of F * 2^(-(now - L) / H)."""
    factors = {
        name: 2.0 ** (-(now - float(fields[f"L|{name}"])) / length)
        for name, length in half.items()
        if f"L|{name}" in fields
    }
    values: dict[str, float] = {}
    counts: dict[str, int] = {}
    session: dict[str, float] = {}
    for name, stored in fields.items():
        kind, _, facet = name.partition("|")
        factor = factors.get(kind)
        if factor is not None:
            part = float(stored) * factor
            values[facet] = values.get(facet, 0.0) + part
            if kind == "session":
                session[facet] = part
        elif kind == "n":
            counts[facet] = round(float(stored))
    return Profile(values, counts, session)


def taste_scale(values: Mapping[str, float], with_rules: rules.Rules) -> float:
    """What a facet's value is measured against: the rules' scale, or the subject's strongest facet if that is more."""
    return max([with_rules.one_look_scale, *map(abs, values.values())])


def drop_facet(subject_id: UUID, facet: str) -> None:
    """Remove one facet from a subject's profile at once. The state made again from the events follows.

    Raises:
        RedisAway: when Redis does not answer.
    """
    found = generations.now()
    fields = [f"{kind}|{facet}" for kind in (*half_lives(), "n")]

    def remove(line: "redis.Redis") -> None:
        for generation in filter(None, (found.current, found.following)):
            key = keys.profile(generation, subject_id)
            if line.hdel(key, *fields):
                # A rebuild that has read the events before starts over.
                line.hincrby(key, "v", 1)

    redis_client.ask(remove)


def drop(subject_id: UUID) -> None:
    """Remove a subject's whole profile.

    Raises:
        RedisAway: when Redis does not answer.
    """
    found = generations.now()
    names = [keys.profile(name, subject_id) for name in (found.current, found.following) if name]
    redis_client.ask(lambda client: client.delete(*names))
