"""What an event is in the warehouse: a row of `raw_user_actions`, as JSON, made by Postgres.

Postgres makes it because it is many times faster at it, and because it can also write down what Python cannot read (a
time before year 1): BigQuery then refuses that one row, instead of Python the whole batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

TABLE = "raw_user_actions"
KEY = "event_id"


@dataclass(frozen=True, slots=True)
class Row:
    """A row on its way. `day` is the day of its partition, in UTC; `text` is the JSON object; `source` is what in
    Postgres it was made of, as a change of its kind names it."""

    key: str
    day: str
    text: str
    source: str = ""


# An event of a shopper who has been erased, or one that was taken back, is no row. Order numbers name people: they stay
# here.
_ROWS = """
SELECT event.event_id::text, (event.event_time AT TIME ZONE 'UTC')::date::text, jsonb_build_object(
    'event_id', event.event_id,
    'event_timestamp', event.event_time,
    'event_type', event.event_type,
    'user_id', who.warehouse_key,
    'session_id', event.session_id,
    'product_id', NULLIF(event.sku, ''),
    'interaction_strength', event.interaction_strength,
    'raw_event_data', jsonb_strip_nulls(jsonb_build_object(
        'query', CASE WHEN COALESCE(privacy.track_searches, true) THEN NULLIF(event.query, '') END,
        'quantity', event.quantity,
        'position', event.position,
        'ranking_id', NULLIF(event.ranking_id, '')
    )) || jsonb_build_object(
        'data', event.data - 'order',
        'occurred_at', event.occurred_at,
        'received_at', event.received_at,
        'contributions', event.contributions
    )
)::text
FROM analytics_event event
JOIN shop_subject came ON came.id = event.subject_id
JOIN shop_subject who ON who.id = COALESCE(came.merged_into_id, came.id)
LEFT JOIN analytics_privacysetting privacy ON privacy.subject_id = who.id
WHERE event.event_id = ANY(%(ids)s::uuid[]) AND event.received_at BETWEEN %(first)s AND %(last)s
  AND event.retracted_at IS NULL
"""


def rows_of(event_ids: Sequence[UUID], first: datetime, last: datetime) -> list[Row]:
    """The rows that these events, received between `first` and `last`, shall be in the warehouse now.

    The same events give the same rows, but for what has changed about their shopper meanwhile.
    """
    values: dict[str, Any] = {"ids": _array(event_ids), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        return [Row(*columns) for columns in cursor.fetchall()]


def _array(ids: Sequence[UUID]) -> str:
    # As one text: a list would be sent as so many literals.
    return f"{{{','.join(str(one) for one in ids)}}}"
