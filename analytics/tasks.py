"""The background work on events: each task calls one function and may run twice at once without harm."""

from celery import shared_task

from analytics import partitions
from analytics.warehouse import export, telling

# A run ends after so long even when events keep coming: the worker has other work. The next one goes on.
EXPORT_RUN_S = 10.0
CHANGES_PER_RUN = 20_000


@shared_task(name="analytics.export_events")
def export_events() -> None:
    """Every few seconds: bring new events to the warehouse."""
    export.export_events(budget_s=EXPORT_RUN_S)


@shared_task(name="analytics.tell_changes")
def tell_changes() -> None:
    """Bring orders, and what has changed about events that are there, to the warehouse."""
    telling.tell_changes(limit=CHANGES_PER_RUN)


@shared_task(name="analytics.keep_months")
def keep_months() -> None:
    """A few times a day: make the months ahead, drop those that the warehouse has and nobody needs here."""
    partitions.make_ahead()
    partitions.drop_old()
    partitions.refresh_statistics()
