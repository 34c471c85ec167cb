"""What lists, shelves and learned facts look like as JSON. Declared for the schema; the doors fill plain dicts."""

from typing import Any

from rest_framework import serializers

from analytics.api.serializers import LearnedFactSerializer, LearnedSerializer
from shop.api.serializers.cards import ProductCardSerializer

# What one shopper sees is nobody else's, and old news after the next click.
PRIVATE = {"Cache-Control": "private, no-store"}


class BucketSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's name, not the field's caption
    count = serializers.IntegerField()
    selected = serializers.BooleanField()


class PriceBucketSerializer(serializers.Serializer[Any]):
    to = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    count = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # "from" is a word of Python's own.
        start = serializers.DecimalField(max_digits=10, decimal_places=2)
        return {"from": start, **super().get_fields()}


class PriceFacetSerializer(serializers.Serializer[Any]):
    min = serializers.DecimalField(max_digits=10, decimal_places=2)
    max = serializers.DecimalField(max_digits=10, decimal_places=2)
    buckets = PriceBucketSerializer(many=True)


class FacetsSerializer(serializers.Serializer[Any]):
    categories = BucketSerializer(many=True)
    brands = BucketSerializer(many=True)
    dietary = BucketSerializer(many=True)
    attributes = BucketSerializer(many=True)
    price = PriceFacetSerializer()


class ProductListSerializer(serializers.Serializer[Any]):
    ranking_id = serializers.CharField(help_text="Names this order in events.")
    query = serializers.CharField(allow_blank=True)
    corrected_query = serializers.CharField(allow_null=True)
    total = serializers.IntegerField()
    total_is_exact = serializers.BooleanField()
    personalized = serializers.BooleanField(help_text="Whether the shopper's own signals changed the order.")
    results = ProductCardSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Cursor of the next page.")
    facets = FacetsSerializer(allow_null=True, help_text="On the first page only.")
    notice = serializers.CharField(allow_null=True)


class CategoryLinkSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class ProductDetailSerializer(ProductCardSerializer):
    description = serializers.CharField(allow_blank=True)
    ingredients = serializers.CharField(allow_blank=True)
    category_path = CategoryLinkSerializer(many=True)
    similar = ProductCardSerializer(many=True)
    goes_with = ProductCardSerializer(many=True)
    usual_quantity_basis = serializers.CharField(allow_null=True)


class ShelfSerializer(serializers.Serializer[Any]):
    key = serializers.ChoiceField(choices=["for-you", "trending", "because", "new", "usuals", "popular"])
    title = serializers.CharField()
    subtitle = serializers.CharField(allow_null=True)
    ranking_id = serializers.CharField(help_text="Names this shelf in events.")
    products = ProductCardSerializer(many=True)


class HomeSerializer(serializers.Serializer[Any]):
    shelves = ShelfSerializer(many=True)
    personalized = serializers.BooleanField()


class LearnedListSerializer(serializers.Serializer[Any]):
    facts = LearnedFactSerializer(many=True)
    enabled = serializers.BooleanField(help_text="Whether the shop may learn from this shopper.")


class LearnedNowSerializer(serializers.Serializer[Any]):
    learned = LearnedSerializer(many=True)


class PersonalizationSettingsSerializer(serializers.Serializer[Any]):
    enabled = serializers.BooleanField()


class LessLikeThisSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=64)


class RecentParametersSerializer(serializers.Serializer[Any]):
    since = serializers.DateTimeField(required=False, help_text="Only what was learned after this moment.")
