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
from personalization import forgetting, learned, preferences, rules
from personalization.catch_up import catch_up_beside
from personalization.contributions import contribute
from personalization.preferences import NOTHING_APPLIED, Applied
from personalization.rebuild import NeverQuiet
from personalization.stale import mark_stale, settle_now
from personalization.state import keys
from shop import signals as shop_news
from shop.redis_client import RedisAway

log = logging.getLogger(__name__)

# This process has events that Redis did not take: whoever sees it back catches up, also where no worker runs.
_owes_events = False


@receiver(happened.events_recording, dispatch_uid="personalization.events_recording")
def events_recording(events: list[Event], context: Context, **_: Any) -> None:
    contribute(events, context, rules.current())


@receiver(happened.events_recorded, dispatch_uid="personalization.events_recorded")
def events_recorded(events: list[Event], has_account: bool, **_: Any) -> list[learned.LearnedJSON]:
    """Teach Redis, and say what is new. While Redis is away nothing is said and catching up does the rest."""
    keep_s = keys.ACCOUNT_S if has_account else keys.VISITOR_S
    said: list[learned.LearnedJSON] = []
    for subject_id, own in _by_subject(events):
        said += learned.worth_saying(own, _apply(subject_id, own, keep_s=keep_s))
    return said


@receiver(happened.events_retracted, dispatch_uid="personalization.events_retracted")
def events_retracted(events: list[Event], **_: Any) -> None:
    for subject_id, own in _by_subject(events):
        _apply(subject_id, [], own)


@receiver(shop_news.subjects_merged, dispatch_uid="personalization.subjects_merged")
def subjects_merged(source_id: UUID, target_id: UUID, **_: Any) -> None:
    """Both are made again from their events, which are all the account's now: exact, and safe twice."""
    forgetting.take_over(source_id, target_id)
    mark_stale(source_id, target_id)

    def merge() -> None:
        try:
            settle_now(target_id)
            settle_now(source_id)
        except (RedisAway, NeverQuiet):
            log.warning("What visitor %s taught becomes the account's when it is caught up with", source_id)

    transaction.on_commit(merge)


def _apply(
    subject_id: UUID, adds: list[Event], takes: Iterable[Event] = (), *, keep_s: int = keys.ACCOUNT_S
) -> Applied:
    global _owes_events
    try:
        applied = preferences.apply(subject_id, adds, takes, keep_s=keep_s)
    except RedisAway:
        _owes_events = True
        log.warning("Redis is away: what %s does will be caught up with", subject_id)
        return NOTHING_APPLIED
    if _owes_events:
        _owes_events = False
        catch_up_beside()
    return applied


def _by_subject(events: Iterable[Event]) -> list[tuple[UUID, list[Event]]]:
    ordered = sorted(events, key=lambda event: str(event.subject_id))
    return [(subject_id, list(own)) for subject_id, own in groupby(ordered, key=lambda event: event.subject_id)]
