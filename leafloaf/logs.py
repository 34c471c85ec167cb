"""What a log line looks like, for every process: one JSON object a line in production, readable text on one machine.

No line of ours holds a mail address, a name, a network address, what somebody searched for, or a raw path: the route's
pattern, the status, times and sizes are what operators need; the load balancer's own log has addresses, under its own
retention. A traceback is one field of one line.
"""

from logging import Filter, Formatter, LogRecord
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.core import RESERVED_ATTRS

REQUESTS = "leafloaf.request"
TASKS = "leafloaf.task"
# Tasks that the clock started, not somebody: some run every few seconds.
CLOCKWORK = "leafloaf.task.clockwork"

# Django hands the request itself along; it is no text, and holds what a log must not.
_NEVER = ("request", "server_time")


def logging_config(form: str, level: str) -> dict[str, Any]:
    """The logging configuration of a process.

    Args:
        form: "json" or "text".
        level: the least level shown, such as "INFO".
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "django_guid.log_filters.CorrelationId", "correlation_id_field": "request_id"},
            "no_path": {"()": "leafloaf.logs.RouteForPath"},
        },
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "message", "request_id"],
                "rename_fields": {"levelname": "level", "name": "logger", "exc_info": "traceback"},
                "reserved_attrs": [*RESERVED_ATTRS, *_NEVER],
                "timestamp": "time",
                "json_ensure_ascii": False,
            },
            "text": {"()": "leafloaf.logs.Readable"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["request_id", "no_path"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            # Whoever scans the net sends such; each would be a line.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Each task that comes and goes, in their words; ours are said by `leafloaf.tasks_watched`.
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
            # It tells of each id it makes, and of each that a stranger made up.
            "django_guid": {"level": "ERROR"},
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            CLOCKWORK: {"level": "NOTSET" if form == "json" else "WARNING"},
        },
    }


class RouteForPath(Filter):
    """Django's own lines about a request name its path, which may hold anything: they name its route instead.

    One without a traceback says only what our line about the request says, and is dropped.
    """

    def filter(self, record: LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple) and record.args:
            if record.name == "django.request" and not record.exc_info:
                return False
            record.args = (*record.args[:-1], route_of(request))
        return True


def route_of(request: HttpRequest) -> str:
    """The pattern that matched the request's path, such as "api/v1/products/<sku>/"; "nothing" when none did."""
    match = request.resolver_match
    if match is None:
        return "nothing"
    if match.view_name == "storefront":
        return "storefront"
    return str(match.route).replace("^", "").removesuffix("$").removesuffix("/?")


class Readable:
    """A line for people: time, level where it matters, and the sentence."""

    def __init__(self) -> None:
        self._plain = Formatter("%(asctime)s %(message)s", "%H:%M:%S")
        self._loud = Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: LogRecord) -> str:
        if record.name in {REQUESTS, TASKS}:
            milliseconds = getattr(record, "milliseconds", None)
            line = self._plain.format(record)
            return line if milliseconds is None else f"{line} in {milliseconds:g} ms"
        return self._loud.format(record)
