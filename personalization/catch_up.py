"""After Redis was away, or a process died between commit and Redis: what was missed is counted in, by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from analytics.models import Event
from personalization import preferences
from personalization.rebuild import rebuild_all
from personalization.state import keys
from shop import redis_client
from shop.redis_client import RedisAway

CATCH_UP_LOCK = 0x1EAF_CA7C
# A transaction may commit this long after its events' arrival time.
OVERLAP = timedelta(seconds=15)
# Marks of counted events are kept for DEDUP_S: within half of it no event can count twice.
TOO_LONG = timedelta(seconds=keys.DEDUP_S / 2)


def catch_up() -> int | None:
    """Count in what Redis missed; returns how many events, None when Redis is away or another catches up already.

    The watermark, kept in Redis beside the state, says up to when everything is counted. A Redis that lost it lost the
    state too, and gets a full rebuild.
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
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CATCH_UP_LOCK])


def _catch_up() -> int | None:
    started = timezone.now()
    raw = redis_client.ask(lambda client: client.get(keys.WATERMARK))
    watermark = datetime.fromtimestamp(float(raw), UTC) if raw else None
    if watermark is None or started - watermark > TOO_LONG:
        return rebuild_all()
    since = watermark - OVERLAP
    events = list(
        Event.objects.filter(Q(received_at__gt=since) | Q(retracted_at__gt=since))
        .exclude(contributions=[])
        .order_by("subject_id", "event_time")
    )
    adds = _missing("event:", [event for event in events if event.received_at > since])
    takes = _missing("taken:", [event for event in events if event.retracted_at and event.retracted_at > since])
    for subject_id, own in groupby(
        sorted([*adds, *takes], key=lambda event: str(event.subject_id)), key=lambda event: event.subject_id
    ):
        _count_in(subject_id, {event.event_id for event in own}, adds, takes)
    redis_client.ask(lambda client: client.set(keys.WATERMARK, f"{started.timestamp():.3f}"))
    return len(adds) + len(takes)


def _count_in(subject_id: UUID, ids: set[UUID], adds: Sequence[Event], takes: Sequence[Event]) -> None:
    preferences.apply(
        subject_id,
        [event for event in adds if event.event_id in ids and event.subject_id == subject_id],
        [event for event in takes if event.event_id in ids and event.subject_id == subject_id],
    )


def _missing(kind: str, events: Sequence[Event]) -> list[Event]:
    """Those of which Redis has no mark. One round trip."""
    if not events:
        return []

    def look(client: "redis_client.redis.Redis") -> list[int]:
        base = keys.base((client.hget(keys.GENERATIONS, "current") or b"0").decode())
        with client.pipeline(transaction=False) as together:
            for event in events:
                together.exists(f"{base}{kind}{event.event_id}")
            return list(together.execute())

    return [event for event, there in zip(events, redis_client.ask(look), strict=True) if not there]
