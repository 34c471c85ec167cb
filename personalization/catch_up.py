"""After Redis was away, or a process died between commit and Redis: what was missed is counted in, by itself."""

import json
import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

import redis
from django.db import close_old_connections, connection
from django.db.models import Q
from django.utils import timezone

from analytics.models import Event
from personalization import preferences, rules
from personalization.past import PastAway
from personalization.rebuild import NeverQuiet, alone, rebuild_all
from personalization.stale import settle_all
from personalization.state import generations, keys
from shop import redis_client
from shop.redis_client import RedisAway

log = logging.getLogger(__name__)

CATCH_UP_LOCK = 0x1EAF_CA7C
# A transaction may commit this long after its events' arrival time.
OVERLAP = timedelta(minutes=2)
# Longer than that, some marks of counted events may be gone.
TOO_LONG = timedelta(seconds=keys.SURELY_MARKED_S) - OVERLAP
MARKS_PER_QUESTION = 200


def catch_up() -> int | None:
    """Count in what Redis missed; returns how many events, None when Redis is away or another catches up already.

    The watermark, kept in Redis beside the state, says up to when everything is counted. A Redis that lost it lost the
    state too, and gets a full rebuild; so does one whose numbers were made with other half-lives than the rules say.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CATCH_UP_LOCK])
        if not cursor.fetchone()[0]:
            return None
        try:
            redis_client.close_breaker()
            return _catch_up()
        except RedisAway:
            return None
        except PastAway as away:
            log.warning("What only the warehouse knows cannot be counted in yet: %s", away)
            return None
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CATCH_UP_LOCK])


def catch_up_beside() -> None:
    """Catch up in a thread of this process: for whoever sees that Redis is back and has a shopper waiting."""

    def run() -> None:
        try:
            catch_up()
        except Exception:
            log.exception("Could not catch up with events")
        finally:
            close_old_connections()

    threading.Thread(target=run, name="catch-up", daemon=True).start()


def _catch_up() -> int | None:
    started = timezone.now()
    found = generations.now()
    if found.following:
        # A rebuild fills it now, or died: then nobody ever will.
        with alone() as mine:
            if mine:
                generations.abandon_next()
    raw = redis_client.ask(lambda client: client.get(keys.WATERMARK))
    halves = generations.halves_of(found.current)
    half = rules.refresh().half_lives.model_dump()
    watermark = datetime.fromtimestamp(float(raw), UTC) if raw else None
    if watermark is None or started - watermark > TOO_LONG or (halves and json.loads(halves) != half):
        counted = rebuild_all()
        if counted is not None:
            _settle()
        return counted
    counted = _count_missed(watermark - OVERLAP)
    _settle()
    redis_client.ask(lambda client: client.set(keys.WATERMARK, f"{started.timestamp():.6f}"))
    return counted


def _settle() -> None:
    try:
        settle_all()
    except NeverQuiet:
        log.warning("A very busy shopper's state is made again later")
    except PastAway as away:
        log.warning("States that need the warehouse are made again later: %s", away)


def _count_missed(since: datetime) -> int:
    """Count in the events since a moment that have no mark; returns how many."""
    rows = (
        Event.objects.filter(Q(received_at__gt=since) | Q(retracted_at__gt=since))
        .exclude(contributions=[])
        .order_by()
        .values_list("event_id", "received_at", "retracted_at")
    )
    base = keys.base(generations.now().current)
    adds = _unmarked(f"{base}event:", [event_id for event_id, received, _ in rows if received > since])
    takes = _unmarked(f"{base}taken:", [event_id for event_id, _, taken in rows if taken and taken > since])
    missed = Event.objects.filter(event_id__in=adds | takes).order_by("subject_id", "event_time")
    for subject_id, own in groupby(missed, key=lambda event: event.subject_id):
        for batch in _batches(list(own)):
            preferences.apply(
                subject_id,
                [event for event in batch if event.event_id in adds],
                [event for event in batch if event.event_id in takes],
            )
    return len(adds) + len(takes)


def _batches(events: Sequence[Event], size: int = 400) -> Iterable[Sequence[Event]]:
    return (events[first : first + size] for first in range(0, len(events), size))


def _unmarked(prefix: str, event_ids: Sequence[UUID]) -> set[UUID]:
    """Those of which Redis has no mark. Two round trips at most: nearly all groups are whole."""
    groups = [event_ids[first : first + MARKS_PER_QUESTION] for first in range(0, len(event_ids), MARKS_PER_QUESTION)]
    there = _counts([[f"{prefix}{event_id}" for event_id in group] for group in groups])
    doubtful = [
        event_id for group, count in zip(groups, there, strict=True) if count < len(group) for event_id in group
    ]
    found = _counts([[f"{prefix}{event_id}"] for event_id in doubtful])
    return {event_id for event_id, is_there in zip(doubtful, found, strict=True) if not is_there}


def _counts(groups: Sequence[Sequence[str]]) -> list[int]:
    """How many keys of each group exist."""
    if not groups:
        return []

    def look(client: "redis.Redis") -> list[int]:
        with client.pipeline(transaction=False) as together:
            for group in groups:
                together.exists(*group)
            return list(together.execute())

    return redis_client.ask(look)
