"""The category tree."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Func, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelect2Widget

from shop.admin.cells import name_cells
from shop.admin.colors import ColorField
from shop.admin.product_form import drawing_choices
from shop.cards import FALLBACK_TINT, FALLBACK_TINT_DARK
from shop.category_paths import refresh_paths_below
from shop.drawing.pictures import category_thumbnail
from shop.models import Category, Product
from shop.product_art import known_icons


class CategoryForm(forms.ModelForm[Category]):
    icon = forms.ChoiceField(
        label="Drawing",
        required=False,
        choices=lambda: drawing_choices(known_icons(), "The department's"),
        widget=UnfoldAdminSelect2Widget({"data-drawing": ""}),
    )
    tint = ColorField(
        label="Tint by day", otherwise=FALLBACK_TINT, help_text="Behind the pictures of a department's products."
    )
    tint_dark = ColorField(label="Tint by night", otherwise=FALLBACK_TINT_DARK)

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "position", "icon", "tint", "tint_dark")
        labels = {"parent": "Below"}
        help_texts = {
            "parent": "Empty for a department.",
            "position": "Lower numbers come first.",
            "slug": "The name in addresses.",
        }

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance.slug in parent.path:
            raise forms.ValidationError("A category cannot be below itself.")
        return parent


class CategoryRowForm(forms.ModelForm[Category]):
    class Meta:
        model = Category
        fields = ("position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_cells(self, self.instance)


class CategoriesBelow(TabularInline):
    model = Category
    fields = readonly_fields = ("name", "slug", "position")
    extra = 0
    show_change_link = True
    can_delete = False
    verbose_name_plural = "Categories below"

    def has_add_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        return False


def _products_below() -> Subquery:
    """How many products a category and those below it have."""
    below = Product.objects.filter(category__path__contains=Func(OuterRef("slug"), template="ARRAY[%(expressions)s]"))
    counted = below.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    return Subquery(counted, output_field=IntegerField())


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    form = CategoryForm
    list_display = ("show_category", "show_products", "position")
    list_editable = ("position",)
    list_per_page = 200
    ordering = ("path",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    inlines = (CategoriesBelow,)
    fieldsets = (
        (None, {"fields": (("name", "slug"), ("parent", "position"))}),
        ("Drawing", {"fields": ("icon", ("tint", "tint_dark"))}),
    )

    class Media:
        js = ("shop/admin/drawing.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(product_count=_products_below())

    @display(description="Category", ordering="path")
    def show_category(self, category: Category) -> SafeString:
        return format_html(
            '<span class="leaf-item leaf-level-{}">{}<span><b>{}</b></span></span>',
            min(len(category.path), 4),
            category_thumbnail(category, 32),
            category.name,
        )

    @display(description="Products", ordering="product_count")
    def show_products(self, category: Any) -> int:
        return int(category.product_count or 0)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": CategoryRowForm, **kwargs})

    # The slug stays what it was: addresses and everything learned about a category go by it.
    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Category | None = None) -> dict[str, tuple[str, ...]]:
        return {} if obj else {"slug": ("name",)}

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "parent" in form.changed_data:
            refresh_paths_below(obj)
