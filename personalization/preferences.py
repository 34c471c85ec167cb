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

from analytics.models import Event
from personalization import rules
from personalization.state import keys, scripts
from shop import redis_client

# A part of a contribution: facet (or product id, for the crowd), half-life class, weight.
Part = tuple[str, str, float]


@dataclass(frozen=True)
class Profile:
    """Decayed values now by facet (any sign), and how many acts speak of each."""

    values: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

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
    """Seconds by half-life class, as the rules say."""
    return rules.current().half_lives.model_dump()


def apply(
    subject_id: UUID,
    adds: Iterable[Event],
    takes: Iterable[Event] = (),
    *,
    marked: bool = True,
    generation: str | None = None,
) -> Applied:
    """Count events in (and take back others), for one subject, in one round trip. Twice is once.

    Args:
        adds: events of this subject with their contributions.
        takes: retracted events; each must have been added, now or before.
        marked: False skips the record of which events were counted; only for the first fill of a fresh generation.
        generation: only this one (a rebuild's); else the current one, and the next while a rebuild runs.

    Raises:
        RedisAway: nothing is lost: `catch_up` counts the events in later.
    """
    adds, takes = [_spoken(event, marked) for event in adds], [_spoken(event, marked) for event in takes]
    adds, takes = [event for event in adds if event["c"]], [event for event in takes if event["c"]]
    if not adds and not takes:
        return NOTHING_APPLIED
    request: dict[str, Any] = {
        "subject": str(subject_id),
        "now": time.time(),
        "ttl": keys.PROFILE_TTL_S,
        "dedup": keys.DEDUP_S,
        "half": half_lives(),
        "adds": adds,
        "takes": takes,
    }
    if generation is not None:
        request["generation"] = generation
    answer = json.loads(scripts.run("apply", [], [json.dumps(request)]))
    return Applied(frozenset(answer["applied"]), dict(answer["before"]), dict(answer["after"]))


def _spoken(event: Event, marked: bool) -> dict[str, Any]:
    return {
        "id": str(event.event_id),
        "t": event.event_time.timestamp(),
        "mark": marked,
        "c": event.contributions,
    }


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
    now, half = time.time(), half_lives()
    request: dict[str, Any] = {
        "now": now,
        "half": half,
        "products": [str(product_id) for product_id in product_ids],
        "trending": trending,
        "popular": popular,
    }
    if subject_id is not None:
        request["subject"] = str(subject_id)
    raw_profile, scores, trend, liked = scripts.run("read", [], [json.dumps(request)])
    return Reading(
        profile=decayed(dict(zip(map(_text, raw_profile[::2]), raw_profile[1::2], strict=True)), half, now),
        popularity=tuple(float(score or 0) for score in scores),
        trending=_pairs(trend),
        popular=_pairs(liked),
    )


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def _pairs(flat: list[bytes]) -> tuple[tuple[int, float], ...]:
    return tuple((int(member), float(value)) for member, value in zip(flat[::2], flat[1::2], strict=True))


def decayed(fields: Mapping[str, Any], half: Mapping[str, float], now: float) -> Profile:
    """A profile's raw fields as values at `now` (epoch seconds): the sum over classes of F * 2^(-(now - L) / H)."""
    values: dict[str, float] = {}
    counts: dict[str, int] = {}
    factors = {
        name[2:]: 2.0 ** (-(now - float(landmark)) / half[name[2:]])
        for name, landmark in fields.items()
        if name.startswith("L|")
    }
    for name, stored in fields.items():
        kind, _, facet = name.partition("|")
        if kind == "n":
            counts[facet] = round(float(stored))
        elif kind in factors and facet:
            values[facet] = values.get(facet, 0.0) + float(stored) * factors[kind]
    return Profile(values, counts)


def taste_scale(values: Mapping[str, float], with_rules: rules.Rules) -> float:
    """What a facet's value is measured against: the rules' scale, or the subject's strongest facet when that is more."""
    return max([with_rules.scales.preference, *map(abs, values.values())])


def forget_facet(subject_id: UUID, facet: str) -> None:
    """Drop a facet from the profile. The caller records it (`ForgottenFacet`), so that rebuilds know.

    Raises:
        RedisAway: when Redis does not answer; the record makes the next rebuild or catch-up do it.
    """
    names = [f"{name}|{facet}" for name in (*half_lives(), "n")]

    def drop(client: Any) -> None:
        current, following = client.hmget(keys.GENERATIONS, "current", "next")
        with client.pipeline(transaction=True) as together:
            for generation in filter(None, (current or b"0", following)):
                key = keys.profile(_text(generation), subject_id)
                together.hdel(key, *names)
                together.hincrbyfloat(key, "v", 1)
            together.execute()

    redis_client.ask(drop)


def drop(subject_id: UUID) -> None:
    """Remove a subject's whole profile.

    Raises:
        RedisAway: when Redis does not answer.
    """

    def remove(client: Any) -> None:
        generations = [value for value in client.hmget(keys.GENERATIONS, "current", "next") if value] or [b"0"]
        client.delete(*(keys.profile(_text(generation), subject_id) for generation in generations))

    redis_client.ask(remove)
