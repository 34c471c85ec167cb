"""Products as staff work on them."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeNumericFilter
from unfold.decorators import action, display

from shop.admin.product_form import ProductForm, ProductRowForm
from shop.admin.saving import save_all_but
from shop.admin.stock import Counted, apply_count
from shop.drawing.pictures import thumbnail
from shop.models import Product
from shop.money import money_text
from shop.product_art import guess_art
from shop.sizes import parse_size, unit_price

LOW_STOCK = 10


class StockFilter(admin.SimpleListFilter):
    title = "stock"
    parameter_name = "stock_level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("out", "Sold out"),
            ("low", f"Low (under {LOW_STOCK})"),
            ("short", "Low or sold out"),
            ("in", "In stock"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        match self.value():
            case "out":
                return queryset.filter(stock=0)
            case "low":
                return queryset.filter(stock__gt=0, stock__lt=LOW_STOCK)
            case "short":
                return queryset.filter(stock__lt=LOW_STOCK)
            case "in":
                return queryset.filter(stock__gte=LOW_STOCK)
        return queryset


class PhotoFilter(admin.SimpleListFilter):
    title = "photo"
    parameter_name = "photo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Drawing only"), ("yes", "With a photo")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Product]) -> QuerySet[Product]:
        match self.value():
            case "no":
                return queryset.filter(image="")
            case "yes":
                return queryset.exclude(image="")
        return queryset


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    form = ProductForm
    list_display = ("show_product", "show_category", "price", "stock", "show_stock", "is_active")
    list_display_links = ("show_product",)
    list_editable = ("price", "stock", "is_active")
    list_filter = (
        StockFilter,
        "is_active",
        PhotoFilter,
        ("category", AutocompleteSelectFilter),
        ("brand", AutocompleteSelectFilter),
        ("price", RangeNumericFilter),
    )
    list_filter_submit = True
    list_select_related = ("brand", "category")
    list_per_page = 40
    search_fields = ("name", "sku", "brand__name")
    search_help_text = "Name, SKU or brand"
    autocomplete_fields = ("brand", "category")
    readonly_fields = ("show_unit_price", "updated_at")
    actions = ("put_on_sale", "take_off_sale")
    actions_list: ClassVar[list[str]] = ["import_list"]
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": (("name", "sku"), ("brand", "category"), "description")}),
        (
            "Price and stock",
            {"fields": (("price", "compare_at_price"), ("size", "show_unit_price"), ("stock", "is_active"))},
        ),
        ("Picture", {"fields": ("image", ("icon", "package"))}),
        ("What is in it", {"fields": ("ingredients", "dietary", "allergens", "attributes")}),
        ("Dates", {"fields": (("added_on", "updated_at"),)}),
    )

    class Media:
        js = ("shop/admin/drawing.js",)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": ProductRowForm, **kwargs})

    @display(description="Product", ordering="name")
    def show_product(self, product: Product) -> SafeString:
        return format_html(
            '<span class="leaf-item">{}<span><b>{}</b><small>{}</small></span></span>',
            thumbnail(product),
            product.name,
            " · ".join(filter(None, [product.brand.name if product.brand else "", product.size, product.sku])),
        )

    @display(description="Category", ordering="category__name")
    def show_category(self, product: Product) -> str:
        return product.category.name

    @display(description="Level", label={"Sold out": "danger", "Low": "warning", "Fine": "success"})
    def show_stock(self, product: Product) -> str:
        if product.stock == 0:
            return "Sold out"
        return "Low" if product.stock < LOW_STOCK else "Fine"

    @display(description="Unit price")
    def show_unit_price(self, product: Product) -> str:
        if not product.unit_price:
            return "Worked out from price and size when you save"
        return f"{money_text(product.unit_price)} per {product.unit_price_per}"

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        per_unit = unit_price(obj.price, parse_size(obj.size))
        obj.unit_price, obj.unit_price_per = per_unit if per_unit else (None, "")
        if not obj.icon or not obj.package:
            icon, package = guess_art(obj.name, [obj.category.name])
            obj.icon, obj.package = obj.icon or icon, obj.package or package
        if "image" in form.changed_data and (replaced := form.initial.get("image")):
            storage, name = replaced.storage, replaced.name
            transaction.on_commit(lambda: storage.delete(name))
        if not change:
            super().save_model(request, obj, form, change)
            return
        counted = form.cleaned_data.get("stock")
        if "stock" in form.changed_data and isinstance(counted, Counted):
            obj.stock = apply_count(obj.pk, counted)
            if obj.stock != counted:
                sold = "more were sold" if obj.stock < counted else "some came back"
                messages.warning(request, f"{obj.name}: {obj.stock} in stock; {sold} while you counted.")
        save_all_but(obj, "stock")

    @admin.action(description="Put on sale in the shop", permissions=["change"])
    def put_on_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_active(request, queryset, True)

    @admin.action(description="Take off sale", permissions=["change"])
    def take_off_sale(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        self._set_active(request, queryset, False)

    def _set_active(self, request: HttpRequest, queryset: QuerySet[Product], active: bool) -> None:
        with transaction.atomic():
            changed = list(queryset.exclude(is_active=active).order_by("pk"))
            for product in changed:
                product.is_active = active
                product.save(update_fields=["is_active", "updated_at"])
        what = "1 product is" if len(changed) == 1 else f"{len(changed)} products are"
        messages.success(request, f"{what} {'on' if active else 'off'} sale now.")

    def has_import_permission(self, request: HttpRequest) -> bool:
        # Not a dotted name: unfold would look that up in the database before a fresh one has tables.
        return request.user.has_perm("shop.add_catalogimport")

    @action(description="Import a list", icon="upload_file", permissions=["import"])
    def import_list(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:shop_catalogimport_add"))
