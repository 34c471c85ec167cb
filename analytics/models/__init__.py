from analytics.models.event import Event, EventId, EventType
from analytics.models.privacy import PrivacySetting

__all__ = ["Event", "EventId", "EventType", "PrivacySetting"]
