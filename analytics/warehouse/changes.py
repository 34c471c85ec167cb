"""Notes of what the warehouse must be told again: events taken back, orders placed or cancelled, visitors signed in.

A note is written in the transaction that makes the change, so that both are there or neither; `telling` does the rest.
"""

from collections.abc import Iterable
from datetime import UTC
from uuid import UUID

from analytics.models import Event, WarehouseChange
from analytics.warehouse import dead_letters
from analytics.warehouse.rows import TABLE


def events_changed(events: Iterable[Event]) -> None:
    """Note, in the transaction that changed them and holds their locks, that these events are no longer as they were.

    One that has not left yet needs no note: it leaves as it is then.
    """
    events = list(events)
    dead_letters.forget(TABLE, [str(event.event_id) for event in events if event.exported_at is None])
    WarehouseChange.objects.bulk_create(
        WarehouseChange(
            kind=WarehouseChange.Kind.EVENT,
            key=str(event.event_id),
            day=event.event_time.astimezone(UTC).date(),
            taken_back=event.retracted_at is not None,
        )
        for event in events
        if event.exported_at is not None
    )


def order_changed(order_id: int) -> None:
    """Note, in its transaction, that an order was placed or cancelled."""
    WarehouseChange.objects.create(kind=WarehouseChange.Kind.ORDER, key=str(order_id))


def subject_merged(source_id: UUID) -> None:
    """Note, in its transaction, that a visitor's rows are the account's from now on."""
    WarehouseChange.objects.create(kind=WarehouseChange.Kind.SUBJECT, key=str(source_id))
