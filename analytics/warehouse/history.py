"""Events that have left Postgres with their month, read back from the warehouse: for what needs the whole past."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from google.cloud.bigquery import ScalarQueryParameter

from analytics import partitions
from analytics.models import Event
from analytics.warehouse.query import Parameter, run
from shop.models import Subject

# How long the warehouse may take to find one day, or one shopper.
WAIT_S = 300.0
EVENTS_PER_STEP = 2_000


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event as it was exported, under the names of `Event`: what learns from events takes either."""

    event_id: UUID
    # Whose it is today: a visitor who has signed in since is the account.
    subject_id: UUID
    has_account: bool
    session_id: str
    event_type: str
    sku: str
    # Empty as well where the shopper did not let it be exported.
    query: str
    quantity: int | None
    position: int | None
    ranking_id: str
    data: dict[str, Any]
    occurred_at: datetime
    event_time: datetime
    received_at: datetime
    contributions: list[Any]
    interaction_strength: float | None
    # Those taken back are not in the warehouse.
    retracted_at: None = None


@dataclass(frozen=True, slots=True)
class _Owner:
    subject_id: UUID
    has_account: bool


def left_until() -> datetime | None:
    """Events that arrived before this moment may have left Postgres; None: none has."""
    months = partitions.gone_months()
    return months[-1].following.first_moment if months else None


def past_events(subject_id: UUID | None = None) -> Iterator[PastEvent]:
    """Every event that has left Postgres: one shopper's in the order they happened, or everybody's, day by day, within
    a day by shopper and in order.

    None that Postgres still has is among them, nor any of an erased shopper. A day at a time is held in memory.

    Raises:
        WarehouseError: BigQuery does not answer, or refuses; what was read before is not all.
    """
    until = left_until()
    if until is None:
        return
    if subject_id is not None:
        yield from _not_here(_of_subject(subject_id, until))
    else:
        for day in _days(until):
            yield from _not_here(_of_day(day))


_COLUMNS = """
SELECT event_id, user_id, session_id, event_type, product_id, interaction_strength, event_timestamp, raw_event_data
FROM raw_user_actions
"""


def _days(until: datetime) -> list[date]:
    answer = run(
        "SELECT DISTINCT DATE(event_timestamp) AS day FROM raw_user_actions "
        "WHERE event_timestamp < @until ORDER BY day",
        [ScalarQueryParameter("until", "TIMESTAMP", until)],
        wait_s=WAIT_S,
    )
    return [day for (day,) in answer.rows]


def _of_day(day: date) -> Iterator[PastEvent]:
    first = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _read(
        f"{_COLUMNS} WHERE event_timestamp >= @first AND event_timestamp < @last ORDER BY user_id, event_timestamp",
        [
            ScalarQueryParameter("first", "TIMESTAMP", first),
            ScalarQueryParameter("last", "TIMESTAMP", first + timedelta(days=1)),
        ],
    )


def _of_subject(subject_id: UUID, until: datetime) -> Iterator[PastEvent]:
    # Until the warehouse has been told of a sign-in, it knows the visitor's events by the visitor's key.
    keys = [*_owners(merged_into=subject_id), *_owners(pk=subject_id)]
    if not keys:
        return iter(())
    names = [f"key_{number}" for number in range(len(keys))]
    of_these = " OR ".join(f"user_id = @{name}" for name in names)
    return _read(
        f"{_COLUMNS} WHERE event_timestamp < @until AND ({of_these}) ORDER BY event_timestamp",
        [
            ScalarQueryParameter("until", "TIMESTAMP", until),
            *(ScalarQueryParameter(name, "STRING", key) for name, key in zip(names, keys, strict=True)),
        ],
    )


def _read(sql: str, parameters: Sequence[Parameter]) -> Iterator[PastEvent]:
    found = iter(run(sql, parameters, wait_s=WAIT_S).rows)
    while step := list(islice(found, EVENTS_PER_STEP)):
        owners = _owners(warehouse_key__in={user_id for _, user_id, *_ in step})
        for row in step:
            owner = owners.get(row[1])
            if owner is not None:
                yield _event(row, owner)


def _owners(**conditions: Any) -> dict[str, _Owner]:
    """Who the warehouse's keys stand for today."""
    found = Subject.objects.filter(**conditions).values_list(
        "warehouse_key", "pk", "user_id", "merged_into_id", "merged_into__user_id"
    )
    return {
        str(key): _Owner(into or pk, (into_user if into else user) is not None)
        for key, pk, user, into, into_user in found
    }


def _event(row: Sequence[Any], owner: _Owner) -> PastEvent:
    event_id, _, session_id, event_type, product_id, strength, event_time, rest = row
    return PastEvent(
        event_id=UUID(event_id),
        subject_id=owner.subject_id,
        has_account=owner.has_account,
        session_id=session_id,
        event_type=event_type,
        sku=product_id or "",
        query=rest.get("query", ""),
        quantity=rest.get("quantity"),
        position=rest.get("position"),
        ranking_id=rest.get("ranking_id", ""),
        data=rest.get("data") or {},
        occurred_at=datetime.fromisoformat(rest["occurred_at"]),
        event_time=event_time,
        received_at=datetime.fromisoformat(rest["received_at"]),
        contributions=rest.get("contributions") or [],
        interaction_strength=strength,
    )


def _not_here(events: Iterable[PastEvent]) -> Iterator[PastEvent]:
    """Without those that Postgres still has: a month may be kept longer, or an event lie beside the months."""
    rest = iter(events)
    while step := list(islice(rest, EVENTS_PER_STEP)):
        here = set(
            Event.objects.filter(
                event_id__in=[event.event_id for event in step],
                received_at__gte=min(event.received_at for event in step),
                received_at__lte=max(event.received_at for event in step),
            ).values_list("event_id", flat=True)
        )
        yield from (event for event in step if event.event_id not in here)
