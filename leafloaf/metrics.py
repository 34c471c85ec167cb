"""What is counted about requests and tasks, and the page that Prometheus reads."""

import logging
from collections.abc import Iterable
from functools import cache
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from analytics import pipeline
from leafloaf import metric_files
from shop.api.problems import PROBLEM_TYPE, problem

log = logging.getLogger(__name__)

REQUEST_SECONDS = Histogram(
    "leafloaf_request_seconds",
    "Time to answer a request, by route (its pattern, never the path), method and class of status.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
TASK_SECONDS = Histogram(
    "leafloaf_task_seconds",
    "Time that a background task takes, failed ones included.",
    ["task"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900),
)
TASKS = Counter("leafloaf_tasks", "Background tasks that ended, by state (success, failure, retry).", ["task", "state"])


class PipelineCollector(Collector):
    """What all processes share is asked of Postgres when somebody wants to know it, not kept by each of them."""

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        try:
            found = pipeline.waiting()
        except DatabaseError as away:
            log.warning("Postgres did not say what waits for the export: %s", away)
            found = None
        yield _gauge("leafloaf_pipeline_known", "0 when Postgres did not say what waits.", int(found is not None))
        if found is not None:
            yield _gauge("leafloaf_export_backlog_events", "Events that wait to reach the warehouse.", found.backlog)
            yield _gauge("leafloaf_export_lag_seconds", "Age of the oldest event that waits.", found.lag_s)
            yield _gauge("leafloaf_dead_letters", "Rows the warehouse refused, not settled yet.", found.dead_letters)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    family = GaugeMetricFamily(name, meaning)
    family.add_metric([], value)
    return family


@cache
def counted() -> CollectorRegistry:
    """What the processes of this machine have counted; of this process alone when they share no folder."""
    where = metric_files.folder()
    if where is None:
        return REGISTRY
    registry = CollectorRegistry()
    registry.register(_Folder(str(where)))
    return registry


class _Folder(Collector):
    def __init__(self, where: str) -> None:
        # Registered by hand: the numbers of the dead are taken out before each look.
        self._files = MultiProcessCollector(None, where)  # type: ignore[no-untyped-call]

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterable[Metric]:
        metric_files.forget_the_dead()
        return list(self._files.collect())  # type: ignore[no-untyped-call]


@cache
def _shared() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(PipelineCollector())
    return registry


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything, in Prometheus' text format, for whoever may see it."""
    if not may_scrape(request):
        body = problem(403, "metrics_are_private", "Scrape from a private address, or send METRICS_TOKEN as bearer.")
        return JsonResponse(body, status=403, content_type=PROBLEM_TYPE)
    text = generate_latest(counted()) + generate_latest(_shared())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def may_scrape(request: HttpRequest) -> bool:
    """With METRICS_TOKEN set: whoever sends it. Else: who comes straight from a loopback or private address.

    A proxy's address is private too, so what came through one is refused: nobody knows from where.
    """
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        return compare_digest(sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(header in request.headers for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR") or "")
    except ValueError:
        # A Unix socket: its other end is on this machine, and is a proxy.
        return False
    return address.is_private or address.is_loopback
