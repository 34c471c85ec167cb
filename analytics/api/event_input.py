"""One reported event, read from JSON that nobody vouches for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analytics.events import MAX_POSITION, MAX_QUERY, NewEvent, Result
from analytics.models import EventType
from analytics.models.event import KNOWN_TYPES
from shop.models.cart import MAX_QUANTITY_PER_LINE

# What a page may report. Orders, changes of a cart and wishes are told by the shop itself, as part of doing them.
# `cart_item_added` is for pages of partners that have a cart of their own: the storefront does not send it, because
# the cart's API has already recorded the same act.
FROM_BROWSERS = frozenset(
    {
        EventType.SEARCH_PERFORMED,
        EventType.RESULTS_DISPLAYED,
        EventType.SEARCH_RESULT_CLICKED,
        EventType.PRODUCT_VIEWED,
        EventType.DISPLAYED_BUT_SCROLLED,
        EventType.PRODUCT_LIKED,
        EventType.CART_ITEM_ADDED,
    }
)
FROM_SERVICES = frozenset(EventType)

MAX_DATA_BYTES = 4096
# Outside of these years a clock says nothing. An honest clock's error is mended by `sent_at`.
FIRST_DAY, LAST_DAY = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _text(value: object) -> object:
    # pydantic would also take a number as seconds since 1970.
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _believable(value: datetime) -> datetime:
    if not FIRST_DAY <= value < LAST_DAY:
        raise ValueError("not of this century")
    return value.astimezone(UTC)


def _storable(value: str) -> str:
    if "\0" in value:
        raise ValueError("PostgreSQL keeps no zero bytes")
    return value


def _small(value: dict[str, Any]) -> dict[str, Any]:
    # Also refuses 1e999, which JSON knows and PostgreSQL does not.
    text = json.dumps(value, allow_nan=False)
    if len(text) > MAX_DATA_BYTES or "\\u0000" in text:
        raise ValueError("too large, or has zero bytes")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_believable)]
Text = Annotated[str, AfterValidator(_storable)]


class EventInput(BaseModel):
    """One event as reported. Members it does not know, such as `user_id`, are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    event_id: Annotated[UUID, BeforeValidator(_text)]
    event_type: Text
    occurred_at: Moment | None = None
    sku: Annotated[Text, Field(max_length=64)] = ""
    # A search longer than this was cut by the search, too.
    query: Annotated[Text, AfterValidator(lambda text: text[:MAX_QUERY])] = ""
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY_PER_LINE)] | None = None
    position: Annotated[int, Field(strict=True, ge=0, le=MAX_POSITION)] | None = None
    ranking_id: Annotated[Text, Field(max_length=40)] = ""
    data: Annotated[dict[str, Any], AfterValidator(_small)] = {}


WHAT_IS_RIGHT: Mapping[str, str] = {
    "event_id": "event_id must be a UUID that names this event alone.",
    "event_type": "event_type must be the name of an event.",
    "occurred_at": "occurred_at must be a time with its zone, such as 2026-11-21T10:15:00Z.",
    "sku": "sku must be a product's number, of at most 64 characters.",
    "query": "query must be a text.",
    "quantity": f"quantity must be a whole number from 1 to {MAX_QUANTITY_PER_LINE}.",
    "position": f"position must be a whole number from 0 to {MAX_POSITION}.",
    "ranking_id": "ranking_id must be a text of at most 40 characters.",
    "data": f"data must be an object of at most {MAX_DATA_BYTES} bytes.",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that cannot be recorded; `field` is what was wrong about it."""

    result: Result
    field: str


def read_event(raw: object, allowed: frozenset[EventType], implied: EventType | None = None) -> NewEvent | Refused:
    """Check one event.

    Args:
        allowed: the types this reporter may report.
        implied: the type that the address says, whatever the event says.
    """
    if not isinstance(raw, dict):
        return Refused(Result("", "rejected", "invalid_event", "An event must be a JSON object."), "body")
    event_id = str(raw.get("event_id", ""))[:64]
    try:
        given = EventInput.model_validate({**raw, "event_type": implied} if implied else raw)
    except ValidationError as refused:
        field = str(refused.errors(include_url=False, include_context=False)[0]["loc"][0])
        return Refused(Result(event_id, "rejected", f"invalid_{field}", WHAT_IS_RIGHT[field]), field)
    if given.event_type not in KNOWN_TYPES:
        reason = f"There is no event “{given.event_type[:40]}”. Known are: {', '.join(sorted(allowed))}."
        return Refused(Result(event_id, "rejected", "unknown_event_type", reason), "event_type")
    if given.event_type not in allowed:
        reason = f"“{given.event_type}” is recorded by the shop itself when it happens."
        return Refused(Result(event_id, "rejected", "not_from_browsers", reason), "event_type")
    return NewEvent(
        event_id=given.event_id,
        event_type=given.event_type,
        occurred_at=given.occurred_at or timezone.now(),
        sku=given.sku,
        query=given.query,
        quantity=given.quantity,
        position=given.position,
        ranking_id=given.ranking_id,
        data=given.data,
    )
