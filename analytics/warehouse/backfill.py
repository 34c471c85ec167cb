"""Repairing the warehouse: what `verify` finds different on some days is made equal to Postgres, by exporting again.

It may be ended at any moment and run again: each step leaves what is not repaired to be found the next time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from google.cloud.bigquery import ArrayQueryParameter, ScalarQueryParameter

from analytics.models import Event
from analytics.warehouse import changes, export, order_lines, rows, telling, verify
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.query import Parameter, run
from analytics.warehouse.tables import TABLES
from analytics.warehouse.verify import Gap

IDS_PER_STEP = 5_000


@dataclass
class Repaired:
    """How many rows were `missing` and are there now, `removed` because they shall not be there, had been there more
    than `once`; and what the comparison afterwards still found."""

    missing: int = 0
    removed: int = 0
    once: int = 0
    left: list[Gap] = field(default_factory=list)


def repair(first: date, last: date, on_progress: Callable[[int, int], None] = lambda done, total: None) -> Repaired:
    """Make these days (UTC, both included) of the warehouse what Postgres says they are.

    Rows that nobody knows here are never deleted: they stay in `left`.

    Args:
        on_progress: told how many of how many rows have been dealt with.

    Raises:
        WarehouseError: BigQuery does not answer, or refuses. Run it again.
    """
    gaps = verify.compare(first, last).gaps
    total = sum(len(gap.missing) + len(gap.extra) + len(gap.twice) for gap in gaps)
    repaired, done = Repaired(), 0
    for gap in gaps:
        _repair(gap)
        repaired.missing += len(gap.missing)
        repaired.removed += len(gap.extra)
        repaired.once += len(gap.twice)
        done += len(gap.missing) + len(gap.extra) + len(gap.twice)
        on_progress(done, total)
    _finish()
    repaired.left = verify.compare(first, last).gaps
    repaired.removed -= sum(len(gap.extra) for gap in repaired.left)
    return repaired


def _repair(gap: Gap) -> None:
    if gap.twice:
        _remove(gap, gap.twice)
    if gap.table == rows.TABLE:
        _send_again(gap.missing + gap.twice)
        export.export_again(verify.known_ids(gap.extra))
    else:
        ids = [*gap.missing, *gap.extra, *gap.twice]
        for order in sorted({gap.orders[each] for each in ids if each in gap.orders}):
            changes.order_changed(int(order))


def _remove(gap: Gap, ids: Sequence[str]) -> None:
    """Delete all copies of rows; each is sent once more afterwards."""
    table = TABLES[gap.table]
    key = rows.KEY if gap.table == rows.TABLE else order_lines.KEY
    begin = datetime(gap.day.year, gap.day.month, gap.day.day, tzinfo=UTC)
    sql = f"""
DELETE FROM {gap.table} WHERE {table.partition} >= @first AND {table.partition} < @last AND {key} IN UNNEST(@ids)"""  # noqa: S608  our own names
    for start in range(0, len(ids), IDS_PER_STEP):
        parameters: list[Parameter] = [
            ScalarQueryParameter("first", "TIMESTAMP", begin),
            ScalarQueryParameter("last", "TIMESTAMP", begin + timedelta(days=1)),
            ArrayQueryParameter("ids", "STRING", list(ids[start : start + IDS_PER_STEP])),
        ]
        run(sql, parameters, wait_s=verify.WAIT_S)


def _send_again(ids: Sequence[str]) -> None:
    """Let the export take these events once more. It adds only what is not there."""
    for start in range(0, len(ids), IDS_PER_STEP):
        step = ids[start : start + IDS_PER_STEP]
        with transaction.atomic():
            # In order of id, as whoever takes events back locks them.
            locked = Event.objects.select_for_update().filter(event_id__in=step, retracted_at=None).order_by("event_id")
            Event.objects.filter(event_id__in=[event.event_id for event in locked.only("event_id")]).update(
                exported_at=None
            )


def _finish() -> None:
    """Send and tell it all now, instead of with the next run of the tasks."""
    for away in (export.export_events().away, telling.tell_changes().away):
        if away:
            raise WarehouseUnavailable(away)
