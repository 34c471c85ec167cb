"""Colours in forms."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from unfold.widgets import UnfoldAdminColorInputWidget


class ColorField(forms.CharField):
    """A colour as "#rrggbb". A browser's colour field is never empty: it begins with `otherwise`, not with black."""

    widget = UnfoldAdminColorInputWidget
    default_validators = [RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as #rrggbb.")]

    def __init__(self, *, otherwise: str, **options: Any) -> None:
        self.otherwise = otherwise
        super().__init__(required=False, max_length=7, **options)

    def prepare_value(self, value: Any) -> Any:
        return value or self.otherwise
