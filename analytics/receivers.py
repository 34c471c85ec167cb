"""What the shop reports becomes events here, in the transaction that made it happen."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings as project
from django.db import connection
from django.dispatch import receiver
from django.utils import timezone

from analytics import events
from analytics.models import EventType
from analytics.privacy import settings
from analytics.warehouse import changes
from shop import signals
from shop.models import Order
from shop.signals import CartChange

# Names of events that the server makes are derived from their cause, so that a cause told twice is one event.
CAUSES = UUID("5d1f7a0e-6a3c-5b1e-9c55-1eaf10af0001")


@receiver(signals.cart_changed, dispatch_uid="analytics.cart_changed")
def cart_changed(
    subject_id: UUID, session_key: str, changes: Sequence[CartChange], context: Mapping[str, str], **_: Any
) -> None:
    """One event per product whose quantity changed."""
    now = timezone.now()
    position = str(context.get("position", ""))
    where = {key: str(context[key])[:80] for key in ("shelf", "source", "order") if context.get(key)}
    changed = [
        events.NewEvent(
            event_id=uuid5(CAUSES, f"cart:{subject_id}:{change.sku}:{change.before}:{change.after}:{now.isoformat()}"),
            event_type=_kind_of(change),
            occurred_at=now,
            sku=change.sku,
            query=str(context.get("query", ""))[: events.MAX_QUERY],
            quantity=change.after or change.before,
            position=int(position) if position.isdecimal() and int(position) <= events.MAX_POSITION else None,
            ranking_id=str(context.get("ranking_id", ""))[:40],
            data={"before": change.before, "after": change.after, **where},
        )
        for change in changes
    ]
    events.record(subject_id, session_key, changed)


def _kind_of(change: CartChange) -> EventType:
    """From nothing to some: added; to nothing: removed; else changed."""
    if change.before == 0:
        return EventType.CART_ITEM_ADDED
    return EventType.CART_ITEM_REMOVED if change.after == 0 else EventType.CART_ITEM_UPDATED


@receiver(signals.order_placed, dispatch_uid="analytics.order_placed")
def order_placed(order: Order, session_key: str, **_: Any) -> None:
    """One event per line, so that each product's purchase stands by itself; the warehouse keeps the lines, too."""
    if order.subject_id is None:
        return
    changes.order_changed(order.pk)
    now = timezone.now()
    bought = [
        events.NewEvent(
            event_id=purchase_id(order, line.sku),
            event_type=EventType.ORDER_COMPLETED,
            occurred_at=now,
            sku=line.sku,
            quantity=line.quantity,
            data={"order": order.number, "unit_price": str(line.unit_price), "line_total": str(line.line_total)},
        )
        for line in order.lines.all()
    ]
    events.record(order.subject_id, session_key, bought)


@receiver(signals.order_cancelled, dispatch_uid="analytics.order_cancelled")
def order_cancelled(order: Order, **_: Any) -> None:
    """What was not bought after all teaches nothing."""
    changes.order_changed(order.pk)
    if order.subject_id is not None:
        events.retract(order.subject_id, [purchase_id(order, line.sku) for line in order.lines.all()])


def purchase_id(order: Order, sku: str) -> UUID:
    """The name of the event that one line of an order is."""
    return uuid5(CAUSES, f"order:{order.number}:{sku}")


# Whether the warehouse may know the visitor: an event has been there, or what is told of orders has.
_MOVE_EVENTS = """
WITH moved AS (
    UPDATE analytics_event SET subject_id = %(target)s WHERE subject_id = %(source)s RETURNING exported_at, event_type)
SELECT COALESCE(bool_or(exported_at IS NOT NULL OR event_type = 'order_completed'), false)
    OR (SELECT created_at < %(hot_since)s FROM shop_subject WHERE id = %(source)s)
FROM moved
"""


@receiver(signals.subjects_merged, dispatch_uid="analytics.subjects_merged")
def subjects_merged(source_id: UUID, target_id: UUID, **_: Any) -> None:
    """What the visitor did, the account did."""
    hot_since = timezone.now() - timedelta(days=project.EVENT_HOT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_EVENTS, {"source": source_id, "target": target_id, "hot_since": hot_since})
        (known_to_warehouse,) = cursor.fetchone()
    if known_to_warehouse:
        changes.subject_merged(source_id)
    settings.take_over(source_id, target_id)


@receiver(signals.learning_asked, dispatch_uid="analytics.learning_asked")
def learning_asked(subject_id: UUID, **_: Any) -> bool:
    return settings.allows_learning(subject_id)
