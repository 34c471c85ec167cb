"""Catalog, brands and categories as staff work on them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import RangeNumericFilter, RelatedDropdownFilter
from unfold.decorators import action, display

from shop.admin.pictures import thumbnail
from shop.models import Brand, Category, Product
from shop.models.catalog import Allergen, Dietary
from shop.product_art import guess_art
from shop.sizes import parse_size, unit_price

LOW_STOCK = 10


class StockFilter(admin.SimpleListFilter):
    title = "stock"
    parameter_name = "stock_level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("out", "Sold out"), ("low", f"Low (under {LOW_STOCK})"), ("in", "In stock")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        match self.value():
            case "out":
                return queryset.filter(stock=0)
            case "low":
                return queryset.filter(stock__gt=0, stock__lt=LOW_STOCK)
            case "in":
                return queryset.filter(stock__gte=LOW_STOCK)
        return queryset


class ProductForm(forms.ModelForm[Product]):
    dietary = forms.MultipleChoiceField(
        choices=Dietary.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what the label says.",
    )
    allergens = forms.MultipleChoiceField(choices=Allergen.choices, required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Product
        fields = [
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
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        contradictions = {
            Dietary.VEGAN: {Allergen.MILK, Allergen.EGGS, Allergen.FISH, Allergen.SHELLFISH},
            Dietary.VEGETARIAN: {Allergen.FISH, Allergen.SHELLFISH},
            Dietary.DAIRY_FREE: {Allergen.MILK},
            Dietary.GLUTEN_FREE: {Allergen.WHEAT},
            Dietary.NUT_FREE: {Allergen.TREE_NUTS, Allergen.PEANUTS},
        }
        for diet, forbidden in contradictions.items():
            clash = forbidden & set(values.get("allergens", []))
            if diet in values.get("dietary", []) and clash:
                names = ", ".join(sorted(str(Allergen(found).label).lower() for found in clash))
                self.add_error("dietary", f"{Dietary(diet).label} cannot hold with {names} among the allergens.")
        price, compare_at = values.get("price"), values.get("compare_at_price")
        if price and compare_at and compare_at <= price:
            self.add_error("compare_at_price", "The price before must be above the price now.")
        return values


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    form = ProductForm
    list_display = ("show_picture", "name", "sku", "brand", "category", "price", "stock", "show_stock", "is_active")
    list_display_links = ("show_picture", "name")
    list_editable = ("price", "stock", "is_active")
    list_filter = (
        StockFilter,
        "is_active",
        ("category", RelatedDropdownFilter),
        ("brand", RelatedDropdownFilter),
        ("price", RangeNumericFilter),
    )
    list_filter_submit = True
    list_select_related = ("brand", "category")
    list_per_page = 50
    search_fields = ("name", "sku", "brand__name")
    autocomplete_fields = ("brand", "category")
    readonly_fields = ("show_unit_price", "updated_at")
    actions = ("put_on_sale", "take_off_sale")
    actions_list: ClassVar[list[str]] = ["import_list"]
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": (("name", "sku"), ("brand", "category"), "description", "image")}),
        (
            "Price and stock",
            {"fields": (("price", "compare_at_price"), ("size", "show_unit_price"), ("stock", "is_active"))},
        ),
        ("What is in it", {"fields": ("ingredients", "dietary", "allergens", "attributes")}),
        ("Drawing", {"classes": ["tab"], "fields": (("icon", "package"), ("added_on", "updated_at"))}),
    )

    @display(description="")
    def show_picture(self, product: Product) -> SafeString:
        return thumbnail(product)

    @display(description="Level", label={"Sold out": "danger", "Low": "warning", "Fine": "success"})
    def show_stock(self, product: Product) -> str:
        if product.stock == 0:
            return "Sold out"
        return "Low" if product.stock < LOW_STOCK else "Fine"

    @display(description="Unit price")
    def show_unit_price(self, product: Product) -> str:
        return f"{product.unit_price.normalize():f} per {product.unit_price_per}" if product.unit_price else "—"

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        per_unit = unit_price(obj.price, parse_size(obj.size))
        obj.unit_price, obj.unit_price_per = per_unit if per_unit else (None, "")
        if not obj.icon or not obj.package:
            icon, package = guess_art(obj.name, [obj.category.name])
            obj.icon, obj.package = obj.icon or icon, obj.package or package
        if change and "stock" not in form.changed_data:
            # Orders may have sold some while this page was open: leave the column alone.
            obj.save(update_fields=[f.name for f in obj._meta.concrete_fields if f.name not in {"id", "stock"}])
            return
        super().save_model(request, obj, form, change)

    @admin.action(description="Put on sale in the shop", permissions=["change"])
    def put_on_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_active(request, queryset, True)

    @admin.action(description="Take off sale", permissions=["change"])
    def take_off_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_active(request, queryset, False)

    def _set_active(self, request: HttpRequest, queryset: QuerySet[Product], active: bool) -> None:
        count = 0
        for product in queryset.exclude(is_active=active):
            product.is_active = active
            product.save(update_fields=["is_active", "updated_at"])
            count += 1
        messages.success(request, f"{count} products are {'on' if active else 'off'} sale now.")

    @action(description="Import a list", icon="upload_file", permissions=["shop.add_product"])
    def import_list(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:shop_catalogimport_add"))


class ChildCategories(TabularInline):
    model = Category
    fields = ("name", "slug", "position", "icon")
    prepopulated_fields = {"slug": ("name",)}
    extra = 0
    show_change_link = True
    verbose_name_plural = "Categories below"


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "show_path", "show_products", "position")
    list_editable = ("position",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ChildCategories,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(product_count=Count("products")).order_by("path")

    @display(description="Where")
    def show_path(self, category: Category) -> str:
        return " › ".join(category.path)

    @display(description="Products", ordering="product_count")
    def show_products(self, category: Any) -> int:
        return int(category.product_count)


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    list_display = ("name", "tier", "show_own_label", "show_products")
    list_filter = ("tier", "own_label")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        return super().get_queryset(request).annotate(product_count=Count("products"))

    @display(description="Own label", boolean=True, ordering=F("own_label"))
    def show_own_label(self, brand: Brand) -> bool:
        return brand.own_label

    @display(description="Products", ordering="product_count")
    def show_products(self, brand: Any) -> int:
        return int(brand.product_count)
