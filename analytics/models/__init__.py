from analytics.models.event import Event, EventType
from analytics.models.privacy import PrivacySetting

__all__ = ["Event", "EventType", "PrivacySetting"]
