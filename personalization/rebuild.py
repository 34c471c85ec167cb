"""Learned state made again from the events: one subject's, or everyone's while the shop goes on selling."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from analytics.models import Event
from analytics.partitions import gone_months, months_kept
from personalization import preferences, rules
from personalization.past import events_of, events_of_everybody
from personalization.state import generations, keys, scripts
from shop import redis_client
from shop.models import Subject

REBUILD_LOCK = 0x1EAF_0B1D
CROWD = frozenset({"trending", "popular"})
EVENTS_PER_CALL = 400
TRIES = 50


class NeverQuiet(Exception):
    """A subject's state changed during every try to rebuild it."""


def fields_of(events: Iterable[Event], half: dict[str, float]) -> dict[str, float]:
    """The raw fields of a profile that holds exactly these events.

    The landmark of each class is its latest event, so that no power of two is large.

    Args:
        half: seconds by half-life class.
    """
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

    Optimistic: the profile's version is read before the events; if anything was counted meanwhile, or one of the events
    read is not counted yet, that is done and it starts over.

    Raises:
        RedisAway: when Redis does not answer.
        PastAway: when older events are in the warehouse, and it does not answer.
        NeverQuiet: after 50 tries.
    """
    gone, past = gone_months(), events_of(subject_id)
    for _ in range(TRIES):
        done = _try_rebuild(subject_id, past)
        if gone != (gone := gone_months()):
            # A month left meanwhile: its events were read neither there nor here.
            past = events_of(subject_id)
        elif done:
            return
    raise NeverQuiet(f"The state of {subject_id} changed during {TRIES} rebuilds.")


def _try_rebuild(subject_id: UUID, past: Sequence[Event] = ()) -> bool:
    generation = generations.now().current
    key = keys.profile(generation, subject_id)
    version = redis_client.ask(lambda client: client.hget(key, "v")) or b"0"
    halves = generations.halves_of(generation) or json.dumps(preferences.half_lives(), sort_keys=True)
    events = list(Event.objects.filter(subject_id=subject_id).exclude(contributions=[]).order_by("event_time"))
    recently = timezone.now() - timedelta(seconds=keys.SURELY_MARKED_S)
    adds = [event for event in events if event.received_at > recently]
    takes = [event for event in events if event.retracted_at and event.retracted_at > recently]
    base = keys.base(generation)
    fields = fields_of((event for event in [*past, *events] if event.retracted_at is None), json.loads(halves))
    request = {
        "fields": {name: f"{value:.17g}" for name, value in fields.items()},
        "marks": [*(f"{base}event:{event.event_id}" for event in adds),
                  *(f"{base}taken:{event.event_id}" for event in takes)],
        "keep": keys.ACCOUNT_S if Subject.objects.filter(id=subject_id, user__isnull=False) else keys.VISITOR_S,
        "half_key": f"{base}half",
        "halves": halves,
    }  # fmt: skip
    done, *missing = scripts.run("replace", [key], [version, json.dumps(request)])
    if missing:
        both = [*adds, *takes]
        uncounted = [place - 1 for place in missing]
        preferences.apply(
            subject_id,
            [both[place] for place in uncounted if place < len(adds)],
            [both[place] for place in uncounted if place >= len(adds)],
        )
    return bool(done)


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other process rebuilds everything meanwhile; the lock goes with the database session."""
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
    It is made with the half-lives that the rules say now. Whose past is changed meanwhile is in `StaleProfile`.

    Raises:
        RedisAway, PastAway: when Redis, or the warehouse that has older events, goes away; the next run starts
            over.
    """
    with alone() as mine, months_kept():
        if not mine:
            return None
        started = timezone.now()
        half = rules.refresh().half_lives.model_dump()
        found = generations.open_next(json.dumps(half, sort_keys=True))
        counted = _fill_with_past(str(found.following), on_progress)
        counted += _fill(str(found.following), started, on_progress)
        generations.swap(found, started)
        generations.sweep(found.current)
    return counted


def _fill_with_past(generation: str, on_progress: Callable[[int], None]) -> int:
    """Count in what only the warehouse has; it has nothing that was taken back."""
    counted = 0
    for subject_id, own in groupby(events_of_everybody(), key=lambda event: event.subject_id):
        for batch in _batches(own):
            keep_s = keys.ACCOUNT_S if batch[0].has_account else keys.VISITOR_S
            preferences.apply(subject_id, batch, marked=False, generation=generation, keep_s=keep_s)
            counted += len(batch)
            on_progress(len(batch))
    return counted


def _fill(generation: str, started: datetime, on_progress: Callable[[int], None]) -> int:
    counted = 0
    marked_since = started - timedelta(seconds=keys.MARKED_BY_REBUILD_S)
    for subject_id, own in groupby(_all_events(marked_since), key=lambda event: event.subject_id):
        for batch in _batches(own):
            young = [event for event in batch if event.received_at > marked_since]
            old = [event for event in batch if event.received_at <= marked_since]
            taken = [event for event in batch if event.retracted_at]
            keep_s = keys.ACCOUNT_S if batch[0].has_account else keys.VISITOR_S
            preferences.apply(subject_id, old, marked=False, generation=generation, keep_s=keep_s)
            preferences.apply(subject_id, young, taken, generation=generation, keep_s=keep_s)
            counted += len(batch) - len(taken)
            on_progress(len(batch))
    return counted


def _all_events(taken_since: datetime) -> Iterator[Any]:
    """Every event that counts, and those taken back of late: their taking back may be counted at any moment."""
    return (
        Event.objects.filter(Q(retracted_at=None) | Q(retracted_at__gt=taken_since))
        .exclude(contributions=[])
        .annotate(has_account=Exists(Subject.objects.filter(id=OuterRef("subject_id"), user__isnull=False)))
        .order_by("subject_id", "event_time")
        .only("event_id", "subject_id", "event_time", "received_at", "retracted_at", "contributions")
        .iterator(chunk_size=2_000)
    )


def _batches(events: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for event in events:
        batch.append(event)
        if len(batch) == EVENTS_PER_CALL:
            yield batch
            batch = []
    if batch:
        yield batch
