"""What a shopper allows, asked before anything is learned."""

from uuid import UUID

from django.db import connection

from analytics.models import PrivacySetting

# Both may have chosen: the later choice is what the person wants now.
_TAKE_OVER = """
INSERT INTO analytics_privacysetting (subject_id, personalization_enabled, track_searches, updated_at)
SELECT %(target)s, personalization_enabled, track_searches, updated_at
FROM analytics_privacysetting WHERE subject_id = %(source)s
ON CONFLICT (subject_id) DO UPDATE
SET personalization_enabled = EXCLUDED.personalization_enabled, track_searches = EXCLUDED.track_searches,
    updated_at = EXCLUDED.updated_at
WHERE EXCLUDED.updated_at > analytics_privacysetting.updated_at
"""


def allows_learning(subject_id: UUID) -> bool:
    """Whether events of this subject may teach anything. One query; there is no cache to be wrong."""
    setting = PrivacySetting.objects.filter(subject_id=subject_id).values_list("personalization_enabled", flat=True)
    return all(setting)


def set_learning(subject_id: UUID, enabled: bool) -> None:
    """Switch personalisation on or off; in force from the next event."""
    PrivacySetting.objects.update_or_create(subject_id=subject_id, defaults={"personalization_enabled": enabled})


def take_over(source_id: UUID, target_id: UUID) -> None:
    """A visitor signed in: what they chose before counts for the account, unless the account chose later."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, {"source": source_id, "target": target_id})


def set_search_tracking(subject_id: UUID, enabled: bool) -> None:
    """Whether the words a shopper searches for may leave for the warehouse; in force for what leaves from now on."""
    PrivacySetting.objects.update_or_create(subject_id=subject_id, defaults={"track_searches": enabled})
