"""Checkout and orders as JSON."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop import orders
from shop.api.fields import StrictCharField, StrictIntegerField
from shop.api.serializers.account import AddressFieldsSerializer
from shop.api.serializers.cards import ArtSerializer, art_json
from shop.api.serializers.cart import CartSerializer, DiscountSerializer
from shop.cards import CardData, art_of
from shop.models import DeliverySlot, Order, OrderLine, Payment

NO_CARDS: Mapping[int, CardData] = {}
PLAIN_ART = art_of(icon="", package="", tint=None, tint_dark=None, color=None, image=None)


class SlotSerializer(serializers.Serializer[DeliverySlot]):
    id = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    fee = serializers.DecimalField(max_digits=6, decimal_places=2)
    remaining = serializers.SerializerMethodField()
    available = serializers.SerializerMethodField()

    def get_remaining(self, slot: DeliverySlot) -> int:
        return slot.capacity - slot.booked

    def get_available(self, slot: DeliverySlot) -> bool:
        return slot.is_open and slot.booked < slot.capacity


class SlotDaySerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    slots = SlotSerializer(many=True)


class SlotListSerializer(serializers.Serializer[Any]):
    days = SlotDaySerializer(many=True)


class PaymentChoiceSerializer(serializers.Serializer[Any]):
    method = serializers.ChoiceField(choices=Payment.Method.choices)
    card_token = StrictCharField(max_length=400, required=False, help_text="With method card.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["method"] == Payment.Method.CARD and not attrs.get("card_token"):
            raise serializers.ValidationError({"card_token": "Enter your card, or choose to pay on delivery."})
        return attrs


class CheckoutSerializer(serializers.Serializer[Any]):
    address = AddressFieldsSerializer(required=False)
    address_id = StrictIntegerField(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        message="Choose one of your addresses.",
        help_text="Or `address`.",
    )
    email = serializers.EmailField(
        required=False, max_length=254, help_text="Needed of visitors; an account's own is used otherwise."
    )
    slot_id = StrictIntegerField(min_value=1, max_value=2**63 - 1, message="Choose a delivery time.")
    payment = PaymentChoiceSerializer()
    note = StrictCharField(max_length=240, required=False, allow_blank=True)
    expected_total = serializers.DecimalField(
        max_digits=10, decimal_places=2, help_text="What the shopper was shown: the cart's total plus the slot's fee."
    )
    save_address = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("address" in attrs) == ("address_id" in attrs):
            raise serializers.ValidationError({"address": "Where shall we bring it?"})
        return attrs


class OrderLineSerializer(serializers.Serializer[OrderLine]):
    sku = serializers.CharField()
    name = serializers.CharField()
    size = serializers.CharField()
    art = ArtSerializer()
    quantity = serializers.IntegerField()
    unit_price = serializers.DecimalField(max_digits=10, decimal_places=2)
    discount = serializers.DecimalField(max_digits=10, decimal_places=2)
    promotion_label = serializers.CharField(allow_null=True)
    line_total = serializers.DecimalField(max_digits=10, decimal_places=2)
    product_available = serializers.BooleanField()


class OrderPaymentSerializer(serializers.Serializer[Payment]):
    method = serializers.ChoiceField(choices=Payment.Method.choices)
    status = serializers.ChoiceField(choices=Payment.Status.choices)
    status_label = serializers.CharField(source="get_status_display")
    card_last4 = serializers.CharField()
    amount = serializers.DecimalField(max_digits=10, decimal_places=2)


class OrderStatusChangeSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Order.Status.choices)
    label = serializers.CharField(source="get_status_display")  # type: ignore[assignment]  # the contract's name
    changed_at = serializers.DateTimeField()


class OrderSerializer(serializers.Serializer[Order]):
    """Pass `context={"cards": {product_id: CardData}}` for the lines' art and availability."""

    number = serializers.CharField()
    status = serializers.ChoiceField(choices=Order.Status.choices)
    status_label = serializers.CharField(source="get_status_display")
    created_at = serializers.DateTimeField()
    placed_at = serializers.DateTimeField(allow_null=True)
    email = serializers.EmailField()
    lines = serializers.SerializerMethodField()
    subtotal = serializers.DecimalField(max_digits=10, decimal_places=2)
    discount = serializers.DecimalField(max_digits=10, decimal_places=2)
    discounts = DiscountSerializer(many=True)
    delivery_fee = serializers.DecimalField(max_digits=6, decimal_places=2)
    total = serializers.DecimalField(max_digits=10, decimal_places=2)
    currency = serializers.CharField()
    address = AddressFieldsSerializer()
    slot = SlotSerializer(allow_null=True)
    note = serializers.CharField()
    payment = OrderPaymentSerializer()
    history = OrderStatusChangeSerializer(many=True)
    can_cancel = serializers.SerializerMethodField()

    @extend_schema_field(OrderLineSerializer(many=True))
    def get_lines(self, order: Order) -> list[dict[str, Any]]:
        return lines_json(order, self.context.get("cards", NO_CARDS))

    def get_can_cancel(self, order: Order) -> bool:
        return orders.can_cancel(order)


class OrderPreviewSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    art = ArtSerializer()


class OrderSummarySerializer(serializers.Serializer[Order]):
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=Order.Status.choices)
    status_label = serializers.CharField(source="get_status_display")
    created_at = serializers.DateTimeField()
    total = serializers.DecimalField(max_digits=10, decimal_places=2)
    currency = serializers.CharField()
    item_count = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField(help_text="The first few lines.")
    slot = SlotSerializer(allow_null=True)
    can_cancel = serializers.SerializerMethodField()

    PREVIEWED = 6

    def get_item_count(self, order: Order) -> int:
        return sum(line.quantity for line in order.lines.all())

    @extend_schema_field(OrderPreviewSerializer(many=True))
    def get_preview(self, order: Order) -> list[dict[str, Any]]:
        lines = lines_json(order, self.context.get("cards", NO_CARDS))[: self.PREVIEWED]
        return [{key: line[key] for key in ("sku", "name", "quantity", "art")} for line in lines]

    def get_can_cancel(self, order: Order) -> bool:
        return orders.can_cancel(order)


class OrderListSerializer(serializers.Serializer[Any]):
    results = OrderSummarySerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Opaque: send it as `cursor`.")


class MissingLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField()
    name = serializers.CharField()
    reason = serializers.CharField()


class ReorderSerializer(serializers.Serializer[Any]):
    cart = CartSerializer()
    missing = MissingLineSerializer(many=True)


class SandboxCardSerializer(serializers.Serializer[Any]):
    number = StrictCharField(max_length=40)
    expiry = StrictCharField(max_length=7, help_text="MM/YY")
    cvc = StrictCharField(max_length=4)


class CardTokenSerializer(serializers.Serializer[Any]):
    card_token = serializers.CharField()
    last4 = serializers.CharField()
    brand = serializers.CharField()


def lines_json(order: Order, cards: Mapping[int, CardData]) -> list[dict[str, Any]]:
    """An order's lines, JSON-ready, with the fields that `OrderLineSerializer` declares."""
    rows = []
    for line in order.lines.all():
        card = cards.get(line.product_id) if line.product_id is not None else None
        rows.append(
            {
                "sku": line.sku,
                "name": line.name,
                "size": line.size,
                "art": art_json(card.art if card else PLAIN_ART),
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "discount": str(line.discount),
                "promotion_label": line.promotion_label or None,
                "line_total": str(line.line_total),
                "product_available": card is not None and card.in_stock,
            }
        )
    return rows
