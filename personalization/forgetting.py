"""Forgetting a facet: out of the events' contributions for good, and so out of everything made from them."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from personalization.models import ForgottenFacet
from personalization.rebuild import rebuild_subject
from shop.redis_client import RedisAway

_STRIP = """
UPDATE analytics_event
SET contributions = COALESCE((SELECT jsonb_agg(part) FROM jsonb_array_elements(contributions) AS part
                              WHERE part ->> 0 <> %(facet)s), '[]')
WHERE subject_id = %(subject)s AND contributions @> jsonb_build_array(jsonb_build_array(%(facet)s::text))
"""


def forget(subject_id: UUID, facet: str) -> None:
    """Forget all that was learned about one facet until now. What the shopper does from now on counts again.

    The contributions are removed from the events themselves, so no rebuild and no undo can bring them back. While
    Redis is away the record waits for `catch_up`.
    """
    with transaction.atomic():
        ForgottenFacet.objects.update_or_create(
            subject_id=subject_id, facet=facet, defaults={"forgotten_at": timezone.now()}
        )
        with connection.cursor() as cursor:
            cursor.execute(_STRIP, {"subject": subject_id, "facet": facet})
    try:
        rebuild_subject(subject_id)
    except RedisAway:
        return
