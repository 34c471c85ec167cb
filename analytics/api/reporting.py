"""From a request body to recorded events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from analytics import events, metrics
from analytics.api.event_input import FROM_BROWSERS, FROM_SERVICES, Moment, Refused, read_event
from analytics.events import NewEvent, Recorded, Result
from analytics.models import EventType
from shop import errors, identity
from shop.models import Subject, User

MAX_BATCH = 500
_moment: TypeAdapter[datetime] = TypeAdapter(Moment)


class TooManyEvents(errors.InvalidInput):
    code = "too_many_events"
    title = "Too much at once"


class NotRecorded(errors.InvalidInput):
    """The one event of a request was refused."""

    code = "invalid"


class UnknownProduct(errors.NotFound):
    code = "unknown_sku"


@dataclass(frozen=True, slots=True)
class Report:
    """A request body as far as it has a shape; its events are not yet judged."""

    events: list[Any]
    sent_at: object
    user_id: object


@dataclass(frozen=True, slots=True)
class Reporter:
    """Whom the events of a request are about, and what its sender may report."""

    subject_id: UUID
    session_id: str
    allowed: frozenset[EventType]


def reporter_of(request: Any, user_id: object) -> Reporter:
    """The session's own subject; from a service token the one that `user_id` names.

    Args:
        request: Django's or DRF's, with `auth` set.

    Raises:
        errors.InvalidInput: a service did not say whom it speaks of.
        errors.NotFound: it spoke of somebody unknown.
    """
    if request.auth == "service":
        return Reporter(_subject_named(user_id), "service", FROM_SERVICES)
    session = getattr(request, "_request", request)
    return Reporter(identity.ensure_subject_id(session), identity.session_key_of(session), FROM_BROWSERS)


def _subject_named(user_id: object) -> UUID:
    if isinstance(user_id, bool) or not isinstance(user_id, str | int):
        raise errors.InvalidInput("Say in user_id whom the events are about: an account's number or a subject's id.")
    nobody = errors.NotFound("Nobody has that user_id.")
    if str(user_id).isdecimal():
        user = User.objects.filter(pk=int(user_id)).first() if len(str(user_id)) < 19 else None
        if user is None:
            raise nobody
        return identity.subject_of_user(user).id
    try:
        found = Subject.objects.filter(pk=UUID(str(user_id))).values_list("id", "merged_into_id").first()
    except ValueError:
        found = None
    if found is None:
        raise nobody
    return found[1] or found[0]


def read_report(body: object, *, single: bool = False) -> Report:
    """The events of a body: its `events`, or itself as the only one.

    Args:
        single: the address takes one event only.

    Raises:
        errors.InvalidInput: it is neither.
        TooManyEvents: more than 500.
    """
    if not isinstance(body, dict) or (single and "events" in body) or not body.keys() & {"events", "event_id"}:
        raise errors.InvalidInput("Send one event." if single else "Send one event, or {“events”: […], “sent_at”: …}.")
    events = body.get("events", [body])
    if not isinstance(events, list):
        raise errors.InvalidInput("“events” must be a list of events.")
    if len(events) > MAX_BATCH:
        raise TooManyEvents(f"A request takes at most {MAX_BATCH} events: send the others in the next one.")
    return Report(events, body.get("sent_at"), body.get("user_id"))


def record(reporter: Reporter, report: Report, implied: EventType | None = None) -> tuple[Recorded, str]:
    """Record what can be recorded of a report.

    Returns:
        What became of each event, in their order, and the field that was wrong about the first one refused here.

    Raises:
        errors.InvalidInput: `sent_at` is no time.
    """
    sent_at = _sent(report.sent_at)
    read = [read_event(one, reporter.allowed, implied) for one in report.events]
    good = [one for one in read if isinstance(one, NewEvent)]
    recorded = Recorded([], [])
    if good:
        recorded = events.record(reporter.subject_id, reporter.session_id, good, sent_at=sent_at)
    became = iter(recorded.results)
    results = [one.result if isinstance(one, Refused) else next(became) for one in read]
    metrics.count_recorded(("unknown", "rejected") for one in read if isinstance(one, Refused))
    return Recorded(results, recorded.learned), next((one.field for one in read if isinstance(one, Refused)), "")


def _sent(sent_at: object) -> datetime | None:
    if sent_at is None:
        return None
    try:
        return _moment.validate_python(sent_at)
    except ValidationError:
        raise errors.InvalidInput("sent_at must be a time with its zone, such as 2026-11-21T10:15:00Z.") from None


def result_json(result: Result) -> dict[str, str]:
    """One result, JSON-ready; `code` and `reason` only when it was rejected."""
    answer = {"event_id": result.event_id, "status": result.status}
    return {**answer, "code": result.code, "reason": result.reason} if result.code else answer


def refusal_of(result: Result, field: str) -> errors.DomainError:
    """A rejected event as the problem that a single endpoint answers with."""
    if result.code == "unknown_sku":
        return UnknownProduct(result.reason)
    return NotRecorded(
        result.reason, errors=[{"field": field or _FIELDS.get(result.code, "body"), "message": result.reason}]
    )


_FIELDS = {"sku_missing": "sku", "in_the_future": "occurred_at", "unknown_event_type": "event_type"}
