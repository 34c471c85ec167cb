"""The shortest way through a request that reports events: the checks of every API request, and nothing else.

Django REST framework's own request, negotiation and rendering take longer than recording an event. What it would do
that a client could notice is done here by its own parts: authentication, CSRF, limits, parsing, problems. Its view
class stays for the schema, and for requests that are not plain posts of JSON.
"""

from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.api.authentication import SubjectSession
from analytics.api.throttles import EventsThrottle
from shop.api.authentication import ServiceToken
from shop.api.parsers import StrictJSONParser
from shop.api.problems import PROBLEM_TYPE, exception_handler

PLAIN = frozenset({"application/json", "text/plain"})

_service_token, _session, _parser = ServiceToken(), SubjectSession(), StrictJSONParser()


class EventsDoor(APIView):
    """A view whose POST answers `answer(request, body)`, a dict ready for JSON."""

    authentication_classes = [ServiceToken, SubjectSession]
    throttle_classes = [EventsThrottle]

    def answer(self, request: Any, body: object) -> dict[str, Any]:
        """What the body comes to. `request` is Django's own or DRF's: both have `auth`, `session` and `META`."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not _is_plain(request):
            return super().dispatch(request, *args, **kwargs)
        return _answered(request, self.answer)

    def post(self, request: Request) -> Response:
        return Response(self.answer(request, request.data))


def _is_plain(request: HttpRequest) -> bool:
    accepted = request.META.get("HTTP_ACCEPT", "*/*")
    return request.content_type in PLAIN and ("*/*" in accepted or "application/json" in accepted)


def _answered(request: Any, answer: Callable[[Any, object], dict[str, Any]]) -> HttpResponse:
    try:
        request.auth = _authenticated(request)
        throttle = EventsThrottle()
        if not throttle.allow_request(request, None):
            raise exceptions.Throttled(throttle.wait())
        return _json(answer(request, _parser.parse(request)))
    except Exception as refusal:
        return _problem(refusal)


def _authenticated(request: Any) -> str | None:
    """ "service" for a trusted server; else the session has passed its checks."""
    # Asked of META: Django's `headers` reads them all first.
    if "HTTP_AUTHORIZATION" in request.META and (service := _service_token.authenticate(request)):
        return service[1]
    _session.authenticate(request)
    return None


def _problem(refusal: Exception) -> HttpResponse:
    answer = exception_handler(refusal, {})
    if answer is None:
        raise refusal
    response = _json(answer.data, status=answer.status_code, content_type=PROBLEM_TYPE)
    for name, value in answer.headers.items():
        if name not in ("Content-Type", "Allow"):
            response[name] = value
    if isinstance(refusal, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _json(value: Any, status: int = 200, content_type: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(value, option=orjson.OPT_UTC_Z), status=status, content_type=content_type)
