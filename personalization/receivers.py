"""What happened becomes learned state here."""

import logging
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver

from analytics import signals as happened
from analytics.events import Context
from analytics.models import Event
from personalization import learned, preferences, rules
from personalization.contributions import contribute
from personalization.rebuild import rebuild_subject
from shop import signals as shop_news
from shop.redis_client import RedisAway

log = logging.getLogger(__name__)


@receiver(happened.events_recording, dispatch_uid="personalization.events_recording")
def events_recording(events: list[Event], context: Context, **_: Any) -> None:
    contribute(events, context, rules.current())


@receiver(happened.events_recorded, dispatch_uid="personalization.events_recorded")
def events_recorded(events: list[Event], **_: Any) -> list[learned.LearnedJSON]:
    """Teach Redis, and say what is new. While Redis is away nothing is said and catching up does the rest."""
    teaching = [event for event in events if event.contributions]
    said: list[learned.LearnedJSON] = []
    for subject_id, own in _by_subject(teaching):
        try:
            said += learned.worth_saying(own, preferences.apply(subject_id, own))
        except RedisAway:
            log.warning("Redis is away: %s events will be caught up with", len(own))
    return said


@receiver(happened.events_retracted, dispatch_uid="personalization.events_retracted")
def events_retracted(events: list[Event], **_: Any) -> None:
    for subject_id, own in _by_subject(events):
        try:
            preferences.apply(subject_id, [], own)
        except RedisAway:
            log.warning("Redis is away: %s events will be taken back when it returns", len(own))


@receiver(shop_news.subjects_merged, dispatch_uid="personalization.subjects_merged")
def subjects_merged(source_id: UUID, target_id: UUID, **_: Any) -> None:
    """The account's state is made again from its events, which now hold the visitor's too: exact, and safe twice."""

    def merge() -> None:
        try:
            rebuild_subject(target_id)
            preferences.drop(source_id)
        except RedisAway:
            log.warning("Redis is away: the merge of two subjects will be caught up with")

    transaction.on_commit(merge)


def _by_subject(events: Iterable[Event]) -> list[tuple[UUID, list[Event]]]:
    ordered = sorted(events, key=lambda event: str(event.subject_id))
    return [(subject_id, list(own)) for subject_id, own in groupby(ordered, key=lambda event: event.subject_id)]
