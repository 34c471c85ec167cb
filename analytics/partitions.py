"""The months that `Event` is cut into: made ahead, and dropped when the warehouse has them and nobody needs them here.

A month is a partition by `received_at`, in UTC. What no month's partition takes lands in the default one, so that
recording never fails; the next run cuts it out into months of its own.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from analytics.models import GoneMonth

log = logging.getLogger(__name__)

TABLE = "analytics_event"
DEFAULT = f"{TABLE}_default"
# A month that was cut off and is being cleared away.
GONE = f"{TABLE}_gone"
MONTHS_AHEAD = 2

LOCK = 0x1EAF_3017
# Cutting a month off (or in) locks the whole table for a moment. Whoever would have to wait longer than this for that
# moment gives up, instead of making every request wait behind it; the next run tries again.
LOCK_TIMEOUT = "1s"
IDS_PER_STEP = 20_000

_ATTACHED = """
SELECT child.relname FROM pg_inherits link JOIN pg_class child ON child.oid = link.inhrelid
WHERE link.inhparent = %s::regclass ORDER BY child.relname
"""
_CUT_OFF = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s ORDER BY relname"


# What the warehouse still has to hear about a month's events: those that are not there, unless BigQuery has refused
# them (their row is in the dead letters), and those that have changed since.
_WAITING = """
SELECT (SELECT count(*) FROM {table} event
        WHERE event.exported_at IS NULL
          AND NOT EXISTS (SELECT FROM analytics_deadletter dead
                          WHERE dead."table" = 'raw_user_actions' AND dead.key = event.event_id::text
                            AND NOT dead.retrying))
     + (SELECT count(*) FROM analytics_warehousechange change JOIN {table} event ON event.event_id::text = change.key
        WHERE change.kind = 'event')
"""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: date) -> "Month":
        day = moment.astimezone(UTC) if isinstance(moment, datetime) else moment
        return cls(day.year, day.month)

    @property
    def first_moment(self) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def following(self) -> "Month":
        return Month.of(self.first_moment + timedelta(days=32))

    @property
    def table(self) -> str:
        return f"{TABLE}_{self.year:04}_{self.number:02}"


def months() -> list[Month]:
    """The months that have a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTACHED, [TABLE])
        names = [re.fullmatch(rf"{TABLE}_(\d{{4}})_(\d{{2}})", name) for (name,) in cursor.fetchall()]
    return sorted(Month(int(found[1]), int(found[2])) for found in names if found)


def gone_months() -> list[Month]:
    """The months that Postgres has given to the warehouse alone, oldest first. One query."""
    return [Month.of(first) for first in GoneMonth.objects.order_by("first").values_list("first", flat=True)]


def make_ahead(now: datetime | None = None) -> list[Month]:
    """Make the partitions of this month, the next two, and of any month that had to use the default one.

    Returns:
        Those that were made. One that a busy table would not let in is left for the next run.
    """
    wanted, month = set(_in_default()), Month.of(now or timezone.now())
    for _ in range(MONTHS_AHEAD + 1):
        wanted.add(month)
        month = month.following
    return [month for month in sorted(wanted - set(months())) if _quickly(_cut_in, month)]


def drop_old(now: datetime | None = None) -> list[Month]:
    """Drop each month that is wholly older than EVENT_HOT_DAYS, once the warehouse has all of its events.

    Returns:
        Those that were dropped.
    """
    oldest_kept = (now or timezone.now()) - timedelta(days=settings.EVENT_HOT_DAYS)
    old = [month for month in months() if month.following.first_moment <= oldest_kept]
    # Oldest first, up to one that must stay: so whatever is older than the oldest month here is in the warehouse alone.
    dropped = list(takewhile(lambda month: _quickly(_cut_off, month), old))
    with connection.cursor() as cursor:
        cursor.execute(_CUT_OFF, [f"^{GONE}_"])
        for (table,) in cursor.fetchall():
            _clear_away(table)
    return dropped


@contextmanager
def months_kept() -> Iterator[None]:
    """No month is made or dropped meanwhile, by whichever process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def refresh_statistics() -> None:
    """Tell the planner about the months together: Postgres by itself counts only in each."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")


def _in_default() -> Iterator[Month]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT date_trunc('month', received_at, 'UTC') FROM {DEFAULT}")  # noqa: S608  a constant
        for (first,) in cursor.fetchall():
            yield Month.of(first)


def _quickly(change: Callable[[CursorWrapper, Month], bool], month: Month) -> bool:
    """Do it, unless another process does, or it would have to wait."""
    try:
        with _alone() as cursor:
            return cursor is not None and change(cursor, month)
    except OperationalError as busy:
        log.warning("The events of %s were too busy to be cut: %s", month.table, busy)
        return False


@contextmanager
def _alone() -> Iterator[CursorWrapper | None]:
    """A cursor in a transaction that waits for no lock for long; None when another process cuts months."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            yield None
            return
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        yield cursor


def _cut_in(cursor: CursorWrapper, month: Month) -> bool:
    """Attach a partition made beside the table: so nobody who reads or records elsewhere has to wait."""
    first, last = month.first_moment, month.following.first_moment
    # Whoever is recording into the default partition is waited for; nobody begins to.
    cursor.execute(f"LOCK TABLE {DEFAULT} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(f"CREATE TABLE {month.table} (LIKE {TABLE} INCLUDING ALL)")
    cursor.execute(
        f"WITH moved AS (DELETE FROM {DEFAULT} WHERE received_at >= %s AND received_at < %s RETURNING *) "  # noqa: S608  a month's own name
        f"INSERT INTO {month.table} SELECT * FROM moved",
        [first, last],
    )
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {month.table} FOR VALUES FROM ('{first}') TO ('{last}')",
    )
    return True


def _cut_off(cursor: CursorWrapper, month: Month) -> bool:
    """Detach a month in which nothing waits for the warehouse."""
    cursor.execute(f"LOCK TABLE {month.table} IN SHARE ROW EXCLUSIVE MODE")
    cursor.execute(_WAITING.format(table=month.table))
    waiting = cursor.fetchone()[0]
    if waiting:
        log.warning("%s is kept: %s events are still to reach the warehouse", month.table, waiting)
        return False
    cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {month.table}")
    cursor.execute(
        "INSERT INTO analytics_gonemonth (first) VALUES (%s) ON CONFLICT DO NOTHING", [month.first_moment.date()]
    )
    cursor.execute(f"ALTER TABLE {month.table} RENAME TO {GONE}_{month.year:04}_{month.number:02}")
    return True


def _clear_away(table: str) -> None:
    """Forget the ids of a month that was cut off, and drop it. What was interrupted goes on in the next run."""
    last = UUID(int=0)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"WITH step AS (SELECT event_id FROM {table} WHERE event_id > %(last)s "  # noqa: S608  a month's own name
                "ORDER BY event_id LIMIT %(size)s), "
                "gone AS (DELETE FROM analytics_eventid WHERE event_id IN (SELECT event_id FROM step)) "
                "SELECT event_id FROM step ORDER BY event_id DESC LIMIT 1",
                {"last": last, "size": IDS_PER_STEP},
            )
            found = cursor.fetchone()
            if found is None:
                break
            last = found[0]
        cursor.execute(f"DROP TABLE {table}")
