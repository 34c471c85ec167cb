"""Counts of a request's database queries and Redis round trips, given in the answer's headers when asked for."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from redis.connection import AbstractConnection

_counts = threading.local()
_send_packed_command = AbstractConnection.send_packed_command


def _counted_send(self: AbstractConnection, *args: Any, **kwargs: Any) -> Any:
    # A pipeline is one packed command, and one round trip.
    _counts.redis = getattr(_counts, "redis", 0) + 1
    return _send_packed_command(self, *args, **kwargs)


class CountingMiddleware:
    """Counts only requests that carry `X-Count: 1`, so that measured ones pay nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        AbstractConnection.send_packed_command = _counted_send  # type: ignore[method-assign]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("X-Count") != "1":
            return self.get_response(request)
        queries = 0

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        _counts.redis = 0
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(queries)
        response["X-Redis"] = str(_counts.redis)
        return response
