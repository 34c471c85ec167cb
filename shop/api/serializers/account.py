"""The person behind the session, and their addresses."""

from typing import Any

from rest_framework import serializers

from shop.api.fields import StrictCharField
from shop.models import Address


class MeSerializer(serializers.Serializer[Any]):
    authenticated = serializers.BooleanField()
    email = serializers.EmailField(allow_null=True)
    first_name = serializers.CharField()
    is_staff = serializers.BooleanField()
    has_session = serializers.BooleanField(help_text="False until the visitor's first act.")
    owner = serializers.CharField(
        help_text="Opaque; whose events a browser holds. Sent back as X-Event-Owner. Empty until the first act."
    )
    personalization_enabled = serializers.BooleanField()


class MeChangeSerializer(serializers.Serializer[Any]):
    first_name = StrictCharField(max_length=150, allow_blank=True, required=False)


class AddressFieldsSerializer(serializers.ModelSerializer[Address]):
    """Where to deliver; what an order keeps of it."""

    class Meta:
        model = Address
        fields = ["recipient", "line1", "line2", "city", "region", "postcode", "phone", "instructions"]
        extra_kwargs = {
            "recipient": {"error_messages": {"blank": "Who is it for?", "required": "Who is it for?"}},
            "line1": {"error_messages": {"blank": "Which street and number?", "required": "Which street and number?"}},
            "city": {"error_messages": {"blank": "Which town?", "required": "Which town?"}},
            "postcode": {"error_messages": {"blank": "Which ZIP code?", "required": "Which ZIP code?"}},
        }


class AddressSerializer(AddressFieldsSerializer):
    """An address in the account's address book."""

    class Meta(AddressFieldsSerializer.Meta):
        fields = ["id", "label", "is_default", *AddressFieldsSerializer.Meta.fields]
