"""The product card as JSON: declared for the schema, written by hand for speed (lists show dozens)."""

from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from rest_framework import serializers

from shop.cards import Art, CardData


class ReasonJSON(TypedDict):
    code: str
    text: str


class SignalShareJSON(TypedDict):
    signal: Literal["relevance", "affordability", "preference", "collaborative", "popularity", "freshness"]
    label: str
    value: float
    weight: float
    contribution: float


class FacetValueJSON(TypedDict):
    facet: str
    label: str
    value: float


class PersonalJSON(TypedDict):
    score: float
    signals: list[SignalShareJSON]
    reasons: list[ReasonJSON]
    facets: list[FacetValueJSON]


class BadgeJSON(TypedDict):
    kind: Literal["usual", "due", "sale", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class CardExtras:
    """What a card may carry for one shopper; the shop itself leaves it empty."""

    badge: BadgeJSON | None = None
    usual_quantity: int | None = None
    personal: PersonalJSON | None = None


@dataclass(frozen=True, slots=True)
class PersonalCard:
    """A card with its extras, for `ProductCardSerializer`."""

    card: CardData
    extras: CardExtras = CardExtras()


NO_EXTRAS = CardExtras()


class ArtSerializer(serializers.Serializer[Art]):
    icon = serializers.CharField()
    package = serializers.CharField()
    tint = serializers.CharField()
    tint_dark = serializers.CharField()
    color = serializers.CharField(help_text="The brand's colour.")
    image_url = serializers.CharField(allow_null=True)


class CardBrandSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    own_label = serializers.BooleanField()


class CardCategorySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()


class UnitPriceSerializer(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=12, decimal_places=3)
    per = serializers.CharField()


class CardPromotionSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption


class BadgeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["usual", "due", "sale", "new"])
    text = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()


class SignalShareSerializer(serializers.Serializer[Any]):
    signal = serializers.ChoiceField(
        choices=["relevance", "affordability", "preference", "collaborative", "popularity", "freshness"]
    )
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption
    value = serializers.FloatField(help_text="0..1; the preference signal -1..1.")
    weight = serializers.FloatField()
    contribution = serializers.FloatField()


class FacetValueSerializer(serializers.Serializer[Any]):
    facet = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption
    value = serializers.FloatField()


class PersonalSerializer(serializers.Serializer[Any]):
    score = serializers.FloatField()
    signals = SignalShareSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    facets = FacetValueSerializer(many=True)


class ProductCardSerializer(serializers.Serializer[CardData]):
    """Takes a `CardData` or a `PersonalCard`."""

    sku = serializers.CharField()
    name = serializers.CharField()
    brand = CardBrandSerializer(allow_null=True)
    category = CardCategorySerializer()
    size = serializers.CharField()
    price = serializers.DecimalField(max_digits=10, decimal_places=2)
    compare_at_price = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    currency = serializers.CharField()
    unit_price = UnitPriceSerializer(allow_null=True)
    art = ArtSerializer()
    in_stock = serializers.BooleanField()
    stock_level = serializers.ChoiceField(choices=["in", "low", "out"])
    max_quantity = serializers.IntegerField()
    dietary = serializers.ListField(child=serializers.CharField())
    allergens = serializers.ListField(child=serializers.CharField())
    attributes = serializers.ListField(child=serializers.CharField())
    promotion = CardPromotionSerializer(allow_null=True)
    badge = BadgeSerializer(allow_null=True)
    usual_quantity = serializers.IntegerField(allow_null=True)
    personal = PersonalSerializer(allow_null=True)

    def to_representation(self, instance: CardData | PersonalCard) -> dict[str, Any]:
        if isinstance(instance, PersonalCard):
            return card_json(instance.card, instance.extras)
        return card_json(instance)


def art_json(art: Art) -> dict[str, str | None]:
    return {
        "icon": art.icon,
        "package": art.package,
        "tint": art.tint,
        "tint_dark": art.tint_dark,
        "color": art.color,
        "image_url": art.image_url,
    }


def card_json(card: CardData, extras: CardExtras = NO_EXTRAS) -> dict[str, Any]:
    """One card, JSON-ready, with the fields that `ProductCardSerializer` declares."""
    brand, category, unit = card.brand, card.category, card.unit_price
    return {
        "sku": card.sku,
        "name": card.name,
        "brand": {"slug": brand.slug, "name": brand.name, "own_label": brand.own_label} if brand else None,
        "category": {"slug": category.slug, "name": category.name, "department": category.department},
        "size": card.size,
        "price": str(card.price),
        "compare_at_price": str(card.compare_at_price) if card.compare_at_price is not None else None,
        "currency": card.currency,
        "unit_price": {"amount": str(unit.amount), "per": unit.per} if unit else None,
        "art": art_json(card.art),
        "in_stock": card.in_stock,
        "stock_level": card.stock_level,
        "max_quantity": card.max_quantity,
        "dietary": list(card.dietary),
        "allergens": list(card.allergens),
        "attributes": list(card.attributes),
        "promotion": {"label": card.promotion_label} if card.promotion_label else None,
        "badge": extras.badge,
        "usual_quantity": extras.usual_quantity,
        "personal": extras.personal,
    }
