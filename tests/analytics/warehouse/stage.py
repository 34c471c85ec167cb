"""A warehouse to export into, and small makers and questions for the tests of exporting."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from analytics.models import Event, ExportBatch, ExportState
from analytics.warehouse.client import client, table_id
from shop.models import Subject
from tests.shop.factories import make_subject

YEAR_44_BC = "0044-03-15 12:00:00+00 BC"


def make_events(count: int = 1, subject: Subject | None = None, **fields: Any) -> list[Event]:
    """Events that wait for the warehouse, a second apart."""
    subject_id = (subject or make_subject()).id
    now = timezone.now()
    rows = []
    for number in range(count):
        when = now - timedelta(seconds=count - number)
        values: dict[str, Any] = {
            "event_id": uuid4(),
            "subject_id": subject_id,
            "session_id": "session-1",
            "event_type": "product_viewed",
            "sku": "OAT",
            "occurred_at": when,
            "event_time": when,
            "received_at": when,
            "interaction_strength": 1.0,
            **fields,
        }
        rows.append(Event(**values))
    return Event.objects.bulk_create(rows)


def spoil(event: Event) -> None:
    """Make it an event that Postgres can keep and BigQuery cannot."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analytics_event SET event_time = %s WHERE event_id = %s", [YEAR_44_BC, event.event_id])


def mend(event_id: UUID) -> None:
    Event.objects.filter(event_id=event_id).update(event_time=timezone.now())


def there(table: str = "raw_user_actions") -> list[dict[str, Any]]:
    """The rows of a table of the warehouse."""
    query = f"SELECT * FROM `{table_id(table)}`"
    return [dict(row.items()) for row in client().query(query, timeout=60).result(timeout=60)]


def ids_there() -> list[str]:
    """The event ids in the warehouse, each as often as it is there."""
    return sorted(row["event_id"] for row in there())


def ids_of(events: Sequence[Event]) -> list[str]:
    return sorted(str(event.event_id) for event in events)


def waiting() -> int:
    return Event.objects.filter(exported_at=None).count()


def end_leases() -> None:
    """As if the exporters that hold a batch had died long ago."""
    ExportBatch.objects.update(lease_until=timezone.now() - timedelta(minutes=1))


def end_rest() -> None:
    """As if the time until the next try had passed."""
    ExportState.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def as_json(value: Any) -> Any:
    """A JSON column's value, however the client hands it over."""
    return json.loads(value) if isinstance(value, str) else value


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def dataset() -> str:
    return str(settings.BIGQUERY_DATASET)
