"""News about events for the floor above."""

from django.dispatch import Signal

# events: list[analytics.models.Event], unsaved; context: analytics.events.Context. Sent once per batch inside the
# transaction, before the INSERT;
# a receiver may fill each event's `contributions`.
events_recording = Signal()

# events: list[analytics.models.Event], those that were new. Sent once per batch, after commit.
# A receiver may return list[dict] of what was learned, for the answer to the shopper.
events_recorded = Signal()

# events: list[analytics.models.Event] whose `retracted_at` was just set. Sent after commit.
events_retracted = Signal()
