"""Doors through which the page, and trusted servers, tell what happened."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api import reporting
from analytics.api.door import EventsDoor
from analytics.api.serializers import (
    ActSerializer,
    EventBatchSerializer,
    EventInSerializer,
    EventRecordedSerializer,
    EventsRecordedSerializer,
)
from analytics.api.throttles import charge
from analytics.models import EventType


class EventsView(EventsDoor):
    @extend_schema(operation_id="recordEvents", request=EventBatchSerializer, responses=EventsRecordedSerializer)
    def post(self, request: Request) -> Response:
        """Record a batch of events, or one. An event that is refused is answered by itself and holds up no other.

        The body may come as text/plain, which needs no preflight. Send again whatever was not answered: the same
        event_id counts once.
        """
        return super().post(request)

    def answer(self, request: Any, body: object) -> dict[str, Any]:
        report = reporting.read_report(body)
        charge(request, len(report.events))
        recorded, _ = reporting.record(reporting.reporter_of(request, report.user_id), report)
        results = [reporting.result_json(result) for result in recorded.results]
        return {"results": results, "learned": recorded.learned}


class OneEventDoor(EventsDoor):
    """A door for a single event, whose refusal is a problem."""

    event_type: EventType | None = None

    def answer(self, request: Any, body: object) -> dict[str, Any]:
        report = reporting.read_report(body, single=True)
        recorded, field = reporting.record(reporting.reporter_of(request, report.user_id), report, self.event_type)
        [result] = recorded.results
        if result.status == "rejected":
            raise reporting.refusal_of(result, field)
        return {**reporting.result_json(result), "learned": recorded.learned}


class TrackView(OneEventDoor):
    @extend_schema(operation_id="trackInteraction", request=EventInSerializer, responses=EventRecordedSerializer)
    def post(self, request: Request) -> Response:
        """Record one event of any type that a page may report."""
        return super().post(request)


class ClickView(OneEventDoor):
    event_type = EventType.SEARCH_RESULT_CLICKED

    @extend_schema(operation_id="recordClick", request=ActSerializer, responses=EventRecordedSerializer)
    def post(self, request: Request) -> Response:
        """Record that a product of a list was clicked."""
        return super().post(request)


class CartAddView(OneEventDoor):
    event_type = EventType.CART_ITEM_ADDED

    @extend_schema(operation_id="recordCartAdd", request=ActSerializer, responses=EventRecordedSerializer)
    def post(self, request: Request) -> Response:
        """Record that a product was added to a cart that is not this shop's, on a partner's page.

        Never call it beside the cart's own endpoints: they record what they do.
        """
        return super().post(request)
