"""A shopper's events that only the warehouse has, as events: what they told the shop to forget is not among them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from analytics.models import Event
from analytics.partitions import gone_months
from personalization.models import ForgottenFacet
from shop.models import Subject

if TYPE_CHECKING:
    from analytics.warehouse.history import PastEvent

EVENTS_AT_ONCE = 2_000


class PastAway(Exception):
    """Events are needed that only the warehouse has, and it does not answer."""


def may_be_of(*subject_ids: UUID) -> bool:
    """Whether the warehouse may have events of these subjects that Postgres has not. No question to the warehouse.

    Who is younger than the months that have left has nothing there.
    """
    months = gone_months()
    if not months:
        return False
    known = Subject.objects.filter(Q(pk__in=subject_ids) | Q(merged_into__in=subject_ids))
    return known.filter(created_at__lt=months[-1].following.first_moment).exists()


def events_of(subject_id: UUID) -> list[Event]:
    """One subject's, those of merged visitors among them.

    Raises:
        PastAway: the warehouse does not answer.
    """
    if not may_be_of(subject_id):
        return []
    with _warehouse() as warehouse:
        return list(_as_events(warehouse.past_events(subject_id)))


def events_of_everybody() -> Iterator[Event]:
    """Each with `has_account`; those of one subject are not all together.

    Raises:
        PastAway: the warehouse does not answer.
    """
    if not gone_months():
        return
    with _warehouse() as warehouse:
        past = warehouse.past_events()
        while batch := list(islice(past, EVENTS_AT_ONCE)):
            yield from _as_events(batch)


@contextmanager
def _warehouse() -> Iterator[ModuleType]:
    # Nothing that serves pages needs BigQuery's library.
    from analytics.warehouse import history
    from analytics.warehouse.client import WarehouseError

    try:
        yield history
    except WarehouseError as away:
        raise PastAway(f"Older events are in the warehouse. {away}") from away


def _as_events(past: Iterable["PastEvent"]) -> Iterator[Event]:
    past = list(past)
    forgotten = _forgotten({one.subject_id for one in past})
    for one in past:
        event: Any = Event(
            event_id=one.event_id,
            subject_id=one.subject_id,
            event_time=one.event_time,
            received_at=one.received_at,
            contributions=[
                part
                for part in one.contributions
                if (until := forgotten.get((one.subject_id, part[0]))) is None or one.received_at > until
            ],
        )
        event.has_account = one.has_account
        if event.contributions:
            yield event


def _forgotten(subject_ids: Iterable[UUID]) -> dict[tuple[UUID, str], datetime]:
    rows = ForgottenFacet.objects.filter(subject_id__in=subject_ids).values_list("subject_id", "facet", "forgotten_at")
    return {(subject_id, facet): forgotten_at for subject_id, facet, forgotten_at in rows}
