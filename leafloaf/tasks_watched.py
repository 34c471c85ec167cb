"""Every background task is timed, counted and logged, whoever wrote it; imported where the Celery application is."""

import logging
import time
from typing import Any

from celery.signals import after_task_publish, beat_init, task_postrun, task_prerun, worker_ready
from django.conf import settings

from leafloaf.logs import CLOCKWORK, TASKS

log = logging.getLogger(TASKS)
clockwork = logging.getLogger(CLOCKWORK)

# When each task under way began, by id.
_began: dict[str, float] = {}
_beat_said = 0.0
BEAT_SAYS_EVERY_S = 5.0


@task_prerun.connect(weak=False, dispatch_uid="leafloaf.task_began")
def task_began(task_id: str, **_: Any) -> None:
    _began[task_id] = time.perf_counter()


@task_postrun.connect(weak=False, dispatch_uid="leafloaf.task_ended")
def task_ended(task_id: str, task: Any, state: str | None = None, **_: Any) -> None:
    """Also after a failure, whose traceback Celery has logged by then."""
    from leafloaf import metrics

    seconds = time.perf_counter() - _began.pop(task_id, time.perf_counter())
    became = (state or "unknown").lower()
    metrics.TASK_SECONDS.labels(task.name).observe(seconds)
    metrics.TASKS.labels(task.name, became).inc()
    asked_for = task.request.get(settings.DJANGO_GUID["GUID_HEADER_NAME"])
    (log if asked_for else clockwork).info(
        "task %s: %s",
        task.name,
        became,
        extra={"task": task.name, "task_id": task_id, "state": became, "milliseconds": round(1000 * seconds, 1)},
    )


@worker_ready.connect(weak=False, dispatch_uid="leafloaf.worker_is_ready")
def worker_is_ready(**_: Any) -> None:
    """The first sign of life; the next ones are a task's."""
    from leafloaf.heartbeats import alive

    alive("worker")


@worker_ready.connect(weak=False, dispatch_uid="leafloaf.serve_worker_metrics")
def serve_worker_metrics(**_: Any) -> None:
    """Where no web server shares the worker's folder of numbers, its main process answers for its children."""
    if settings.WORKER_METRICS_PORT:
        from prometheus_client import start_http_server

        from leafloaf.metrics import counted

        start_http_server(settings.WORKER_METRICS_PORT, registry=counted())


@beat_init.connect(weak=False, dispatch_uid="leafloaf.watch_beat")
def watch_beat(**_: Any) -> None:
    """In beat's process, each task that was put in the queue is a tick."""
    after_task_publish.connect(_beat_ticked, weak=False, dispatch_uid="leafloaf.beat_ticked")


def _beat_ticked(**_: Any) -> None:
    global _beat_said
    now = time.monotonic()
    if now - _beat_said >= BEAT_SAYS_EVERY_S:
        from leafloaf.heartbeats import alive

        _beat_said = now
        alive("beat")
