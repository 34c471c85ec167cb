"""What staff may enter about a product, and what cannot be true together."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminImageFieldWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from shop.admin.cells import name_cells
from shop.admin.stock import CountedField
from shop.admin.tags import TagsField
from shop.importing.validating import PACKAGES
from shop.models import Product
from shop.models.catalog import Allergen, Dietary
from shop.product_art import known_icons
from shop.product_photos import MAX_SIDE_PX, BadPhoto, prepare_photo

CONTRADICTIONS = {
    Dietary.VEGAN: {Allergen.MILK, Allergen.EGGS, Allergen.FISH, Allergen.SHELLFISH},
    Dietary.VEGETARIAN: {Allergen.FISH, Allergen.SHELLFISH},
    Dietary.DAIRY_FREE: {Allergen.MILK},
    Dietary.GLUTEN_FREE: {Allergen.WHEAT},
    Dietary.NUT_FREE: {Allergen.TREE_NUTS, Allergen.PEANUTS},
}


class PhotoField(forms.FileField):
    """Takes a photo and hands on a fresh, small one."""

    widget = UnfoldAdminImageFieldWidget

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            return prepare_photo(upload)
        except BadPhoto as refused:
            raise ValidationError(str(refused)) from None


def drawing_choices(names: Iterable[str], otherwise: str = "Chosen from the name") -> list[tuple[str, str]]:
    """Names of drawings or packs as a list to choose from, `otherwise` first."""
    return [("", otherwise), *((name, name.replace("-", " ").capitalize()) for name in sorted(names))]


class ProductForm(forms.ModelForm[Product]):
    stock = CountedField(help_text="On the shelf now. What is sold while you type is taken into account.")
    dietary = forms.MultipleChoiceField(
        choices=Dietary.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Only what the label says.",
    )
    allergens = forms.MultipleChoiceField(
        choices=Allergen.choices, required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    attributes = TagsField(
        max_tag_length=40,
        max_tags=20,
        required=False,
        help_text="What shoppers may like or filter by: organic, plant-based, spicy, whole-grain…",
    )
    image = PhotoField(
        label="Photo",
        required=False,
        help_text=f"JPEG, PNG or WebP. It is turned upright and made at most {MAX_SIDE_PX} px. Without one, the "
        "drawing is shown.",
    )
    icon = forms.ChoiceField(
        label="Drawing",
        required=False,
        choices=lambda: drawing_choices(known_icons()),
        widget=UnfoldAdminSelect2Widget({"data-drawing": ""}),
    )
    package = forms.ChoiceField(
        label="Pack", required=False, choices=drawing_choices(PACKAGES), widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Product
        fields = (
            "sku",
            "name",
            "brand",
            "category",
            "description",
            "ingredients",
            "price",
            "compare_at_price",
            "size",
            "stock",
            "is_active",
            "dietary",
            "allergens",
            "attributes",
            "icon",
            "package",
            "image",
            "added_on",
        )
        labels = {
            "sku": "SKU",
            "compare_at_price": "Price before",
            "is_active": "On sale",
            "added_on": "New since",
        }
        help_texts = {
            "compare_at_price": "Struck through beside the price; empty for none.",
            "size": "As on the pack: 64 fl oz, 12 ct, 2 lb.",
        }
        widgets = {
            "description": UnfoldAdminTextareaWidget({"rows": 3}),
            "ingredients": UnfoldAdminTextareaWidget({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A drawing that came with a list and is none of ours stays choosable, so that saving does not lose it.
        for name in ("icon", "package"):
            kept = getattr(self.instance, name, "")
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField) and kept and kept not in {key for key, _ in field.choices}:  # type: ignore[misc,union-attr]
                field.choices = [*field.choices, (kept, kept)]  # type: ignore[misc]

    def clean_attributes(self) -> list[str]:
        slugs = [slugify(text)[:40] for text in self.cleaned_data["attributes"]]
        return sorted({slug for slug in slugs if slug})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        allergens = set(values.get("allergens", []))
        for diet, forbidden in CONTRADICTIONS.items():
            clash = forbidden & allergens
            if diet in values.get("dietary", []) and clash:
                names = ", ".join(sorted(str(Allergen(found).label).lower() for found in clash))
                self.add_error("dietary", f"{Dietary(diet).label} cannot hold with {names} among the allergens.")
        price, compare_at = values.get("price"), values.get("compare_at_price")
        if price and compare_at and compare_at <= price:
            self.add_error("compare_at_price", "The price before must be above the price now.")
        return values


class ProductRowForm(forms.ModelForm[Product]):
    """The cells that staff change in the list itself."""

    stock = CountedField()

    class Meta:
        model = Product
        fields = ("price", "stock", "is_active")
        labels = {"is_active": "On sale"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_cells(self, self.instance)

    def clean_price(self) -> Any:
        price = self.cleaned_data["price"]
        compare_at = self.instance.compare_at_price
        if price and compare_at and compare_at <= price:
            raise ValidationError(f"The price before is {compare_at}: change or clear it first.")
        return price
