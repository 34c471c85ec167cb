"""What a shopper allows, asked before anything is learned."""

from uuid import UUID

from analytics.models import PrivacySetting


def allows_learning(subject_id: UUID) -> bool:
    """Whether events of this subject may teach anything. One query; there is no cache to be wrong."""
    setting = PrivacySetting.objects.filter(subject_id=subject_id).values_list("personalization_enabled", flat=True)
    return all(setting)


def set_learning(subject_id: UUID, enabled: bool) -> None:
    """Switch personalisation on or off; in force from the next event."""
    PrivacySetting.objects.update_or_create(subject_id=subject_id, defaults={"personalization_enabled": enabled})
