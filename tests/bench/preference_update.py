"""The preference update by itself: one view of a product counted into Redis and read back."""

import time
import uuid

from django.utils import timezone

from analytics.models import Event
from personalization import preferences
from shop import redis_client
from tests.bench.measuring import quantile

ROUNDS = 3_000


def measure() -> str:
    """Times of `preferences.apply` for one event of about six facets, and of a bare PING, in one run."""
    subject = uuid.uuid4()
    facets = ("category:oat-milk", "category:plant-milk", "brand:oatwell", "attribute:plant-based", "attribute:vegan")
    event = Event(subject_id=subject, event_time=timezone.now())
    event.contributions = [[facet, kind, 0.2] for facet in facets for kind in ("session", "taste")]
    event.contributions += [["1", kind, 0.2] for kind in ("trending", "popular")]
    pings, updates = [], []
    for _ in range(ROUNDS):
        event.event_id = uuid.uuid4()
        started = time.perf_counter()
        preferences.apply(subject, [event])
        updates.append(time.perf_counter() - started)
        started = time.perf_counter()
        redis_client.client().ping()
        pings.append(time.perf_counter() - started)
    preferences.drop(subject)
    rows = ["| | p50 ms | p95 ms | p99 ms |", "| --- | --: | --: | --: |"]
    for name, times in (("preference update", sorted(updates)), ("bare PING", sorted(pings))):
        rows.append(f"| {name} | " + " | ".join(f"{1000 * quantile(times, q):.2f}" for q in (0.5, 0.95, 0.99)) + " |")
    return "\n".join(rows)
