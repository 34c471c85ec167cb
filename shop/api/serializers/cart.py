"""The cart as JSON, and what changes it."""

from typing import Any

from rest_framework import serializers

from shop.api.fields import StrictCharField, StrictIntegerField
from shop.api.serializers.cards import ProductCardSerializer, card_json
from shop.cart_pricing import CartLine, PricedCart
from shop.models.cart import MAX_QUANTITY_PER_LINE


class LineProblemSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=["out_of_stock", "short", "unavailable"])
    available = serializers.IntegerField()
    text = serializers.CharField()


class CartLineSerializer(serializers.Serializer[CartLine]):
    product = ProductCardSerializer()
    quantity = serializers.IntegerField()
    unit_price = serializers.DecimalField(max_digits=10, decimal_places=2)
    line_subtotal = serializers.DecimalField(max_digits=10, decimal_places=2)
    discount = serializers.DecimalField(max_digits=10, decimal_places=2)
    line_total = serializers.DecimalField(max_digits=10, decimal_places=2)
    promotion_label = serializers.CharField(allow_null=True)
    problem = LineProblemSerializer(allow_null=True)


class DiscountSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption
    code = serializers.CharField(allow_null=True)
    amount = serializers.DecimalField(max_digits=10, decimal_places=2)


class CartSerializer(serializers.Serializer[PricedCart]):
    """Written by hand below: a cart is answered after every change, and DRF's fields would be most of the time."""

    version = serializers.IntegerField(help_text="Grows with every change, on whichever device.")
    currency = serializers.CharField()
    lines = CartLineSerializer(many=True)
    item_count = serializers.IntegerField()
    subtotal = serializers.DecimalField(max_digits=10, decimal_places=2)
    discounts = DiscountSerializer(many=True)
    discount = serializers.DecimalField(max_digits=10, decimal_places=2)
    total = serializers.DecimalField(max_digits=10, decimal_places=2, help_text="Without delivery.")
    codes = serializers.ListField(child=serializers.CharField())
    hints = serializers.ListField(child=serializers.CharField())

    def to_representation(self, instance: PricedCart) -> dict[str, Any]:
        return cart_json(instance)


def cart_json(cart: PricedCart) -> dict[str, Any]:
    """One cart, JSON-ready, with the fields that `CartSerializer` declares."""
    pricing = cart.pricing
    return {
        "version": cart.version,
        "currency": cart.currency,
        "lines": [_line_json(line) for line in cart.lines],
        "item_count": cart.item_count,
        "subtotal": str(pricing.subtotal),
        "discounts": [
            {"label": one.label, "code": one.code or None, "amount": str(one.amount)} for one in pricing.applied
        ],
        "discount": str(pricing.discount),
        "total": str(pricing.total),
        "codes": list(cart.codes),
        "hints": list(cart.hints),
    }


def _line_json(line: CartLine) -> dict[str, Any]:
    priced, problem = line.priced, line.problem
    return {
        "product": card_json(line.card),
        "quantity": priced.quantity,
        "unit_price": str(priced.unit_price),
        "line_subtotal": str(priced.subtotal),
        "discount": str(priced.discount),
        "line_total": str(priced.total),
        "promotion_label": priced.label or None,
        "problem": {"code": problem.code, "available": problem.available, "text": problem.text} if problem else None,
    }


def quantity_field() -> StrictIntegerField:
    return StrictIntegerField(
        min_value=1,
        max_value=MAX_QUANTITY_PER_LINE,
        message=f"Choose a quantity from 1 to {MAX_QUANTITY_PER_LINE}.",
    )


class CartContextSerializer(serializers.Serializer[Any]):
    """Where on the page the shopper was; kept with the event, trusted for nothing."""

    ranking_id = StrictCharField(max_length=40, required=False)
    position = serializers.IntegerField(min_value=0, max_value=10_000, required=False)
    query = StrictCharField(max_length=200, required=False, allow_blank=True)
    shelf = StrictCharField(max_length=40, required=False)


class CartItemAddSerializer(serializers.Serializer[Any]):
    sku = StrictCharField(max_length=64)
    quantity = quantity_field()
    context = CartContextSerializer(required=False)  # type: ignore[assignment]  # the contract's name


class CartItemSetSerializer(serializers.Serializer[Any]):
    quantity = quantity_field()
    context = CartContextSerializer(required=False)  # type: ignore[assignment]  # the contract's name


class CartCodeSerializer(serializers.Serializer[Any]):
    code = StrictCharField(max_length=32)
