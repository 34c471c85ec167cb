"""Brands, the shop's own and others'."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from shop.admin.colors import ColorField
from shop.cards import FALLBACK_COLOR
from shop.models import Brand


class BrandForm(forms.ModelForm[Brand]):
    color = ColorField(otherwise=FALLBACK_COLOR, help_text="Of the packs that are drawn for its products.")

    class Meta:
        model = Brand
        fields = ("name", "slug", "tier", "own_label", "color", "story")
        widgets = {"story": UnfoldAdminTextareaWidget({"rows": 4})}
        help_texts = {
            "slug": "The name in addresses.",
            "own_label": "Sold under the shop's own name.",
            "story": "What shoppers read about the brand.",
        }


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    form = BrandForm
    list_display = ("show_brand", "show_tier", "show_own_label", "show_products")
    list_filter = ("tier", "own_label")
    list_per_page = 100
    search_fields = ("name", "slug")
    fieldsets = ((None, {"fields": (("name", "slug"), ("tier", "color"), "own_label", "story")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        return super().get_queryset(request).annotate(product_count=Count("products"))

    @display(description="Brand", ordering="name")
    def show_brand(self, brand: Brand) -> SafeString:
        return format_html(
            '<span class="leaf-item"><span class="leaf-swatch" style="--swatch:{}"></span><b>{}</b></span>',
            brand.color or FALLBACK_COLOR,
            brand.name,
        )

    @display(description="Tier", ordering="tier", label={"Value": "info", "Standard": "default", "Premium": "warning"})
    def show_tier(self, brand: Brand) -> str:
        return brand.get_tier_display()

    @display(description="Own label", boolean=True, ordering="own_label")
    def show_own_label(self, brand: Brand) -> bool:
        return brand.own_label

    @display(description="Products", ordering="product_count")
    def show_products(self, brand: Any) -> int:
        return int(brand.product_count)

    # The slug stays what it was: addresses and everything learned about a brand go by it.
    def get_readonly_fields(self, request: HttpRequest, obj: Brand | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Brand | None = None) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("name",)}
