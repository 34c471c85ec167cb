"""Learned state made again from the events: one subject's, or everyone's while the shop goes on selling."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from analytics.models import Event
from personalization import preferences
from personalization.models import ForgottenFacet
from personalization.state import keys, scripts
from shop import redis_client

REBUILD_LOCK = 0x1EAF_0B1D
CROWD = frozenset({"trending", "popular"})
EVENTS_PER_CALL = 400
# Events this young may still be on their way into Redis: they are marked as counted.
RECENT = timedelta(hours=1)
TRIES = 50


class NeverQuiet(Exception):
    """A subject's state changed during every try to rebuild it."""


def fields_of(events: Iterable[Event]) -> dict[str, float]:
    """The raw fields of a profile that holds exactly these events.

    The landmark of each class is its latest event, so that no power of two is large. Facets whose acts are all taken
    back are not there.
    """
    half = preferences.half_lives()
    parts = [
        (facet, kind, weight, event.event_time.timestamp())
        for event in events
        for facet, kind, weight in event.contributions
        if kind not in CROWD
    ]
    landmarks: dict[str, float] = {}
    for _, kind, _, at in parts:
        landmarks[kind] = max(landmarks.get(kind, at), at)
    fields: dict[str, float] = {f"L|{kind}": landmark for kind, landmark in landmarks.items()}
    for facet, kind, weight, at in parts:
        name = f"{kind}|{facet}"
        fields[name] = fields.get(name, 0.0) + weight * 2.0 ** ((at - landmarks[kind]) / half[kind])
        fields[f"n|{facet}"] = fields.get(f"n|{facet}", 0.0) + 1
    return fields


def rebuild_subject(subject_id: UUID) -> None:
    """Make one subject's profile again from the events, exactly, while new events keep arriving.

    Optimistic: the profile's version is read before the events; if anything was counted meanwhile, it starts over.

    Raises:
        RedisAway: when Redis does not answer.
        NeverQuiet: after 50 tries.
    """
    for generation in _generations():
        for _ in range(TRIES):
            if _try_rebuild(subject_id, generation):
                break
        else:
            raise NeverQuiet(f"The state of {subject_id} changed during {TRIES} rebuilds.")


def _generations() -> list[str]:
    found = redis_client.ask(lambda client: client.hmget(keys.GENERATIONS, "current", "next"))
    return [value.decode() for value in found if value] or ["0"]


def _try_rebuild(subject_id: UUID, generation: str) -> bool:
    key = keys.profile(generation, subject_id)
    version = redis_client.ask(lambda client: client.hget(key, "v")) or b"0"
    young = timezone.now() - timedelta(seconds=keys.DEDUP_S)
    events = list(Event.objects.filter(subject_id=subject_id).exclude(contributions=[]))
    counting = [event for event in events if event.retracted_at is None]
    request = {
        "fields": {name: f"{value:.17g}" for name, value in fields_of(counting).items()},
        "seen": [str(event.event_id) for event in events if event.received_at > young],
        "taken": [str(event.event_id) for event in events if event.retracted_at and event.retracted_at > young],
        "base": keys.base(generation),
        "dedup": keys.DEDUP_S,
        "ttl": keys.PROFILE_TTL_S,
    }
    return bool(scripts.run("replace", [key], [version, json.dumps(request)]))


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the only rebuild of everything; the lock goes with the database session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [REBUILD_LOCK])
        mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [REBUILD_LOCK])


def rebuild_all(on_progress: Callable[[int], None] = lambda count: None) -> int | None:
    """Make everyone's learned state again from the events; returns how many events count, None if one runs already.

    A fresh generation of keys is filled beside the one in use; from its beginning, whatever happens is counted in both.
    Counting is commutative and each event counts once, so nothing needs to stand still. Then the generations swap.

    Raises:
        RedisAway: when Redis goes away; the next run starts over.
    """
    with _alone() as mine:
        if not mine:
            return None
        started = timezone.now()
        old, new = _open_generation()
        counted = 0
        for subject_id, own in groupby(_all_events(), key=lambda event: event.subject_id):
            for batch in _batches(own):
                for marked in (True, False):
                    part = [event for event in batch if (event.received_at > started - RECENT) is marked]
                    preferences.apply(subject_id, part, marked=marked, generation=new)
                counted += len(batch)
                on_progress(len(batch))
        _swap(new, started)
        for subject_id in _changed_since(started):
            rebuild_subject(subject_id)
        _sweep(old)
        return counted


def _open_generation() -> tuple[str, str]:
    current, dead = redis_client.ask(lambda client: client.hmget(keys.GENERATIONS, "current", "next"))
    old = current.decode() if current else "0"
    new = str(max(int(old), int(dead or 0)) + 1)
    redis_client.ask(lambda client: client.hset(keys.GENERATIONS, "next", new))
    if dead:
        _sweep(dead.decode())
    return old, new


def _all_events() -> Iterator[Event]:
    return (
        Event.objects.filter(retracted_at=None)
        .exclude(contributions=[])
        .order_by("subject_id", "event_time")
        .only("event_id", "subject_id", "event_time", "received_at", "contributions")
        .iterator(chunk_size=2_000)
    )


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    batch: list[Event] = []
    for event in events:
        batch.append(event)
        if len(batch) == EVENTS_PER_CALL:
            yield batch
            batch = []
    if batch:
        yield batch


def _swap(new: str, started: datetime) -> None:
    def swap(client: Any) -> None:
        with client.pipeline(transaction=True) as together:
            together.hset(keys.GENERATIONS, "current", new)
            together.hdel(keys.GENERATIONS, "next")
            together.set(keys.WATERMARK, f"{started.timestamp():.3f}")
            together.execute()

    redis_client.ask(swap)


def _changed_since(started: datetime) -> list[UUID]:
    """Subjects of whom something was taken back or forgotten while the generation was filled."""
    retracted = Event.objects.filter(retracted_at__gte=started).values_list("subject_id", flat=True)
    forgot = ForgottenFacet.objects.filter(forgotten_at__gte=started).values_list("subject_id", flat=True)
    return sorted({*retracted.distinct(), *forgot.distinct()})


def _sweep(generation: str) -> None:
    """Remove the keys of a generation that is not in use, a few at a time."""

    def remove(client: Any) -> None:
        for some in _chunks(client.scan_iter(match=f"{keys.base(generation)}*", count=1_000)):
            client.unlink(*some)

    redis_client.ask(remove)


def _chunks(found: Iterable[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for key in found:
        some.append(key)
        if len(some) == 500:
            yield some
            some = []
    if some:
        yield some
