"""Reading reported events: each is judged by itself, so that one bad event does not cost the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from analytics.events import NewEvent, Result
from analytics.models import EventType
from shop.errors import InvalidInput

MAX_EVENTS = 500
MAX_DATA_CHARACTERS = 4_000

# What a browser may say. What happens to carts and orders the server says itself, because it knows.
BROWSER_TYPES = frozenset(
    {
        EventType.SEARCH_PERFORMED,
        EventType.RESULTS_DISPLAYED,
        EventType.SEARCH_RESULT_CLICKED,
        EventType.PRODUCT_VIEWED,
        EventType.DISPLAYED_BUT_SCROLLED,
        EventType.PRODUCT_LIKED,
    }
)

Text = Annotated[str, StringConstraints(strict=True, pattern=r"^[^\x00]*$")]


class EventBody(BaseModel):
    """One event as it comes. Unknown members are ignored; nobody's identity is among them."""

    model_config = ConfigDict(extra="ignore")

    event_id: UUID
    event_type: Annotated[Text, Field(max_length=32)]
    occurred_at: AwareDatetime | None = None
    sku: Annotated[Text, Field(max_length=64)] = ""
    query: Annotated[Text, Field(max_length=200)] = ""
    quantity: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    position: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    ranking_id: Annotated[Text, Field(max_length=40)] = ""
    data: dict[str, Any] = Field(default_factory=dict)


_EVENT = TypeAdapter(EventBody)
_TIME = TypeAdapter(AwareDatetime)

_WORDS = {
    "event_id": "a UUID made by the sender",
    "event_type": "the name of an event",
    "occurred_at": "a time with its zone, such as 2026-01-31T12:00:00Z",
    "sku": "the sku of a product",
    "query": "at most 200 characters",
    "quantity": "a whole number from 1 to 999",
    "position": "a whole number from 0 to 10000",
    "ranking_id": "the ranking_id of a list",
    "data": "a JSON object",
}


def read_batch(body: Any) -> tuple[list[Any], datetime | None]:
    """The events of a body, not yet judged, and when it was sent.

    Raises:
        InvalidInput: when the body is neither an event nor a list of at most 500.
    """
    if not isinstance(body, dict):
        raise InvalidInput("Send {“events”: […]} or one event as a JSON object.")
    if "events" not in body:
        return [body], read_sent_at(body)
    events = body["events"]
    if not isinstance(events, list):
        raise InvalidInput("“events” must be a list of events.")
    if len(events) > MAX_EVENTS:
        raise InvalidInput(f"At most {MAX_EVENTS} events at once: send the rest in another call.")
    return events, read_sent_at(body)


def read_sent_at(body: Mapping[str, Any]) -> datetime | None:
    raw = body.get("sent_at")
    if raw is None:
        return None
    try:
        return _TIME.validate_python(raw)
    except ValidationError:
        raise InvalidInput("“sent_at” must be a time with its zone, such as 2026-01-31T12:00:00Z.") from None


def read_event(
    raw: Any, allowed: frozenset[EventType] | None, event_type: EventType | None = None
) -> NewEvent | Result:
    """One event, or why it is refused.

    Args:
        allowed: types this sender may report; None for all.
        event_type: the type when the address says it already.
    """
    if not isinstance(raw, dict):
        return Result("", "rejected", "malformed", "An event is a JSON object.")
    event_id = str(raw.get("event_id", ""))[:40]
    if event_type is not None:
        raw = {**raw, "event_type": event_type.value}
    try:
        body = _EVENT.validate_python(raw)
    except ValidationError as refused:
        field = str(refused.errors(include_url=False, include_input=False)[0]["loc"][0])
        return Result(event_id, "rejected", "malformed", f"“{field}” must be {_WORDS.get(field, 'something else')}.")
    if body.event_type not in EventType.values:
        return Result(event_id, "rejected", "unknown_event_type", f"There is no event “{body.event_type}”.")
    if allowed is not None and body.event_type not in allowed:
        return Result(event_id, "rejected", "not_yours", f"“{body.event_type}” is recorded by the shop itself.")
    if len(str(body.data)) > MAX_DATA_CHARACTERS or "\\u0000" in repr(body.data) or "\\x00" in repr(body.data):
        return Result(event_id, "rejected", "malformed", f"“data” must be at most {MAX_DATA_CHARACTERS} characters.")
    return NewEvent(
        event_id=body.event_id,
        event_type=body.event_type,
        occurred_at=body.occurred_at or timezone.now(),
        sku=body.sku,
        query=body.query,
        quantity=body.quantity,
        position=body.position,
        ranking_id=body.ranking_id,
        data=body.data,
    )
