"""What is reported and answered, as JSON. Declared for the schema; `event_input` reads, the doors answer dicts."""

from typing import Any

from rest_framework import serializers

from analytics.api.event_input import MAX_DATA_BYTES
from analytics.events import MAX_POSITION, MAX_QUERY
from analytics.models import EventType
from shop.models.cart import MAX_QUANTITY_PER_LINE


class ActSerializer(serializers.Serializer[Any]):
    """An event whose type the address says."""

    event_id = serializers.UUIDField(help_text="Made by whoever saw it happen. The same id twice is one event.")
    sku = serializers.CharField(max_length=64, required=False)
    query = serializers.CharField(max_length=MAX_QUERY, required=False)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_QUANTITY_PER_LINE, required=False)
    position = serializers.IntegerField(min_value=0, max_value=MAX_POSITION, required=False)
    ranking_id = serializers.CharField(max_length=40, required=False)
    occurred_at = serializers.DateTimeField(
        required=False, help_text="By the reporter's clock; left out: now. Only how long ago it was is believed."
    )
    sent_at = serializers.DateTimeField(
        required=False, help_text="The same clock when this is sent, so that its error cancels out."
    )
    data = serializers.DictField(  # type: ignore[assignment]  # the contract's name, not the serializer's own data
        required=False, help_text=f"Whatever else there is to keep, at most {MAX_DATA_BYTES} bytes."
    )


class EventInSerializer(ActSerializer):
    """One event."""

    event_type = serializers.ChoiceField(choices=EventType.choices)


class EventBatchSerializer(serializers.Serializer[Any]):
    """Several events of one session, or in its place one event by itself."""

    events = EventInSerializer(many=True, help_text="At most 500. One that is refused does not hold up the others.")
    sent_at = serializers.DateTimeField(required=False, help_text="The reporter's clock when this batch is sent.")
    user_id = serializers.CharField(
        required=False, help_text="Whom it is about, by account number or subject. Believed from service tokens alone."
    )


class EventResultSerializer(serializers.Serializer[Any]):
    event_id = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=["accepted", "duplicate", "rejected"])
    code = serializers.CharField(required=False, help_text="Why it was rejected, for programs.")
    reason = serializers.CharField(required=False, help_text="Why it was rejected, for people.")


class LearnedFactSerializer(serializers.Serializer[Any]):
    """Something the shop has learned about the shopper, who may erase it."""

    id = serializers.CharField(help_text="The facet: category:…, brand:… or attribute:…")
    kind = serializers.ChoiceField(choices=["category", "brand", "attribute"])
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption
    text = serializers.CharField()
    value = serializers.FloatField(min_value=-1, max_value=1)
    events = serializers.IntegerField()
    last_at = serializers.DateTimeField()


class LearnedSerializer(serializers.Serializer[Any]):
    """A fact and the event that taught it."""

    event_id = serializers.UUIDField()
    fact = LearnedFactSerializer()


class EventsRecordedSerializer(serializers.Serializer[Any]):
    results = EventResultSerializer(many=True, help_text="One per event, in their order.")
    learned = LearnedSerializer(many=True, help_text="What is worth telling the shopper, at most two facts.")


class EventRecordedSerializer(serializers.Serializer[Any]):
    event_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["accepted", "duplicate"])
    learned = LearnedSerializer(many=True)
