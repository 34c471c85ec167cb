"""Whose past was changed: learned state to be made again, kept in Postgres until Redis has it."""

from uuid import UUID

from django.utils import timezone

from personalization.models import StaleProfile
from personalization.past import may_be_of
from personalization.rebuild import rebuild_subject
from personalization.state import generations


def mark_stale(*subject_ids: UUID) -> None:
    """Note subjects whose events were changed; call inside the transaction that changes them."""
    now = timezone.now()
    StaleProfile.objects.bulk_create(
        (StaleProfile(subject_id=subject_id, marked_at=now) for subject_id in sorted(subject_ids)),
        update_conflicts=True,
        unique_fields=["subject_id"],
        update_fields=["marked_at"],
    )


def settle(subject_id: UUID) -> None:
    """Make a noted subject's state again, if it still is noted.

    Raises:
        RedisAway, PastAway, NeverQuiet: the note stays, and `catch_up` settles it.
    """
    note = StaleProfile.objects.filter(pk=subject_id).first()
    if note is None:
        return
    # A rebuild of everything may have read this subject's events before they were changed: then once more, after it.
    is_final = generations.now().following is None
    rebuild_subject(subject_id)
    if is_final:
        StaleProfile.objects.filter(pk=subject_id, marked_at=note.marked_at).delete()


def settle_now(subject_id: UUID) -> None:
    """The same for whoever has a shopper waiting: where the warehouse would have to be asked, `catch_up` does it.

    Raises:
        RedisAway, NeverQuiet: as `settle`.
    """
    if not may_be_of(subject_id):
        settle(subject_id)


def settle_all() -> int:
    """Settle everybody noted; returns how many."""
    noted = list(StaleProfile.objects.order_by("marked_at").values_list("pk", flat=True))
    for subject_id in noted:
        settle(subject_id)
    return len(noted)
