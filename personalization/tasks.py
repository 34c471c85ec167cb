"""The background work of learning: each task calls one function and may run twice at once without harm."""

from celery import shared_task

from personalization import collaborative
from personalization.catch_up import catch_up


@shared_task(expires=5)
def catch_up_with_events() -> None:
    """Every few seconds: count in what Redis missed."""
    catch_up()


@shared_task
def build_neighbours() -> None:
    """Nightly: which products are bought by the same shoppers."""
    collaborative.build_neighbours()
