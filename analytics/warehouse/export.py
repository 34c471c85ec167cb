"""The way of events to the warehouse: claim, send, mark, until none are left. See docs/export.md for why it is so.

Each event gets there exactly once: the statement adds only rows whose event_id is not there, whoever sends it, as often
as it may be. A crash anywhere so costs a repetition and nothing else.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from analytics import metrics
from analytics.models import Event, WarehouseChange
from analytics.warehouse import claims, dead_letters, resting, sending, statements
from analytics.warehouse.claims import Batch
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.rows import KEY, TABLE, Row, rows_of
from analytics.warehouse.shipping import Shipment, ship
from analytics.warehouse.tables import TABLES

log = logging.getLogger(__name__)

# Large enough that the fixed cost of a job does not matter, small enough for one request (a row has about 700 bytes).
BATCH_ROWS = 5_000
# How long marking waits for shoppers' transactions that hold events of the batch, in so many steps.
MARK_TRIES, MARK_PAUSE_S = 20, 0.05


@dataclass
class Exported:
    """What a run did. `unwanted`: taken back before they were sent, or of an erased shopper."""

    arrived: int = 0
    refused: int = 0
    unwanted: int = 0
    batches: int = 0
    # Why it ended before the backlog did, if it did.
    away: str = ""


@dataclass(frozen=True)
class Backlog:
    """What has not reached the warehouse: events waiting, the age of the oldest, rows refused, changes to tell."""

    rows: int
    oldest_age_s: float
    dead_letters: int
    changes: int


def export_events(
    *,
    limit: int | None = None,
    budget_s: float | None = None,
    on_progress: Callable[[Exported], None] = lambda done: None,
) -> Exported:
    """Export what waits, oldest first; several may do so at once and share the work.

    Args:
        limit: end after so many events (rounded up to a batch left by another).
        budget_s: begin no batch after so many seconds, nor one for the few events that came in during the last one:
            there will be another run. (Each job has its price, and the service runs few at a time on a table.)
    """
    done, started = Exported(), time.monotonic()
    while limit is None or done.arrived + done.refused < limit:
        if budget_s is not None and time.monotonic() - started >= budget_s:
            break
        if not resting.may_try(claims.lease_s()):
            done.away = "BigQuery did not answer a moment ago."
            break
        size = BATCH_ROWS if limit is None else min(BATCH_ROWS, limit - done.arrived - done.refused)
        is_trickle = False
        batch = claims.take_over()
        if batch is None:
            batch, unwanted = claims.claim(size)
            done.unwanted += unwanted
            if batch is None and unwanted:
                continue
            is_trickle = batch is not None and len(batch.event_ids) < size // 2
        if batch is None:
            resting.nothing_to_try()
            break
        began = time.monotonic()
        try:
            is_finished = _export(batch, done)
        except WarehouseUnavailable as away:
            claims.give_back(batch.id, batch.attempt)
            resting.note_failure(str(away))
            metrics.batch_failed(time.monotonic() - began)
            done.away = str(away)
            break
        except claims.LeaseLost as lost:
            log.warning("%s", lost)
            is_finished = True
        on_progress(done)
        if not is_finished or (is_trickle and budget_s is not None):
            break
    return done


@dataclass
class _Marker:
    """Marks what has arrived of a batch, and buries what was refused."""

    batch: Batch
    done: Exported
    unmarked: list[UUID] = field(default_factory=list)

    def arrived(self, rows: Sequence[Row]) -> None:
        self.mark([UUID(row.key) for row in rows])

    def mark(self, event_ids: Sequence[UUID]) -> None:
        left = claims.settle(self.batch, event_ids)
        for _ in range(MARK_TRIES):
            if not left:
                break
            time.sleep(MARK_PAUSE_S)
            left = claims.settle(self.batch, left)
        if left:
            left = claims.leave_out_deleted(self.batch, left)
        self.unmarked += left
        self.done.arrived += len(event_ids) - len(left)
        resting.note_success()

    def refused(self, row: Row, reason: str) -> None:
        dead_letters.bury(TABLE, row, reason)
        claims.leave_out(self.batch, [UUID(row.key)])
        self.done.refused += 1
        resting.note_success()


def _export(batch: Batch, done: Exported) -> bool:
    """Bring a batch there. Returns whether it is finished: not, while shoppers' transactions hold events of it."""
    started = time.monotonic()
    before = done.arrived, done.refused
    marker = _Marker(batch, done)
    if batch.attempt > 1 and sending.has_succeeded(claims.job_id(batch.id, batch.attempt - 1)):
        marker.mark(batch.event_ids)
    else:
        _send(batch, marker)
    done.batches += 1
    if marker.unmarked:
        # They are there; who holds them will be done soon, and the next attempt finds the job has succeeded.
        claims.give_back(batch.id, batch.attempt)
    else:
        claims.finish(batch.id, batch.attempt)
    arrived, refused = done.arrived - before[0], done.refused - before[1]
    seconds = time.monotonic() - started
    metrics.batch_exported(arrived, seconds, dead=refused)
    log.info(
        "batch exported",
        extra={
            "batch": str(batch.id),
            "attempt": batch.attempt,
            "arrived": arrived,
            "refused": refused,
            "seconds": round(seconds, 3),
        },
    )
    return not marker.unmarked


def _send(batch: Batch, marker: _Marker) -> None:
    rows = rows_of(batch.event_ids, batch.first, batch.last)
    sent = {row.key for row in rows}
    if rows:
        ship(
            rows,
            Shipment(
                job_id=batch.job_id,
                statement=_adding,
                before_request=lambda: claims.renew(batch.id, batch.attempt),
                arrived=marker.arrived,
                refused=marker.refused,
            ),
        )
    # Taken back, or their shopper erased, since they were claimed: marking tells the warehouse, where need be.
    rest = [event_id for event_id in batch.event_ids if str(event_id) not in sent]
    if rest:
        marker.mark(rest)


def _adding(rows: Sequence[Row]) -> str:
    return statements.add(TABLES[TABLE], KEY, {row.day for row in rows})


def export_again(event_ids: Iterable[UUID]) -> int:
    """Have these events compared with the warehouse once more, and made equal there (soon, by the task of changes).

    For repair: whatever the warehouse has of them, afterwards it has each exactly once, as it is in Postgres.
    """
    found = Event.objects.filter(event_id__in=list(event_ids)).values_list("event_id", "event_time")
    changes = [
        WarehouseChange(kind=WarehouseChange.Kind.EVENT, key=str(event_id), day=event_time.date())
        for event_id, event_time in found
    ]
    return len(WarehouseChange.objects.bulk_create(changes, batch_size=5_000))


_BACKLOG = """
SELECT count(*), COALESCE(extract(epoch FROM statement_timestamp() - min(event.received_at)), 0)::float8,
       (SELECT count(*) FROM analytics_deadletter),
       (SELECT count(*) FROM analytics_warehousechange)
FROM analytics_event event
WHERE event.exported_at IS NULL
  AND NOT EXISTS (SELECT FROM analytics_deadletter dead
                  WHERE dead."table" = %s AND dead.key = event.event_id::text AND NOT dead.retrying)
"""


def backlog() -> Backlog:
    """What has not reached the warehouse yet. One query over the index of what waits."""
    with connection.cursor() as cursor:
        cursor.execute(_BACKLOG, [TABLE])
        return Backlog(*cursor.fetchone())


def last_success() -> datetime | None:
    """When rows arrived in the warehouse last; None: never."""
    return resting.last_success()
