"""The Celery application: tasks are found in each app's `tasks.py`, their rhythm in `leafloaf.schedule`.

The settings name the rhythm: importing this module alone, as everything in `leafloaf` does, must need no environment.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from leafloaf import tasks_watched as tasks_watched

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leafloaf.settings")

app = Celery("leafloaf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["leafloaf"])


@worker_process_init.connect(weak=False)
def watch_rules(**_: Any) -> None:
    """Each process that runs tasks keeps its rules up to date by itself."""
    from personalization import rules

    rules.watch()
