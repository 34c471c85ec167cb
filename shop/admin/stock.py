"""Counting stock while the shop sells: what staff type is a change from what they saw, never an overwrite."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import F
from django.db.models.functions import Greatest
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from shop.models import Product

MAX_STOCK = 1_000_000


class Counted(int):
    """The number typed, and the number that stood there when the page was made."""

    seen: int

    def __new__(cls, typed: int, seen: int) -> "Counted":
        self = super().__new__(cls, typed)
        self.seen = seen
        return self

    @property
    def change(self) -> int:
        return self - self.seen


class CountedInput(forms.MultiWidget):
    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = UnfoldAdminIntegerFieldWidget({"min": 0, "max": MAX_STOCK, "inputmode": "numeric"})
        super().__init__({"": number, "seen": forms.HiddenInput()}, attrs)

    use_fieldset = False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: int | None) -> list[int | None]:
        return [value, value]


class CountedField(forms.MultiValueField):
    """Cleans to `Counted`."""

    widget = CountedInput

    def __init__(self, **options: Any) -> None:
        # `model_fields` ask for these of an integer field; the number's own field checks them.
        options.pop("min_value", None)
        options.pop("max_value", None)
        number = forms.IntegerField(min_value=0, max_value=MAX_STOCK)
        super().__init__((number, forms.IntegerField(min_value=0, required=False)), require_all_fields=False, **options)

    def compress(self, values: Sequence[int | None]) -> Counted | None:
        if not values or values[0] is None:
            return None
        typed, seen = values[0], values[1] if len(values) > 1 else None
        return Counted(typed, typed if seen is None else seen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and str(data[0]) != str(data[1] if data[1] not in (None, "") else initial)


def apply_count(product_id: int, counted: Counted) -> int:
    """Change the stock by what staff counted more or less; the stock now (never below zero)."""
    Product.objects.filter(pk=product_id).update(stock=Greatest(F("stock") + counted.change, 0))
    return Product.objects.values_list("stock", flat=True).get(pk=product_id)
