"""When BigQuery may be asked again after it did not answer: one state in Postgres for all exporters."""

import logging
import random
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from analytics.models import ExportState

log = logging.getLogger(__name__)

# The longest rest grows from the first to the last with each failure; each rest is a random part of it ("full jitter").
FIRST_REST_S, LONGEST_REST_S = 1.0, 30.0
# Noting each success anew would write the one row many times a second.
NOTE_SUCCESS_EVERY = timedelta(seconds=1)


def may_try(wait_s: float) -> bool:
    """Whether BigQuery may be asked now. While it is away, one exporter at a time gets yes; the next after `wait_s`."""
    now = timezone.now()
    state = ExportState.objects.filter(failures__gt=0).first()
    if state is None:
        return True
    due = ExportState.objects.filter(pk=state.pk, next_try_at__lte=now, next_try_at=state.next_try_at)
    return due.update(next_try_at=now + timedelta(seconds=wait_s)) == 1


def nothing_to_try() -> None:
    """Whoever was told to try had nothing to send: the try is another's."""
    ExportState.objects.filter(failures__gt=0).update(next_try_at=timezone.now())


def note_failure(reason: str) -> timedelta:
    """BigQuery did not answer: rest. Returns for how long."""
    now = timezone.now()
    state, _ = ExportState.objects.get_or_create(pk=1)
    limit_s = min(LONGEST_REST_S, FIRST_REST_S * 2 ** min(state.failures, 10))
    rest = timedelta(seconds=random.uniform(0, limit_s))
    ExportState.objects.filter(pk=1).update(
        failures=F("failures") + 1, next_try_at=now + rest, last_failure=reason, last_failure_at=now
    )
    log.warning("The warehouse does not answer, next try in %.1f s: %s", rest.total_seconds(), reason)
    return rest


def note_success() -> None:
    """Rows arrived."""
    now = timezone.now()
    state, _ = ExportState.objects.get_or_create(pk=1)
    if state.failures or state.last_success_at is None or now - state.last_success_at > NOTE_SUCCESS_EVERY:
        ExportState.objects.filter(pk=1).update(failures=0, next_try_at=None, last_success_at=now)
        if state.failures:
            log.warning("The warehouse answers again after %d failures.", state.failures)


def last_success() -> datetime | None:
    """When rows arrived in the warehouse last; None: never."""
    return ExportState.objects.values_list("last_success_at", flat=True).first()
