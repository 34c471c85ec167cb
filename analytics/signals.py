"""News about events for the floor above. A receiver's fault is logged and changes nothing for the shop."""

from django.dispatch import Signal

# events: list[analytics.models.Event], unsaved, of one subject; context: analytics.events.Context. Sent once per batch
# before the INSERT, in its transaction; a receiver may fill each event's `contributions` and `interaction_strength`.
# Not sent for a subject who does not let the shop learn.
events_recording = Signal()

# events: list[analytics.models.Event], those that were new; has_account: bool, whether their subject is an account.
# Sent once per batch, after commit. A receiver may return list[dict] of what was learned, for the answer.
events_recorded = Signal()

# events: list[analytics.models.Event] whose `retracted_at` was just set. Sent after commit.
events_retracted = Signal()
