"""A request's database queries, the time they took, and its Redis round trips, in the answer's headers on demand."""

import threading
import time
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
        queries, seconds = 0, 0.0

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal queries, seconds
            queries += 1
            started = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                seconds += time.perf_counter() - started

        _counts.redis = 0
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(queries)
        response["X-Postgres-Ms"] = f"{1000 * seconds:.3f}"
        response["X-Redis"] = str(_counts.redis)
        return response
