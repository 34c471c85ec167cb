"""What the doors answer is what the schema says, field by field."""

from typing import Any

import pytest
from rest_framework import serializers

from personalization.api.serializers import (
    HomeSerializer,
    LearnedListSerializer,
    LearnedNowSerializer,
    ProductDetailSerializer,
    ProductListSerializer,
)
from tests.personalization.makers import make_order
from tests.personalization.small_shop import SmallShop, do
from tests.shop.shopper import Shopper


def differences(serializer: serializers.BaseSerializer[Any], value: Any, where: str = "answer") -> list[str]:
    """Where an answer has more, fewer or other members than declared."""
    if value is None:
        return [] if serializer.allow_null else [f"{where} is null"]
    if isinstance(serializer, serializers.ListSerializer):
        found = [differences(serializer.child, item, f"{where}[{at}]") for at, item in enumerate(value)]
        return [difference for part in found for difference in part]
    assert isinstance(serializer, serializers.Serializer)
    found = [f"{where}: {sorted(set(value) ^ set(serializer.fields))}"] if set(value) != set(serializer.fields) else []
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.BaseSerializer):
            found += differences(field, value.get(name), f"{where}.{name}")
        elif value.get(name) is None and not field.allow_null:
            found.append(f"{where}.{name} is null")
        elif value.get(name) not in (None, ""):
            try:
                field.run_validation(value[name])
            except serializers.ValidationError as refused:
                found.append(f"{where}.{name}: {refused.detail}")
    return found


@pytest.mark.parametrize(
    ("path", "serializer"),
    [
        ("search/?q=yogurt", ProductListSerializer),
        ("search/?q=yogrt", ProductListSerializer),
        ("search/?q=nothingofthekind", ProductListSerializer),
        ("products/?category=snacks&page_size=2", ProductListSerializer),
        ("products/?sort=-price", ProductListSerializer),
        ("home/", HomeSerializer),
        ("products/OAT/", ProductDetailSerializer),
        ("learned/", LearnedListSerializer),
        ("learned/recent/", LearnedNowSerializer),
    ],
)
def test_an_answer_is_what_the_schema_says(
    small_shop: SmallShop,
    visitor: Shopper,
    django_capture_on_commit_callbacks: Any,
    path: str,
    serializer: type[serializers.Serializer[Any]],
) -> None:
    for days_ago in (2, 9, 16):
        make_order(visitor.subject, {small_shop.oat_milk: 2, small_shop.chips[0]: 1}, days_ago=days_ago)
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "cart_item_added", small_shop.oat_milk)
    answer = visitor.get(path)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert differences(serializer(), answer.json()) == []
