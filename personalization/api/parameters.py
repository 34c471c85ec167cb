"""What lists and searches are asked with, in the address or as JSON."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from personalization.listing import Question
from shop.models.catalog import Allergen, Dietary
from shop.search.candidates import Filters

MAX_PAGE = 60
DEFAULT_PAGE = 24
# What is typed beyond this says nothing more.
MAX_QUERY = 200

LIST_SORTS = ["recommended", "price", "-price", "unit_price", "name", "newest"]
SEARCH_SORTS = ["relevance", *LIST_SORTS[1:]]


class WordsField(serializers.ListField):
    """Several words: repeated, comma separated, or a JSON list."""

    child = serializers.CharField(max_length=80)

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        if isinstance(dictionary, QueryDict):
            name = str(self.field_name)
            return dictionary.getlist(name) if name in dictionary else serializers.empty
        return dictionary.get(str(self.field_name), serializers.empty)

    def to_internal_value(self, data: Any) -> list[Any]:
        given = [data] if isinstance(data, str) else data
        if isinstance(given, list):
            given = [word for part in given for word in (part.split(",") if isinstance(part, str) else [part])]
            given = [word for word in given if word != ""]
        return list(super().to_internal_value(given))


class ListParameters(serializers.Serializer[Any]):
    category = serializers.CharField(
        required=False, allow_blank=True, max_length=80, help_text="Slug; everything below it is meant too."
    )
    brand = WordsField(required=False, help_text="Slugs, any of them. Repeat or separate by commas.")
    dietary = WordsField(
        required=False,
        child=serializers.ChoiceField(choices=Dietary.choices),
        help_text="All of them. Repeat or separate by commas.",
    )
    attribute = WordsField(required=False, help_text="All of them. Repeat or separate by commas.")
    without_allergen = WordsField(
        required=False,
        child=serializers.ChoiceField(choices=Allergen.choices),
        help_text="None of them. Repeat or separate by commas.",
    )
    price_min = serializers.DecimalField(
        required=False, allow_null=True, max_digits=10, decimal_places=2, min_value=Decimal(0)
    )
    price_max = serializers.DecimalField(
        required=False, allow_null=True, max_digits=10, decimal_places=2, min_value=Decimal(0)
    )
    in_stock = serializers.BooleanField(required=False, default=False)
    sort = serializers.ChoiceField(choices=LIST_SORTS, required=False, default="recommended")
    cursor = serializers.CharField(
        required=False, allow_blank=True, max_length=6000, help_text="`next` of the page before."
    )
    page_size = serializers.IntegerField(required=False, default=DEFAULT_PAGE, min_value=1, max_value=MAX_PAGE)
    personal = serializers.BooleanField(
        required=False, default=True, help_text="0: the order and the cards that everybody gets."
    )

    def question(self) -> Question:
        """The validated parameters as a question to `personalization.listing`."""
        given = self.validated_data
        filters = Filters(
            category=given.get("category") or None,
            brands=tuple(given.get("brand", ())),
            dietary=tuple(given.get("dietary", ())),
            attributes=tuple(given.get("attribute", ())),
            without_allergens=tuple(given.get("without_allergen", ())),
            price_min=given.get("price_min"),
            price_max=given.get("price_max"),
            in_stock=given["in_stock"],
        )
        return Question(
            query=" ".join(given.get("q", "").split())[:MAX_QUERY],
            filters=filters,
            sort=given["sort"],
            personal=given["personal"],
            page_size=given["page_size"],
            cursor=given.get("cursor") or None,
        )


class SearchParameters(ListParameters):
    q = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="What the shopper typed; empty lists everything."
    )
    sort = serializers.ChoiceField(choices=SEARCH_SORTS, required=False, default="relevance")


class PersonalizedSearchSerializer(SearchParameters):
    """The same parameters as JSON."""
