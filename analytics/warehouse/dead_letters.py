"""Rows that BigQuery refused: kept with its reason, out of everybody's way, until somebody tries them again."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from analytics.models import DeadLetter, Event, WarehouseChange
from analytics.warehouse.rows import TABLE, Row

PARTICULARS = re.compile(r"\"[^\"]*\"|'[^']*'|\d+")


def bury(table: str, row: Row, reason: str) -> None:
    """Keep a refused row."""
    now = timezone.now()
    letter, is_new = DeadLetter.objects.get_or_create(
        table=table,
        key=row.key,
        defaults={
            "reason": reason,
            "problem": problem_of(reason),
            "row": row.text,
            "source": row.source,
            "first_tried_at": now,
            "last_tried_at": now,
        },
    )
    if not is_new:
        DeadLetter.objects.filter(pk=letter.pk).update(
            reason=reason,
            problem=problem_of(reason),
            row=row.text,
            last_tried_at=now,
            attempts=F("attempts") + 1,
            retrying=False,
        )


def replay(letters: QuerySet[DeadLetter]) -> int:
    """Let these rows be sent once more, as they are in Postgres by then. Returns how many will be.

    A letter goes when its row has arrived; refused again, it stays with the newer reason.
    """
    with transaction.atomic():
        chosen = list(letters.filter(retrying=False).select_for_update(of=("self",)))
        DeadLetter.objects.filter(pk__in=[letter.pk for letter in chosen]).update(retrying=True)
        events = [letter.key for letter in chosen if letter.table == TABLE]
        # One that never arrived is simply free to be taken again. The others are told anew.
        arrived = Event.objects.filter(event_id__in=events, exported_at__isnull=False)
        changes = [
            WarehouseChange(kind=WarehouseChange.Kind.EVENT, key=str(event_id), day=event_time.date())
            for event_id, event_time in arrived.values_list("event_id", "event_time")
        ]
        orders = {letter.source for letter in chosen if letter.table != TABLE}
        changes += [WarehouseChange(kind=WarehouseChange.Kind.ORDER, key=order) for order in sorted(orders)]
        WarehouseChange.objects.bulk_create(changes)
    return len(chosen)


def forget(table: str, keys: Iterable[str]) -> None:
    """These rows have arrived, or shall no longer."""
    DeadLetter.objects.filter(table=table, key__in=list(keys)).delete()


def problem_of(reason: str) -> str:
    """A reason without its particulars: its first line, less values and numbers (the rest repeats the statement)."""
    first = reason.strip().split("\n", 1)[0]
    return PARTICULARS.sub("…", first)[:200] or "No reason given"
