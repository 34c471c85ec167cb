"""Telling the warehouse what has changed (see `changes`).

What is told is read when it is told, and the statement makes the warehouse equal to that: told twice is told once. One
exporter at a time tells changes, in the order they were made, so that nothing older can overwrite something newer.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from analytics.events import MAX_AGE
from analytics.models import Event, ExportBatch, WarehouseChange
from analytics.warehouse import claims, dead_letters, order_lines, resting, rows, sending, statements
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.rows import Row
from analytics.warehouse.shipping import Shipment, ship
from analytics.warehouse.tables import TABLES
from shop.models import Subject

log = logging.getLogger(__name__)

BATCH_CHANGES = 2_000
# Whoever takes changes holds this lock while taking them: two must never have the same row's changes.
LOCK = 0x1EAF_3E02


@dataclass
class Told:
    """What a run did; `away` says why it ended early, if it did."""

    changes: int = 0
    refused: int = 0
    away: str = ""


@dataclass(frozen=True)
class _Work:
    """A batch of changes, and what has been asked of the warehouse about it."""

    batch_id: UUID
    attempt: int
    told: Told
    changes: Sequence[WarehouseChange] = field(default_factory=list)

    def job_id(self, part: str) -> str:
        return f"{claims.job_id(self.batch_id, self.attempt)}_{part}"

    def keys(self, kind: WarehouseChange.Kind) -> list[str]:
        return sorted({change.key for change in self.changes if change.kind == kind})

    def make_equal(self, table: str, key: str, wanted: Sequence[Row], part: str) -> None:
        if wanted:
            ship(
                wanted,
                Shipment(
                    job_id=self.job_id(part),
                    statement=lambda rows: statements.make_equal(TABLES[table], key, {row.day for row in rows}),
                    before_request=lambda: claims.renew(self.batch_id, self.attempt),
                    arrived=lambda rows: dead_letters.forget(table, [row.key for row in rows]),
                    refused=lambda row, reason: self._refused(table, row, reason),
                ),
            )

    def _refused(self, table: str, row: Row, reason: str) -> None:
        dead_letters.bury(table, row, reason)
        self.told.refused += 1


def tell_changes(*, limit: int | None = None) -> Told:
    """Tell the warehouse what changed, until nothing waits, oldest first. Nothing while another process does."""
    told = Told()
    while limit is None or told.changes < limit:
        if not resting.may_try(claims.lease_s()):
            told.away = "BigQuery did not answer a moment ago."
            break
        work = _take(told)
        if work is None:
            resting.nothing_to_try()
            break
        try:
            _tell(work)
        except WarehouseUnavailable as away:
            claims.give_back(work.batch_id, work.attempt)
            resting.note_failure(str(away))
            told.away = str(away)
            break
        except claims.LeaseLost as lost:
            log.warning("%s", lost)
            break
        _finish(work)
        told.changes += len(work.changes)
    return told


def _take(told: Told) -> _Work | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        found = claims.take_lease(ExportBatch.Kind.CHANGES)
        if found is None and not ExportBatch.objects.filter(kind=ExportBatch.Kind.CHANGES).exists():
            found = _new_batch()
    if found is None:
        return None
    return _Work(*found, told, list(WarehouseChange.objects.filter(batch_id=found[0]).order_by("id")))


def _new_batch() -> tuple[UUID, int] | None:
    oldest = list(
        WarehouseChange.objects.filter(batch=None).order_by("id").values_list("pk", flat=True)[:BATCH_CHANGES]
    )
    if not oldest:
        return None
    batch_id = uuid4()
    claims.begin(batch_id, ExportBatch.Kind.CHANGES)
    WarehouseChange.objects.filter(pk__in=oldest).update(batch_id=batch_id)
    return batch_id, 1


def _tell(work: _Work) -> None:
    kind = WarehouseChange.Kind
    events = [change for change in work.changes if change.kind == kind.EVENT]
    work.make_equal(rows.TABLE, rows.KEY, _events_now(events), "events")
    lines = order_lines.rows_of(work.keys(kind.ORDER))
    work.make_equal(order_lines.TABLE, order_lines.KEY, lines, "orders")
    _rename_subjects(work, work.keys(kind.SUBJECT))
    resting.note_success()


def _finish(work: _Work) -> None:
    with transaction.atomic():
        WarehouseChange.objects.filter(batch_id=work.batch_id).delete()
        ExportBatch.objects.filter(pk=work.batch_id, attempts=work.attempt).delete()


def _events_now(changes: Sequence[WarehouseChange]) -> list[Row]:
    """What the warehouse shall have of these events: their rows, or nothing of them.

    An event that has left Postgres with its month is left as it is there, unless it had been taken back.
    """
    days = {change.key: str(change.day) for change in changes}
    taken_back = {change.key for change in changes if change.taken_back}
    here = dict(Event.objects.filter(event_id__in=list(days)).values_list("event_id", "received_at"))
    wanted = rows.rows_of(list(here), min(here.values()), max(here.values())) if here else []
    gone = ({str(event_id) for event_id in here} | taken_back) - {row.key for row in wanted}
    return wanted + [Row(key, days[key], json.dumps({rows.KEY: key, "gone": True})) for key in sorted(gone)]


def _rename_subjects(work: _Work, keys: Sequence[str]) -> None:
    """Give what was told about visitors to their accounts."""
    visitors = Subject.objects.filter(pk__in=keys).exclude(merged_into=None)
    known = list(visitors.values_list("warehouse_key", "merged_into__warehouse_key", "created_at"))
    if not known:
        return
    payload = json.dumps([{"old": str(old), "new": str(new)} for old, new, _ in known])
    # Nobody does anything before there is a subject; an event may say that it is older, by MAX_AGE at most.
    since = (min(created_at for *_, created_at in known) - MAX_AGE - timedelta(days=1)).astimezone(UTC).date()
    for table in (rows.TABLE, order_lines.TABLE):
        claims.renew(work.batch_id, work.attempt)
        sql = statements.rename_subjects(TABLES[table], since)
        try:
            sending.run(sql, payload, work.job_id(f"subjects_{table}"))
        except sending.RowsRefused as refusal:
            raise WarehouseUnavailable(f"BigQuery refuses the statement itself: {refusal}") from refusal
