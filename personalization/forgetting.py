"""Forgetting a facet: out of the events' contributions for good, and so out of everything made from them."""

import logging
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from personalization import preferences
from personalization.models import ForgottenFacet
from personalization.rebuild import NeverQuiet
from personalization.stale import mark_stale, settle_now
from shop.redis_client import RedisAway

log = logging.getLogger(__name__)

_STRIP = """
UPDATE analytics_event
SET contributions = COALESCE((SELECT jsonb_agg(part ORDER BY place)
                              FROM jsonb_array_elements(contributions) WITH ORDINALITY AS all_parts (part, place)
                              WHERE part ->> 0 <> %(facet)s), '[]')
WHERE subject_id = %(subject)s AND contributions @> jsonb_build_array(jsonb_build_array(%(facet)s::text))
"""
_TAKE_OVER = """
INSERT INTO personalization_forgottenfacet (subject_id, facet, forgotten_at)
SELECT %(target)s, facet, forgotten_at FROM personalization_forgottenfacet WHERE subject_id = %(source)s
ON CONFLICT (subject_id, facet)
DO UPDATE SET forgotten_at = GREATEST(personalization_forgottenfacet.forgotten_at, EXCLUDED.forgotten_at)
"""


def forget(subject_id: UUID, facet: str) -> None:
    """Forget all that was learned about one facet until now. What the shopper does from now on counts again.

    The contributions are removed from the events themselves, so no rebuild and no undo can bring them back. While
    Redis is away the note waits for `catch_up`.
    """
    with transaction.atomic():
        ForgottenFacet.objects.update_or_create(
            subject_id=subject_id, facet=facet, defaults={"forgotten_at": timezone.now()}
        )
        with connection.cursor() as cursor:
            cursor.execute(_STRIP, {"subject": subject_id, "facet": facet})
        mark_stale(subject_id)
    try:
        preferences.drop_facet(subject_id, facet)
        settle_now(subject_id)
    except (RedisAway, NeverQuiet):
        log.warning("What %s forgot leaves Redis when it is caught up with", subject_id)


def take_over(source_id: UUID, target_id: UUID) -> None:
    """What a visitor told the shop to forget, the account they signed in to has been told, too."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, {"source": source_id, "target": target_id})
