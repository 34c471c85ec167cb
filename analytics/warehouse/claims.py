"""Who exports which events: taken by one exporter at a time, for as long as its lease lasts, crash or not.

A claim is committed before anything is sent, so no transaction is open while BigQuery works. An exporter that dies
leaves its batch; when the lease is over, another takes the batch as it is and sends it again, which does no harm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from analytics.models import Event, ExportBatch
from analytics.warehouse.rows import TABLE

# SKIP LOCKED: exporters share the work, and nobody waits for a shopper's transaction. Whoever had an event a moment
# ago has either left its claim (its key is unique) or marked the event (the lock reads the row anew).
_CLAIM = """
WITH free AS MATERIALIZED (
    SELECT event.event_id, event.received_at, event.subject_id, event.retracted_at
    FROM analytics_event event
    WHERE event.exported_at IS NULL
      AND NOT EXISTS (SELECT FROM analytics_exportclaim claim WHERE claim.event_id = event.event_id)
      AND NOT EXISTS (SELECT FROM analytics_deadletter dead
                      WHERE dead."table" = %(table)s AND dead.key = event.event_id::text AND NOT dead.retrying)
    ORDER BY event.received_at LIMIT %(limit)s
    FOR NO KEY UPDATE OF event SKIP LOCKED
),
unwanted AS (
    UPDATE analytics_event event SET exported_at = statement_timestamp() FROM free
    WHERE event.event_id = free.event_id AND event.received_at = free.received_at
      AND (free.retracted_at IS NOT NULL
           OR NOT EXISTS (SELECT FROM shop_subject who WHERE who.id = free.subject_id))
    RETURNING event.event_id
),
claimed AS (
    INSERT INTO analytics_exportclaim (event_id, batch_id, received_at, subject_id)
    SELECT event_id, %(batch)s::uuid, received_at, subject_id FROM free
    WHERE free.retracted_at IS NULL AND EXISTS (SELECT FROM shop_subject who WHERE who.id = free.subject_id)
    ON CONFLICT (event_id) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM claimed), (SELECT count(*) FROM unwanted)
"""

# Only the oldest are wanted: walk the index of what waits in its order, however large the backlog, and whatever the
# planner believes of tables that change so fast.
_IN_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off"

_TAKE_OVER = """
UPDATE analytics_exportbatch
SET attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = (SELECT id FROM analytics_exportbatch
            WHERE kind = %(kind)s AND (lease_until IS NULL OR lease_until < clock_timestamp())
            ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, attempts
"""

_CLAIMS = """
SELECT array_agg(event_id ORDER BY received_at, event_id), min(received_at), max(received_at)
FROM analytics_exportclaim WHERE batch_id = %(batch)s
"""

# Rows that a shopper's transaction holds are left for the next round: waiting for them while holding others could
# become a deadlock. What changed since the rows were read is told again.
# The planner, which knows nothing of rows so new, may believe in a handful and compare each with each.
_AT_ONCE = "SET LOCAL enable_nestloop = off"
_SETTLE = """
WITH free AS MATERIALIZED (
    SELECT event_id, received_at, event_time, subject_id, retracted_at FROM analytics_event
    WHERE event_id = ANY(%(ids)s::uuid[]) AND received_at BETWEEN %(first)s AND %(last)s
    FOR NO KEY UPDATE SKIP LOCKED
),
marked AS (
    UPDATE analytics_event event SET exported_at = statement_timestamp() FROM free
    WHERE event.event_id = free.event_id AND event.received_at = free.received_at
      AND event.event_id = ANY(%(ids)s::uuid[]) AND event.received_at BETWEEN %(first)s AND %(last)s
),
done AS (
    DELETE FROM analytics_exportclaim claim USING free
    WHERE claim.event_id = free.event_id AND claim.batch_id = %(batch)s
    RETURNING claim.event_id, claim.subject_id
),
changed AS (
    INSERT INTO analytics_warehousechange (kind, key, day, taken_back, changed_at)
    SELECT 'event', free.event_id::text, (free.event_time AT TIME ZONE 'UTC')::date, free.retracted_at IS NOT NULL,
           statement_timestamp()
    FROM free JOIN done USING (event_id)
    WHERE free.retracted_at IS NOT NULL OR free.subject_id <> done.subject_id
),
revived AS (
    DELETE FROM analytics_deadletter dead WHERE dead."table" = %(table)s AND dead.retrying
      AND dead.key IN (SELECT event_id::text FROM done)
)
SELECT event_id FROM free
"""


@dataclass(frozen=True)
class Batch:
    """Events that this process may send, and no other, until its lease is over. Received from `first` to `last`."""

    id: UUID
    attempt: int
    event_ids: Sequence[UUID]
    first: datetime
    last: datetime

    @property
    def job_id(self) -> str:
        return job_id(self.id, self.attempt)


class LeaseLost(Exception):
    """This process was away for so long that another one goes on with its batch."""


def job_id(batch_id: UUID, attempt: int) -> str:
    """The name in BigQuery of the job that sends a batch for the n-th time."""
    return f"leafloaf_{batch_id.hex}_{attempt}"


def lease_s() -> float:
    """Longer than sending can take: a request, waiting for the job, and asking after it, each with its timeout."""
    return 3.0 * settings.WAREHOUSE_TIMEOUT_S + 10


def claim(limit: int) -> tuple[Batch | None, int]:
    """Take up to `limit` events that nobody has, oldest first; None when there are none.

    Returns:
        The batch, and how many events need not be sent (taken back, or of an erased shopper): those are settled.
    """
    batch_id = uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_IN_ORDER)
        cursor.execute(_CLAIM, {"batch": batch_id, "limit": limit, "table": TABLE})
        claimed, unwanted = cursor.fetchone()
        if claimed:
            begin(batch_id, ExportBatch.Kind.EVENTS)
    return (_batch(batch_id, 1) if claimed else None), unwanted


def begin(batch_id: UUID, kind: str) -> None:
    """Write down a batch that this process is about to send for the first time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_exportbatch (id, kind, attempts, lease_until, created_at)"
            " VALUES (%s, %s, 1, clock_timestamp() + make_interval(secs => %s), statement_timestamp())",
            [batch_id, kind, lease_s()],
        )


def take_over() -> Batch | None:
    """Take a batch whose exporter has died, or has given it back; None when there is none."""
    while found := take_lease(ExportBatch.Kind.EVENTS):
        batch = _batch(*found)
        if batch is not None:
            return batch
        ExportBatch.objects.filter(pk=found[0]).delete()
    return None


def take_lease(kind: str) -> tuple[UUID, int] | None:
    """Take the oldest batch of the kind that nobody holds: its id, and which attempt this is."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, {"kind": kind, "lease": lease_s()})
        found: tuple[UUID, int] | None = cursor.fetchone()
    return found


def _batch(batch_id: UUID, attempt: int) -> Batch | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, {"batch": batch_id})
        ids, first, last = cursor.fetchone()
    return Batch(batch_id, attempt, ids, first, last) if ids else None


def renew(batch_id: UUID, attempt: int) -> None:
    """Hold the batch for another lease.

    Raises:
        LeaseLost: somebody else has it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE analytics_exportbatch SET lease_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id = %s AND attempts = %s",
            [lease_s(), batch_id, attempt],
        )
        if cursor.rowcount != 1:
            raise LeaseLost(f"Batch {batch_id} was taken over.")


def give_back(batch_id: UUID, attempt: int) -> None:
    """Let the next exporter have the batch, as it is: whether it arrived is not known."""
    ExportBatch.objects.filter(pk=batch_id, attempts=attempt).update(lease_until=None)


def settle(batch: Batch, event_ids: Sequence[UUID]) -> list[UUID]:
    """These events of the batch are in the warehouse: mark them.

    Returns:
        Those that could not be marked yet, because another transaction is changing them.
    """
    wanted = f"{{{','.join(str(one) for one in event_ids)}}}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_AT_ONCE)
        cursor.execute(
            _SETTLE, {"ids": wanted, "first": batch.first, "last": batch.last, "batch": batch.id, "table": TABLE}
        )
        settled = {event_id for (event_id,) in cursor.fetchall()}
    return [one for one in event_ids if one not in settled]


def leave_out(batch: Batch, event_ids: Sequence[UUID]) -> None:
    """These events are no longer the batch's business."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM analytics_exportclaim WHERE batch_id = %s AND event_id = ANY(%s::uuid[])",
            [batch.id, [str(one) for one in event_ids]],
        )


def leave_out_deleted(batch: Batch, event_ids: Sequence[UUID]) -> list[UUID]:
    """Leave those out that PostgreSQL no longer has: nothing is left to mark. Returns the others."""
    here = set(Event.objects.filter(event_id__in=event_ids).values_list("event_id", flat=True))
    leave_out(batch, [one for one in event_ids if one not in here])
    return [one for one in event_ids if one in here]


def finish(batch_id: UUID, attempt: int) -> None:
    """Nothing is left of the batch."""
    ExportBatch.objects.filter(pk=batch_id, attempts=attempt, claims=None).delete()
