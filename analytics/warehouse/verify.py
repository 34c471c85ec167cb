"""Comparing Postgres with the warehouse, day by day: the same events and order lines, each once.

Counts and a sum over the ids are compared first; only where they differ are the ids themselves. Both sides go on
changing meanwhile: what waits to be exported or told, and what changed after the comparison began, is no difference.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from google.cloud.bigquery import ScalarQueryParameter

from analytics import partitions
from analytics.events import MAX_AGE
from analytics.models import DeadLetter, Event, WarehouseChange
from analytics.warehouse import order_lines, rows
from analytics.warehouse.export import backlog
from analytics.warehouse.query import run
from shop.models import Order, OrderLine

DAY = timedelta(days=1)
# Nothing is older; a time that is (a broken clock) is refused by BigQuery and waits as a refused row.
FIRST_DAY = date(2000, 1, 1)
# How long the warehouse may think about a question over all days.
WAIT_S = 300.0
IDS_PER_STEP = 2_000


@dataclass(frozen=True)
class Gap:
    """One day of one kind of row in which the two differ. The ids are those of the warehouse's rows."""

    table: str
    day: date
    kind: str
    here: int
    there: int
    missing: list[str]
    # There, and not to be there: taken back, or (only where Postgres still has the day) unknown.
    extra: list[str]
    twice: list[str]
    # Which order in Postgres an id of `order_items` belongs to, where it is known.
    orders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What was compared, and what differs.

    `waiting` events have not left yet, `dead` rows were refused, `changes` wait to be told. `dropped` days are (partly)
    no longer in Postgres: how many rows the warehouse has of each.
    """

    gaps: list[Gap]
    days: int
    events: int
    order_lines: int
    waiting: int
    dead: int
    changes: int
    dropped: dict[date, int]


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of the warehouse, and its columns that matter here; `kind` splits a day."""

    table: str
    key: str
    time: str
    kind: str = ""


_EVENTS = _Source(rows.TABLE, rows.KEY, "event_timestamp", "event_type")
_LINES = _Source(order_lines.TABLE, order_lines.KEY, "ordered_at")


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many rows, how many different ids, and a sum over the ids."""

    rows: int = 0
    ids: int = 0
    sum: int = 0


Cell = tuple[date, str]


def compare(
    first: date | None = None, last: date | None = None, on_day: Callable[[date], None] = lambda day: None
) -> Report:
    """Compare the days (UTC) from `first` to `last`, both included; without them, all there are.

    Args:
        on_day: told of each day when its difference has been looked into.

    Raises:
        WarehouseError: BigQuery does not answer, or refuses.
    """
    began = timezone.now()
    first, last = first or FIRST_DAY, last or began.astimezone(UTC).date() + DAY
    kept_since = _kept_since()
    here, there = _events_here(first, last), _tally_there(_EVENTS, first, last)
    lines_here, lines_there = _lines_here(first, last), _tally_there(_LINES, first, last)
    gaps: list[Gap] = []
    dropped: Counter[date] = Counter()
    for day, kind in sorted(here.keys() | there.keys()):
        ours, theirs = here.get((day, kind), _Tally()), there.get((day, kind), _Tally())
        is_kept = day >= kept_since
        if not is_kept:
            dropped[day] += theirs.rows
        if ours != theirs and (is_kept or ours.rows or theirs.rows != theirs.ids):
            gaps += _event_gap(day, kind, ours, theirs, began, is_kept=is_kept)
        on_day(day)
    line_days = lines_here.keys() | {day for day, _ in lines_there}
    for day in sorted(line_days):
        ours_count, theirs = lines_here.get(day, 0), lines_there.get((day, ""), _Tally())
        if (ours_count, ours_count) != (theirs.rows, theirs.ids):
            gaps += _line_gap(day, ours_count, theirs, began)
        on_day(day)
    state = backlog()
    return Report(
        gaps=gaps,
        days=len({day for day, _ in here.keys() | there.keys()} | line_days),
        events=sum(tally.rows for tally in there.values()),
        order_lines=sum(tally.rows for tally in lines_there.values()),
        waiting=state.rows,
        dead=state.dead_letters,
        changes=state.changes,
        dropped=dict(dropped),
    )


def _kept_since() -> date:
    """The first day of which Postgres surely has every event: a day's events arrive on it or later."""
    months = partitions.gone_months()
    return months[-1].following.first_moment.date() if months else date.min


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


# --- Events ---------------------------------------------------------------------------------------------------------

_SHALL_BE_THERE = """
FROM analytics_event event JOIN shop_subject came ON came.id = event.subject_id
WHERE event.event_time >= %(from)s AND event.event_time < %(to)s
  AND event.received_at >= %(from)s AND event.received_at < %(late)s
  AND event.retracted_at IS NULL AND event.exported_at IS NOT NULL
"""
# The last 32 bits of an id; their sum differs, but for one chance in four billion, when the sets do.
_TALLY_HERE = f"""
SELECT (event.event_time AT TIME ZONE 'UTC')::date, event.event_type, count(*),
       sum(('x' || right(event.event_id::text, 8))::bit(32)::bigint)::bigint
{_SHALL_BE_THERE} GROUP BY 1, 2
"""
_IDS_HERE = (
    f"SELECT event.event_id::text {_SHALL_BE_THERE} AND event.event_type = %(kind)s AND event.exported_at < %(began)s"
)


def _events_here(first: date, last: date) -> dict[Cell, _Tally]:
    with connection.cursor() as cursor:
        cursor.execute(_TALLY_HERE, _span(first, last))
        return {(day, kind): _Tally(count, count, total) for day, kind, count, total in cursor.fetchall()}


def _event_gap(day: date, kind: str, ours: _Tally, theirs: _Tally, began: datetime, *, is_kept: bool) -> list[Gap]:
    there = _ids_there(_EVENTS, day, kind)
    with connection.cursor() as cursor:
        cursor.execute(_IDS_HERE, {**_span(day, day), "kind": kind, "began": began})
        here = {event_id for (event_id,) in cursor.fetchall()}
    told_soon = _events_to_be_told(here ^ there.keys())
    missing = sorted(here - there.keys() - told_soon)
    extra = _extra(there.keys() - here - told_soon, day, kind, began, is_kept=is_kept)
    twice = sorted(event_id for event_id, count in there.items() if count > 1)
    if not (missing or extra or twice):
        return []
    return [Gap(rows.TABLE, day, kind, ours.rows, theirs.rows, missing, extra, twice)]


def _events_to_be_told(ids: Iterable[str]) -> set[str]:
    changes = WarehouseChange.objects.filter(kind=WarehouseChange.Kind.EVENT).values_list("key", flat=True)
    return set(changes.iterator()).intersection(ids)


def _extra(ids: Iterable[str], day: date, kind: str, began: datetime, *, is_kept: bool) -> list[str]:
    """Those of the warehouse's ids that Postgres, asked after it, does not want there."""
    suspects = sorted(ids)
    known = {str(each.event_id): each for each in _events(filter(_is_uuid, suspects))}

    def is_wanted(event_id: str) -> bool:
        event = known.get(event_id)
        if event is None:
            return not is_kept
        if event.retracted_at is not None:
            return event.retracted_at >= began
        return event.event_type == kind and event.event_time.astimezone(UTC).date() == day

    return [event_id for event_id in suspects if not is_wanted(event_id)]


def known_ids(ids: Iterable[str]) -> list[UUID]:
    """Those of the ids that are events here."""
    return [event.event_id for event in _events(filter(_is_uuid, ids))]


def _events(ids: Iterable[str]) -> Iterator[Event]:
    every = list(ids)
    for start in range(0, len(every), IDS_PER_STEP):
        step = every[start : start + IDS_PER_STEP]
        yield from Event.objects.filter(event_id__in=step).only("event_id", "event_type", "event_time", "retracted_at")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


# --- Order lines ----------------------------------------------------------------------------------------------------


def _lines_here(first: date, last: date) -> dict[date, int]:
    """About how many lines there shall be; what exactly, `order_lines` says where it differs."""
    found = (
        OrderLine.objects.filter(order__placed_at__gte=_moment(first), order__placed_at__lt=_moment(last) + DAY)
        .exclude(order__subject=None)
        .exclude(order__status__in=[Order.Status.PENDING_PAYMENT, Order.Status.PAYMENT_FAILED])
        .annotate(day=TruncDate("order__placed_at", tzinfo=UTC))
        .values_list("day")
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    return dict(found)


def _line_gap(day: date, ours: int, theirs: _Tally, began: datetime) -> list[Gap]:
    there = _ids_there(_LINES, day)
    placed = Order.objects.filter(placed_at__gte=_moment(day), placed_at__lt=_moment(day) + DAY)
    orders = [str(pk) for pk in placed.order_by("pk").values_list("pk", flat=True)]
    changes = WarehouseChange.objects.filter(kind=WarehouseChange.Kind.ORDER, key__in=orders)
    told_soon = set(changes.values_list("key", flat=True))
    recent = {str(pk) for pk in placed.filter(placed_at__gte=began).values_list("pk", flat=True)}
    wanted: dict[str, str] = {}
    all_known: dict[str, str] = {}
    for start in range(0, len(orders), IDS_PER_STEP):
        for row in order_lines.rows_of(orders[start : start + IDS_PER_STEP]):
            all_known[row.key] = row.source
            if not json.loads(row.text).get("gone"):
                wanted[row.key] = row.source
    changing = told_soon | recent
    refused = set(DeadLetter.objects.filter(table=order_lines.TABLE).values_list("key", flat=True))
    missing = sorted(key for key, order in wanted.items() if not (key in there or key in refused or order in changing))
    extra = sorted(key for key in there.keys() - wanted.keys() if all_known.get(key) not in changing)
    twice = sorted(key for key, count in there.items() if count > 1)
    if not (missing or extra or twice):
        return []
    return [Gap(order_lines.TABLE, day, "", ours, theirs.rows, missing, extra, twice, all_known)]


# --- The warehouse's side -------------------------------------------------------------------------------------------


def _tally_there(source: _Source, first: date, last: date) -> dict[Cell, _Tally]:
    columns = f"FORMAT_TIMESTAMP('%F', {source.time})" + (f", {source.kind}" if source.kind else "")
    sql = f"""
SELECT COUNT(*) AS row_count, COUNT(DISTINCT {source.key}) AS id_count,
       SUM(SAFE_CAST(CONCAT('0x', SUBSTR({source.key}, 29)) AS INT64)) AS id_sum, {columns}
FROM {source.table} WHERE {source.time} >= @first AND {source.time} < @last GROUP BY {columns}"""  # noqa: S608  our own names
    found: dict[Cell, _Tally] = {}
    for count, ids, total, day, *kind in run(sql, _days(first, last), wait_s=WAIT_S).rows:
        found[date.fromisoformat(day), kind[0] if kind else ""] = _Tally(count, ids, int(total or 0))
    return found


def _ids_there(source: _Source, day: date, kind: str = "") -> dict[str, int]:
    """How often each id is there on a day."""
    of_kind = f"AND {source.kind} = @kind" if source.kind else ""
    sql = f"""
SELECT {source.key} AS id, COUNT(*) AS row_count FROM {source.table}
WHERE {source.time} >= @first AND {source.time} < @last {of_kind} GROUP BY {source.key}"""  # noqa: S608  our own names
    parameters = _days(day, day) + ([ScalarQueryParameter("kind", "STRING", kind)] if source.kind else [])
    return dict(run(sql, parameters, wait_s=WAIT_S).rows)


def _days(first: date, last: date) -> list[ScalarQueryParameter]:
    return [
        ScalarQueryParameter("first", "TIMESTAMP", _moment(first)),
        ScalarQueryParameter("last", "TIMESTAMP", _moment(last) + DAY),
    ]


def _span(first: date, last: date) -> dict[str, Any]:
    end = _moment(last) + DAY
    # An event counts as MAX_AGE old at most when it arrives: no later month need be looked into.
    return {"from": _moment(first), "to": end, "late": end + MAX_AGE}
