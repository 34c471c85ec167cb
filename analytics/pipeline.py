"""How events flow: what waits for the warehouse now, and how it was in the last hours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Min
from django.db.models.functions import TruncMinute
from django.utils import timezone

from analytics.models import Event, ExportState, PipelineMinute

MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=7)
# Minutes that nobody noted are filled in from the events this far back.
FILLED_IN = timedelta(days=1)
# A transaction may commit this long after its events' arrival: a minute is noted no sooner.
SETTLED_AFTER = timedelta(seconds=10)
BATCHES_OF = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not reached the warehouse."""

    backlog: int
    # When the oldest of them arrived; None when nothing waits.
    oldest: datetime | None
    lag_s: float
    # Rows that the warehouse refused, of every table.
    dead_letters: int
    # The last time rows arrived there, and tries in a row that failed since.
    last_success: datetime | None
    failures: int


# An event that was refused waits for a person, not for the export. Both sides of the comparison are small.
_WAITING = """
SELECT count(*), min(received_at), (SELECT count(*) FROM analytics_deadletter)
FROM analytics_event event
WHERE exported_at IS NULL
  AND NOT EXISTS (SELECT FROM analytics_deadletter dead
                  WHERE dead."table" = 'raw_user_actions' AND dead.key = event.event_id::text AND NOT dead.retrying)
"""


def waiting() -> Waiting:
    """What waits now. Two small queries."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        backlog, oldest, dead = cursor.fetchone()
    state = ExportState.objects.first() or ExportState()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Waiting(backlog, oldest, max(0.0, age), dead, state.last_success_at, state.failures)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: what arrived in it, and the most that waited."""

    start: datetime
    recorded: Mapping[str, int] = field(default_factory=dict)
    backlog: int | None = None
    lag_s: float | None = None

    @property
    def total(self) -> int:
        return sum(self.recorded.values())


def note_minutes(now: datetime | None = None) -> int:
    """Note each minute that is over and not noted yet, and forget the old ones; returns how many were new.

    Two workers that note the same minute at once note it once.
    """
    now = now or timezone.now()
    until = _floor(now - SETTLED_AFTER)
    newest = PipelineMinute.objects.aggregate(newest=Max("minute"))["newest"]
    since = max(newest + MINUTE, until - FILLED_IN) if newest else until - FILLED_IN
    if since >= until:
        return 0
    counts = _counted(since, until)
    rows = [PipelineMinute(minute=start, recorded=counts.get(start, {})) for start in _minutes(since, until)]
    found = waiting()
    rows[-1].backlog, rows[-1].lag_s, rows[-1].dead_letters = found.backlog, found.lag_s, found.dead_letters
    PipelineMinute.objects.bulk_create(rows, ignore_conflicts=True)
    PipelineMinute.objects.filter(minute__lt=now - KEPT).delete()
    return len(rows)


def last_hour(now: datetime | None = None) -> list[Span]:
    """The last 60 minutes, this one included, oldest first: events as they are now, the rest as noted. Two queries."""
    until = _floor(now or timezone.now()) + MINUTE
    since = until - 60 * MINUTE
    counts = _counted(since, until)
    noted = {row.minute: row for row in PipelineMinute.objects.filter(minute__gte=since)}
    return [
        Span(start, counts.get(start, {}), row.backlog if row else None, row.lag_s if row else None)
        for start in _minutes(since, until)
        for row in [noted.get(start)]
    ]


def last_day(now: datetime | None = None) -> list[Span]:
    """The last 24 hours by quarters of an hour, oldest first: as noted, and the newest minutes as they are now.

    Two queries.
    """
    quarter = 15 * MINUTE
    end = _floor(now or timezone.now())
    until = end - timedelta(minutes=end.minute % 15) + quarter
    since = until - 96 * quarter
    groups: dict[datetime, list[PipelineMinute]] = defaultdict(list)
    rows = list(PipelineMinute.objects.filter(minute__gte=since, minute__lt=until).order_by("minute"))
    # Without a worker nothing is noted: then an hour is enough to look through.
    unnoted = max(rows[-1].minute + MINUTE if rows else since, end - 60 * MINUTE)
    rows += [PipelineMinute(minute=start, recorded=counts) for start, counts in _counted(unnoted, until).items()]
    for row in rows:
        groups[row.minute - timedelta(minutes=row.minute.minute % 15)].append(row)
    return [_together(since + number * quarter, groups[since + number * quarter]) for number in range(96)]


def _together(start: datetime, rows: Sequence[PipelineMinute]) -> Span:
    recorded: dict[str, int] = defaultdict(int)
    for row in rows:
        for event_type, times in row.recorded.items():
            recorded[event_type] += times
    backlogs = [row.backlog for row in rows if row.backlog is not None]
    lags = [row.lag_s for row in rows if row.lag_s is not None]
    return Span(start, dict(recorded), max(backlogs, default=None), max(lags, default=None))


@dataclass(frozen=True, slots=True)
class Batch:
    """Events that reached the warehouse together; `waited_s`: the longest that one of them waited."""

    exported_at: datetime
    events: int
    waited_s: float


def last_batches(count: int = 8, now: datetime | None = None) -> list[Batch]:
    """The newest batches of the events that arrived in the last quarter of an hour, newest first. One query."""
    rows = (
        Event.objects.filter(received_at__gte=(now or timezone.now()) - BATCHES_OF, exported_at__isnull=False)
        .order_by()
        .values_list("exported_at")
        .annotate(events=Count("pk"), oldest=Min("received_at"))
        .order_by("-exported_at")[:count]
    )
    return [
        Batch(exported_at, events, max(0.0, (exported_at - oldest).total_seconds()))
        for exported_at, events, oldest in rows
        if exported_at
    ]


def _counted(since: datetime, until: datetime) -> dict[datetime, dict[str, int]]:
    found: dict[datetime, dict[str, int]] = defaultdict(dict)
    rows = (
        Event.objects.filter(received_at__gte=since, received_at__lt=until)
        .order_by()
        .values_list(TruncMinute("received_at"), "event_type")
        .annotate(Count("pk"))
    )
    for minute, event_type, times in rows:
        found[minute][event_type] = times
    return found


def _minutes(since: datetime, until: datetime) -> list[datetime]:
    return [since + number * MINUTE for number in range(int((until - since) / MINUTE))]


def _floor(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
