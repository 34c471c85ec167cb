"""Doors to what was learned: see it, forget it, take an act back, ask for less, switch it off."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import events
from analytics.models import EventType
from analytics.privacy.settings import allows_learning, set_learning
from personalization import forgetting, learned
from personalization.api.serializers import (
    PRIVATE,
    LearnedListSerializer,
    LearnedNowSerializer,
    LessLikeThisSerializer,
    PersonalizationSettingsSerializer,
    RecentParametersSerializer,
)
from shop.errors import NotFound
from shop.identity import ensure_subject_id, session_key_of, subject_id_of

# A page that asks what it just taught asks within the minute.
RECENT = timedelta(seconds=30)
# What a shopper asks for in words: see `personalization.contributions`.
LESS = {"wish": "less"}


class LearnedView(APIView):
    @extend_schema(operation_id="listLearned", responses=LearnedListSerializer)
    def get(self, request: Request) -> Response:
        """All that was learned about the shopper, strongest first."""
        subject_id = subject_id_of(request)
        enabled = subject_id is None or allows_learning(subject_id)
        known = learned.facts(subject_id) if subject_id and enabled else []
        return Response({"facts": [learned.fact_json(fact) for fact in known], "enabled": enabled}, headers=PRIVATE)


class LearnedFacetView(APIView):
    @extend_schema(operation_id="forgetLearned", request=None, responses={204: None})
    def delete(self, request: Request, facet: str) -> Response:
        """Forget one fact, as if nothing had been done about it until now."""
        subject_id = subject_id_of(request)
        if subject_id:
            forgetting.forget(subject_id, facet)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LearnedEventView(APIView):
    @extend_schema(operation_id="undoLearned", request=None, responses={204: None})
    def delete(self, request: Request, event_id: UUID) -> Response:
        """Take back exactly one act of the shopper's own: what it taught is unlearned."""
        subject_id = subject_id_of(request)
        if subject_id is None or not events.retract(subject_id, [event_id]):
            raise NotFound("There is nothing of yours to undo under that name, or it is undone already.")
        return Response(status=status.HTTP_204_NO_CONTENT)


class LessLikeThisView(APIView):
    @extend_schema(operation_id="lessLikeThis", request=LessLikeThisSerializer, responses=LearnedNowSerializer)
    def post(self, request: Request) -> Response:
        """Show less that is like this product."""
        body = LessLikeThisSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        event = events.NewEvent(
            event_id=uuid4(),
            event_type=EventType.PREFERENCE_UPDATED,
            occurred_at=timezone.now(),
            sku=body.validated_data["sku"],
            data=LESS,
        )
        recorded = events.record(ensure_subject_id(request), session_key_of(request), [event])
        if recorded.results[0].status == "rejected":
            raise NotFound("We do not sell this product, or no longer.")
        return Response({"learned": recorded.learned})


class LearnedRecentView(APIView):
    @extend_schema(
        operation_id="listRecentlyLearned", parameters=[RecentParametersSerializer], responses=LearnedNowSerializer
    )
    def get(self, request: Request) -> Response:
        """What the last acts taught, for a page that has just written to the cart."""
        given = RecentParametersSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        subject_id = subject_id_of(request)
        since = given.validated_data.get("since") or timezone.now() - RECENT
        found: list[Any] = []
        if subject_id and allows_learning(subject_id):
            found = learned.recent(subject_id, since)
        return Response({"learned": found}, headers=PRIVATE)


class PersonalizationSettingsView(APIView):
    @extend_schema(operation_id="getPersonalizationSettings", responses=PersonalizationSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Whether the shop may learn from this shopper."""
        subject_id = subject_id_of(request)
        return Response({"enabled": subject_id is None or allows_learning(subject_id)}, headers=PRIVATE)

    @extend_schema(
        operation_id="changePersonalizationSettings",
        request=PersonalizationSettingsSerializer,
        responses=PersonalizationSettingsSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Switch learning and everything personal on or off; in force at once."""
        body = PersonalizationSettingsSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        enabled = bool(body.validated_data["enabled"])
        set_learning(ensure_subject_id(request), enabled)
        return Response({"enabled": enabled})
