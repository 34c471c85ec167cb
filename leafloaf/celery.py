"""The Celery application: tasks are found in each app's `tasks.py`, their rhythm in `leafloaf.schedule`."""

import os

from celery import Celery

from leafloaf.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leafloaf.settings")

app = Celery("leafloaf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
