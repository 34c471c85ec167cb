"""Every request is timed, counted and logged: by its route's pattern, never by what a visitor typed."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from leafloaf.logs import REQUESTS, route_of
from leafloaf.metrics import REQUEST_SECONDS

log = logging.getLogger(REQUESTS)

# A stranger may send any word as a method: only these become a label.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds by machines, or many times by one page: counted, but logged only at DEBUG.
QUIET = ("api/v1/health", "metrics", "static", "media")
PROBES = ("/api/v1/health", "/metrics")


class QueriesCounted:
    """How many statements a request sent to Postgres, and how long it waited for them."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - started


class RequestsWatched:
    """Middleware around all others but the one that knows the request's id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.static = settings.STATIC_URL

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        if request.path_info.startswith(PROBES):
            # Probes and scrapers come to an address of ours, not to a name of the shop's.
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].removeprefix(".")
        queries = QueriesCounted()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        self._note(request, response, queries, time.perf_counter() - started)
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, queries: QueriesCounted, seconds: float) -> None:
        method = request.method if request.method in METHODS else "OTHER"
        route, status = self._route(request), response.status_code
        REQUEST_SECONDS.labels(method, route, f"{status // 100}xx").observe(seconds)
        level = logging.WARNING if status >= 500 else logging.DEBUG if route.startswith(QUIET) else logging.INFO
        if log.isEnabledFor(level):
            log.log(
                level,
                "%s %s: %d",
                method,
                route,
                status,
                extra={
                    "method": method,
                    "route": route,
                    "status": status,
                    "milliseconds": round(1000 * seconds, 1),
                    "bytes": None if response.streaming else len(getattr(response, "content", b"")),
                    "queries": queries.count,
                    "query_milliseconds": round(1000 * queries.seconds, 1),
                },
            )

    def _route(self, request: HttpRequest) -> str:
        # Files are served before any address is looked up.
        is_file = request.resolver_match is None and request.path_info.startswith(self.static)
        return "static" if is_file else route_of(request)
