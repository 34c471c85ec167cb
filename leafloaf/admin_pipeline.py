"""The admin's page "Pipeline": how events flow from the shop into Redis and the warehouse, as it happens."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from analytics import pipeline
from analytics.models.event import EventType
from analytics.models.pipeline import PipelineMinute
from analytics.pipeline import Span
from leafloaf import heartbeats
from leafloaf.admin_dashboard import CHART_OPTIONS
from leafloaf.health import LAG_TOO_LONG_S
from personalization.catch_up_state import catch_up_state
from shop.redis_client import RedisAway

Range = Literal["hour", "day"]
# Events are drawn in so many colours as the eye tells apart: each with the types it stands for.
FAMILIES: Sequence[tuple[str, str, frozenset[str]]] = (
    ("Looking around", "--pipe-1", frozenset({EventType.SEARCH_PERFORMED, EventType.RESULTS_DISPLAYED})),
    ("Passing by", "--pipe-2", frozenset({EventType.DISPLAYED_BUT_SCROLLED})),
    (
        "Opening and liking",
        "--pipe-3",
        frozenset({EventType.SEARCH_RESULT_CLICKED, EventType.PRODUCT_VIEWED, EventType.PRODUCT_LIKED}),
    ),
    (
        "Filling the cart",
        "--pipe-4",
        frozenset({EventType.CART_ITEM_ADDED, EventType.CART_ITEM_UPDATED, EventType.CART_ITEM_REMOVED}),
    ),
    ("Ordering", "--pipe-5", frozenset({EventType.ORDER_COMPLETED})),
    ("Own wishes", "--pipe-6", frozenset({EventType.PREFERENCE_UPDATED})),
)
PARTS = ("state", "figures", "notes", "types", "batches", "redis")


@dataclass(frozen=True, slots=True)
class TypeRow:
    label: str
    hour: int
    day: int


def page(request: HttpRequest) -> HttpResponse:
    """The page; asked for JSON, the numbers that its script puts into it every few seconds."""
    if not request.user.has_perm("analytics.view_event"):
        raise PermissionDenied
    shown: Range = "day" if request.GET.get("range") == "day" else "hour"
    found = figures(request, shown)
    if request.headers.get("Accept") == "application/json":
        parts = {name: render_to_string(f"admin/pipeline/{name}.html", found, request) for name in PARTS}
        answer: HttpResponse = JsonResponse({"parts": parts, "charts": found["charts"]})
    else:
        charts = {name: json.dumps(chart) for name, chart in found["charts"].items()}
        context = {**admin.site.each_context(request), **found, "title": "Pipeline", "drawn": charts}
        answer = TemplateResponse(request, "admin/pipeline/page.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def figures(request: HttpRequest, shown: Range) -> dict[str, Any]:
    """All that the page shows. Nine small queries and two questions to Redis, whatever flows."""
    now = timezone.now()
    hour, day = pipeline.last_hour(now), pipeline.last_day(now)
    spans = hour if shown == "hour" else day
    waiting = pipeline.waiting()
    catching_up = catch_up_state()
    signs = _signs()
    return {
        "shown": shown,
        "now": timezone.localtime(now),
        "waiting": waiting,
        "is_late": waiting.lag_s >= LAG_TOO_LONG_S,
        "per_minute": round(sum(span.total for span in hour[-6:-1]) / 5, 1),
        "in_hour": sum(span.total for span in hour),
        "catching_up": catching_up,
        "signs": signs,
        "silent": [name for name, age in signs.items() if age is None or age > heartbeats.SILENT_AFTER_S],
        "types": _types(hour, day),
        "batches": pipeline.last_batches(now=now),
        "is_noted": PipelineMinute.objects.filter(backlog__isnull=False).exists(),
        "any_events": any(span.total for span in spans),
        "spans": spans,
        "dead_letters_url": _dead_letters(request),
        "charts": {
            "events": _events_chart(spans, shown),
            "lag": lag_chart(spans, shown),
            "backlog": _line(spans, shown, "Events waiting", [span.backlog for span in spans], "var(--crust)"),
        },
        "stacked_options": json.dumps(STACKED),
        "line_options": json.dumps(CHART_OPTIONS),
    }


# Unit, its seconds, and up to which lag it is used.
LAG_UNITS = (
    ("Seconds", 1, 600.0),
    ("Minutes", 60, 4 * 3600.0),
    ("Hours", 3600, 4 * 86400.0),
    ("Days", 86400, float("inf")),
)

STACKED: dict[str, Any] = {
    **CHART_OPTIONS,
    "plugins": {"legend": {"display": False}, "tooltip": {"mode": "index", "intersect": False}},
    "scales": {axis: {**scale, "stacked": True} for axis, scale in CHART_OPTIONS["scales"].items()},
}


def _events_chart(spans: Sequence[Span], shown: Range) -> dict[str, Any]:
    return {
        "labels": _labels(spans, shown),
        "datasets": [
            {
                "label": label,
                "data": [sum(span.recorded.get(one, 0) for one in types) for span in spans],
                "backgroundColor": f"var({colour})",
                "maxBarThickness": 20,
            }
            for label, colour, types in FAMILIES
        ],
    }


def lag_chart(spans: Sequence[Span], shown: Range) -> dict[str, Any]:
    """In the unit in which the largest lag is a number that people read."""
    largest = max((span.lag_s or 0 for span in spans), default=0)
    unit, unit_s = next((unit, size) for unit, size, until in LAG_UNITS if largest < until)
    lags = [None if span.lag_s is None else span.lag_s / unit_s for span in spans]
    return _line(spans, shown, f"{unit} behind", lags, "var(--leaf-mid)")


def _line(
    spans: Sequence[Span], shown: Range, label: str, values: Iterable[float | None], colour: str
) -> dict[str, Any]:
    dataset = {
        "label": label,
        "data": [None if value is None else round(value, 1) for value in values],
        "borderColor": colour,
        "backgroundColor": colour,
        "borderWidth": 2,
        "pointRadius": 0,
        "pointHitRadius": 12,
        # A minute in which nobody noted anything is no break.
        "spanGaps": True,
    }
    return {"labels": _labels(spans, shown), "datasets": [dataset]}


def _labels(spans: Sequence[Span], shown: Range) -> list[str]:
    return [f"{timezone.localtime(span.start):%-I:%M %p}" for span in spans]


def _types(hour: Sequence[Span], day: Sequence[Span]) -> list[TypeRow]:
    """Every type that was seen, the most frequent first."""
    rows = [
        TypeRow(
            str(kind.label),
            sum(span.recorded.get(kind.value, 0) for span in hour),
            sum(span.recorded.get(kind.value, 0) for span in day),
        )
        for kind in EventType
    ]
    return sorted((row for row in rows if row.hour or row.day), key=lambda row: (-row.day, -row.hour))


def _signs() -> dict[heartbeats.Name, float | None]:
    try:
        return heartbeats.ages()
    except RedisAway:
        return dict.fromkeys(heartbeats.NAMES)


def _dead_letters(request: HttpRequest) -> str:
    """Where refused rows are looked at, for those who may."""
    if not request.user.has_perm("analytics.view_deadletter"):
        return ""
    try:
        return reverse("admin:analytics_deadletter_changelist")
    except NoReverseMatch:
        return ""
