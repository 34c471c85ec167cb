"""Recording what happened: one row per event, whoever reports it and however often."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from analytics import metrics
from analytics.models import Event, EventType
from analytics.models.event import KNOWN_TYPES
from analytics.signals import events_recorded, events_recording, events_retracted
from analytics.warehouse import changes
from shop.prepared import prepared_cursor

# A browser may hold events back while it is offline; older ones count as this old.
MAX_AGE = timedelta(days=7)
# Clocks run ahead a little; further ahead the time is not believed and the event refused.
MAX_AHEAD = timedelta(minutes=10)
DAY = timedelta(days=1)

MAX_QUERY = 200
MAX_POSITION = 10_000

NEEDS_PRODUCT = KNOWN_TYPES - {
    EventType.SEARCH_PERFORMED,
    EventType.RESULTS_DISPLAYED,
    EventType.PREFERENCE_UPDATED,
}

Status = Literal["accepted", "duplicate", "rejected"]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as reported. `occurred_at` is the reporter's word."""

    event_id: UUID
    event_type: str
    occurred_at: datetime
    sku: str = ""
    query: str = ""
    quantity: int | None = None
    position: int | None = None
    ranking_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one reported event."""

    event_id: str
    status: Status
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Recorded:
    """One result per event, in their order, and what was learned (empty inside a larger transaction)."""

    results: list[Result]
    learned: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What an event's product was when it happened."""

    product_id: int
    name: str
    category_path: tuple[str, ...]
    brand: str | None
    attributes: tuple[str, ...]
    dietary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What recording a batch needs to know: whom it is about, what they allow, and the products by sku."""

    # None: nobody, or somebody who has been erased. A visitor who signed in is the account.
    subject_id: UUID | None
    has_account: bool
    learning_allowed: bool
    products: Mapping[str, ProductFacts]
    # How often the subject did each thing with each of these products in the last day: (sku, event type) -> times.
    today: Mapping[tuple[str, str], int]
    # Those of the products that the subject has bought before; looked up only where the batch has purchases.
    bought: frozenset[str]


# Each product is looked up by itself: given a list, Postgres may read all that the subject did that day instead.
_CONTEXT = """
SELECT who.id, who.user_id IS NOT NULL, COALESCE(privacy.personalization_enabled, true), facts.products, recent.acts,
       past.purchases
FROM (SELECT json_agg(json_build_array(p.sku, p.id, p.name, c.path, b.slug, p.attributes, p.dietary)) AS products
      FROM unnest(%(skus)s::text[]) AS wanted (sku)
      CROSS JOIN LATERAL (SELECT * FROM shop_product WHERE sku = wanted.sku OFFSET 0) p
      CROSS JOIN LATERAL (SELECT path FROM shop_category WHERE id = p.category_id OFFSET 0) c
      LEFT JOIN LATERAL (SELECT slug FROM shop_brand WHERE id = p.brand_id OFFSET 0) b ON true) facts
LEFT JOIN LATERAL (
    SELECT who.id, who.user_id FROM shop_subject came
    JOIN shop_subject who ON who.id = COALESCE(came.merged_into_id, came.id)
    WHERE came.id = %(subject)s OFFSET 0) who ON true
LEFT JOIN analytics_privacysetting privacy ON privacy.subject_id = who.id
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(wanted.sku, done.event_type, done.times)) AS acts
    FROM unnest(%(skus)s::text[]) AS wanted (sku) CROSS JOIN LATERAL (
        SELECT event_type, count(*) AS times FROM analytics_event
        WHERE subject_id = who.id AND sku = wanted.sku AND sku <> '' AND retracted_at IS NULL
          AND event_time > %(day_ago)s AND received_at > %(day_ago)s AND received_at < %(soon)s
          AND event_id <> ALL(%(batch)s)
        GROUP BY event_type OFFSET 0) done) recent
CROSS JOIN LATERAL (
    SELECT json_agg(wanted.sku) AS purchases
    FROM unnest(%(bought)s::text[]) AS wanted (sku)
    WHERE EXISTS (
        SELECT FROM analytics_event
        WHERE subject_id = who.id AND sku = wanted.sku AND sku <> '' AND retracted_at IS NULL
          AND event_type = 'order_completed' AND event_id <> ALL(%(batch)s))
    -- The events of older orders have left for the warehouse.
    OR EXISTS (
        SELECT FROM shop_order buy JOIN shop_orderline line ON line.order_id = buy.id
        WHERE buy.subject_id = who.id AND line.sku = wanted.sku AND buy.created_at < %(hot_since)s
          AND buy.status NOT IN ('pending_payment', 'payment_failed', 'cancelled'))) past
"""

# The subject is looked up once more in the statement that writes: it may have signed in since the context was read.
# Of two transactions that bring the same id, the second waits for the first at the table of ids.
_INSERT = """
WITH who AS (SELECT COALESCE(merged_into_id, id) AS id FROM shop_subject WHERE id = %(subject)s {lock}),
rows AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row (
        event_id uuid, event_type text, sku text, query text, quantity smallint, position smallint, ranking_id text,
        data jsonb, occurred_at timestamptz, event_time timestamptz, contributions jsonb, interaction_strength float8)),
fresh AS (
    INSERT INTO analytics_eventid (event_id) SELECT event_id FROM who, rows ORDER BY event_id
    ON CONFLICT DO NOTHING RETURNING event_id)
INSERT INTO analytics_event (event_id, subject_id, session_id, event_type, sku, query, quantity, position, ranking_id,
                             data, occurred_at, event_time, received_at, contributions, interaction_strength)
SELECT event_id, who.id, %(session)s::text, event_type, sku, query, quantity, position, ranking_id,
       data, occurred_at, event_time, %(received_at)s::timestamptz, contributions, interaction_strength
FROM who, rows JOIN fresh USING (event_id)
RETURNING event_id, subject_id
"""
# Waits for a merge of this subject that is under way. Only where we hold no other lock: a merge takes the subjects
# before the carts, whoever changes a cart holds that first.
_INSERT_ALONE = _INSERT.format(lock="FOR SHARE")
_INSERT_WITHIN = _INSERT.format(lock="")


def context_of(subject_id: UUID, events: Sequence[NewEvent] | Sequence[Event]) -> Context:
    """What is known before the events of a batch. One query, whatever the batch."""
    now = timezone.now()
    values: dict[str, Any] = {
        "subject": subject_id,
        "skus": sorted({event.sku for event in events if event.sku}),
        "bought": sorted({event.sku for event in events if event.event_type == EventType.ORDER_COMPLETED}),
        "batch": [event.event_id for event in events],
        "day_ago": now - DAY,
        # No other server's clock is further ahead. Months to come need not be looked into.
        "soon": now + timedelta(hours=1),
        "hot_since": now - timedelta(days=settings.EVENT_HOT_DAYS),
    }
    with prepared_cursor() as cursor:
        cursor.execute(_CONTEXT, values)
        who, has_account, allowed, rows, acts, purchases = cursor.fetchone()
    products = {
        sku: ProductFacts(product_id, name, tuple(path), brand, tuple(attributes), tuple(dietary))
        for sku, product_id, name, path, brand, attributes, dietary in rows or ()
    }
    today = {(sku, event_type): times for sku, event_type, times in acts or ()}
    return Context(who, has_account, allowed, products, today, frozenset(purchases or ()))


def record(
    subject_id: UUID, session_id: str, events: Sequence[NewEvent], *, sent_at: datetime | None = None
) -> Recorded:
    """Record a batch of one subject's events: each counts once, whatever happens around it.

    The batch is one INSERT. What the events teach is derived before it (`events_recording`) and applied after the
    commit (`events_recorded`); inside a caller's transaction that is after the caller's commit.

    Args:
        sent_at: the reporter's clock when it sent the batch; an event's age by that clock is taken from ours.
    """
    now = timezone.now()
    context = context_of(subject_id, events)
    results: dict[int, Result] = {}
    rows: dict[UUID, Event] = {}
    for place, event in enumerate(events):
        refusal = _refusal(event, sent_at or now, context)
        if refusal:
            results[place] = refusal
        elif event.event_id in rows:
            results[place] = Result(str(event.event_id), "duplicate")
        else:
            rows[event.event_id] = _row(context.subject_id or subject_id, session_id, event, sent_at or now, now)
    learned: list[dict[str, Any]] = []
    if rows:
        if context.learning_allowed:
            _derive(list(rows.values()), context)
        within = connection.in_atomic_block
        fresh = _insert(subject_id, session_id, now, rows, within=within)
        if within:
            transaction.on_commit(lambda: _tell(fresh, context) and None)
        else:
            learned = _tell(fresh, context)
        new = {row.event_id for row in fresh}
        for place, event in enumerate(events):
            if place not in results:
                results[place] = Result(str(event.event_id), "accepted" if event.event_id in new else "duplicate")
    ordered = [results[place] for place in range(len(events))]
    metrics.count_recorded((event.event_type, result.status) for event, result in zip(events, ordered, strict=True))
    return Recorded(ordered, learned)


def _refusal(event: NewEvent, sent_at: datetime, context: Context) -> Result | None:
    event_id = str(event.event_id)
    if context.subject_id is None:
        return Result(event_id, "rejected", "unknown_subject", "Your session is no longer known here. Reload the page.")
    if event.event_type not in KNOWN_TYPES:
        return Result(event_id, "rejected", "unknown_event_type", f"There is no event “{event.event_type[:40]}”.")
    if event.event_type in NEEDS_PRODUCT and not event.sku:
        return Result(event_id, "rejected", "sku_missing", "This event needs the sku of a product.")
    if event.sku and event.sku not in context.products:
        return Result(event_id, "rejected", "unknown_sku", f"There is no product “{event.sku[:64]}”.")
    if event.occurred_at - sent_at > MAX_AHEAD:
        return Result(event_id, "rejected", "in_the_future", "The event's time is ahead of the time it was sent.")
    # It may have come before, and left Postgres since with its month: only so old an event can do that.
    if sent_at - event.occurred_at > timedelta(days=settings.EVENT_HOT_DAYS):
        return Result(event_id, "rejected", "too_old", "This happened too long ago to be counted now.")
    return None


def _row(subject_id: UUID, session_id: str, event: NewEvent, sent_at: datetime, now: datetime) -> Event:
    age = min(max(sent_at - event.occurred_at, timedelta(0)), MAX_AGE)
    return Event(
        event_id=event.event_id,
        subject_id=subject_id,
        session_id=session_id,
        event_type=event.event_type,
        sku=event.sku,
        query=event.query,
        quantity=event.quantity,
        position=event.position,
        ranking_id=event.ranking_id,
        data=dict(event.data),
        occurred_at=event.occurred_at,
        event_time=now - age,
        received_at=now,
    )


def _derive(rows: list[Event], context: Context) -> None:
    """Let the floor above fill what the events teach.

    Its faults are logged, and never stop a sale or lose an event.
    """
    answers = events_recording.send_robust(sender=Event, events=rows, context=context)
    if any(isinstance(answer, Exception) for _, answer in answers):
        for row in rows:
            row.contributions, row.interaction_strength = [], None


def _insert(
    subject_id: UUID, session_id: str, now: datetime, rows: Mapping[UUID, Event], *, within: bool
) -> list[Event]:
    """Write the rows that are new and return them. In order of id, so that no two batches wait for each other."""
    ordered = sorted(rows.values(), key=lambda row: row.event_id)
    as_json = _json([{name: getattr(row, name) for name in _COLUMNS} for row in ordered])
    values: dict[str, Any] = {"subject": subject_id, "session": session_id, "received_at": now, "rows": as_json}
    with prepared_cursor() as cursor:
        cursor.execute(_INSERT_WITHIN if within else _INSERT_ALONE, values)
        written = dict(cursor.fetchall())
    fresh = [row for row in rows.values() if row.event_id in written]
    for row in fresh:
        row.subject_id = written[row.event_id]
    return fresh


_COLUMNS = (
    "event_id", "event_type", "sku", "query", "quantity", "position", "ranking_id", "data", "occurred_at",
    "event_time", "contributions", "interaction_strength",
)  # fmt: skip


def _json(rows: list[dict[str, Any]]) -> str:
    try:
        return orjson.dumps(rows).decode()
    except TypeError:
        # A number in an event's data that needs more than 64 bits.
        return json.dumps(rows, default=str)


def _tell(fresh: list[Event], context: Context) -> list[dict[str, Any]]:
    if not fresh:
        return []
    answers = events_recorded.send_robust(sender=Event, events=fresh, has_account=context.has_account)
    return [fact for _, answer in answers if isinstance(answer, list) for fact in answer]


def retract(subject_id: UUID, event_ids: Iterable[UUID]) -> int:
    """Take back a subject's own events: from now on they count for nothing. Returns how many were still counting."""
    with transaction.atomic():
        mine = list(
            Event.objects.select_for_update()
            .filter(subject_id=subject_id, event_id__in=list(event_ids), retracted_at=None)
            .order_by("event_id")
        )
        if mine:
            now = timezone.now()
            for event in mine:
                event.retracted_at = now
            Event.objects.filter(event_id__in=[event.event_id for event in mine]).update(retracted_at=now)
            changes.events_changed(mine)
            transaction.on_commit(lambda: events_retracted.send_robust(sender=Event, events=mine) and None)
    return len(mine)
