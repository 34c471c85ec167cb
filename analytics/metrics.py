"""What is counted about events on their way: for Prometheus, in the process that does the work.

Call the functions here, not the metrics: a name that changes, changes in one place. What can be asked of Postgres at
any time (backlog, lag, dead letters) is not counted here: see `analytics.pipeline`.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import receiver
from prometheus_client import Counter, Gauge, Histogram

from analytics.models.event import KNOWN_TYPES
from shop.signals import redis_breaker_moved

_KNOWN = KNOWN_TYPES

EVENTS_RECORDED = Counter(
    "leafloaf_events_recorded",
    "Events reported to the shop, by type and by what became of them (accepted, duplicate, rejected).",
    ["event_type", "result"],
)
REDIS_UPDATE_SECONDS = Histogram(
    "leafloaf_redis_update_seconds",
    "Time that one batch of one shopper's events takes to be counted into Redis.",
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25),
)
REDIS_UPDATES_MISSED = Counter(
    "leafloaf_redis_updates_missed",
    "Batches that Redis did not take; catching up counts them in later.",
)
REDIS_BREAKER_OPEN = Gauge(
    "leafloaf_redis_breaker_open",
    "1 while a process does without Redis because it did not answer.",
    multiprocess_mode="livemax",
)
REDIS_BREAKER_OPENED = Counter("leafloaf_redis_breaker_opened", "Times that a process began to do without Redis.")
EXPORT_BATCHES = Counter(
    "leafloaf_export_batches",
    "Batches sent to the warehouse, by result (exported, failed).",
    ["result"],
)
EXPORT_ROWS = Counter("leafloaf_export_rows", "Events written to the warehouse.")
EXPORT_SECONDS = Histogram(
    "leafloaf_export_seconds",
    "Time from claiming a batch to its mark, failed ones included.",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60),
)
EXPORT_DEAD_LETTERED = Counter("leafloaf_export_dead_lettered", "Events that the warehouse refused.")


def count_recorded(outcomes: Iterable[tuple[str, str]]) -> None:
    """Count events as reported: (event type, what became of it) each.

    A type nobody knows counts as "unknown": labels are ours, not the reporter's.
    """
    tally: dict[tuple[str, str], int] = {}
    for event_type, result in outcomes:
        key = (event_type if event_type in _KNOWN else "unknown", result)
        tally[key] = tally.get(key, 0) + 1
    for (event_type, result), times in tally.items():
        EVENTS_RECORDED.labels(event_type, result).inc(times)


@contextmanager
def redis_update() -> Iterator[None]:
    """Time one update of learned state; one that fails counts as missed."""
    started = time.perf_counter()
    try:
        yield
    except Exception:
        REDIS_UPDATES_MISSED.inc()
        raise
    REDIS_UPDATE_SECONDS.observe(time.perf_counter() - started)


@receiver(redis_breaker_moved, dispatch_uid="analytics.redis_breaker_moved")
def redis_breaker_moved_here(is_open: bool, **_: Any) -> None:
    REDIS_BREAKER_OPEN.set(is_open)
    if is_open:
        REDIS_BREAKER_OPENED.inc()


def batch_exported(rows: int, seconds: float, *, dead: int = 0) -> None:
    """Count a batch that reached the warehouse.

    Args:
        rows: events written.
        seconds: from claiming them to their mark.
        dead: events of it that the warehouse refused.
    """
    EXPORT_BATCHES.labels("exported").inc()
    EXPORT_ROWS.inc(rows)
    EXPORT_SECONDS.observe(seconds)
    if dead:
        EXPORT_DEAD_LETTERED.inc(dead)


def batch_failed(seconds: float) -> None:
    """Count a batch that did not reach the warehouse and will be tried again."""
    EXPORT_BATCHES.labels("failed").inc()
    EXPORT_SECONDS.observe(seconds)
