"""The Celery application: tasks are found in each app's `tasks.py`, their rhythm in `leafloaf.schedule`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leafloaf.settings")

app = Celery("leafloaf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
