"""Suggestions and the category tree as JSON."""

from typing import Any

from rest_framework import serializers

KINDS = ("query", "category", "brand", "product")


class SuggestionSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    slug = serializers.CharField(required=False, help_text="Of a category or brand.")
    sku = serializers.CharField(required=False, help_text="Of a product.")
    highlight = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="[from, to) ranges of the text that are the typed letters.",
    )


class SuggestionsSerializer(serializers.Serializer[Any]):
    suggestions = SuggestionSerializer(many=True)


class CategoryNodeSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    icon = serializers.CharField()
    tint = serializers.CharField()
    tint_dark = serializers.CharField()
    count = serializers.IntegerField(help_text="Products on sale in it and below it.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # A class cannot name itself while it is being made.
        return {**super().get_fields(), "children": CategoryNodeSerializer(many=True)}


class CategoriesSerializer(serializers.Serializer[Any]):
    departments = CategoryNodeSerializer(many=True)
