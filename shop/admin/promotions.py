"""Offers and how often they were used."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from shop.models import Promotion, PromotionRedemption


class Uses(TabularInline):
    model = PromotionRedemption
    fields = readonly_fields = ("order", "amount", "created_at")
    extra = 0
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromotionRedemption]:
        return super().get_queryset(request).select_related("order")


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin):
    list_display = ("name", "show_state", "kind", "code", "show_uses", "starts_at", "ends_at")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "code")
    autocomplete_fields = ("products", "categories", "brands")
    readonly_fields = ("redemptions",)
    inlines = (Uses,)
    warn_unsaved_form = True
    conditional_fields = {
        "percent": "kind == 'percentage'",
        "amount": "kind == 'amount'",
        "buy_quantity": "kind == 'multi_buy'",
        "pay_quantity": "kind == 'multi_buy'",
    }
    fieldsets = (
        (None, {"fields": ("name", "kind", "percent", "amount", ("buy_quantity", "pay_quantity"))}),
        ("When and for whom", {"fields": (("starts_at", "ends_at"), ("code", "minimum_basket"), "is_active")}),
        ("On what (empty: everything)", {"fields": ("products", "categories", "brands")}),
        ("Limits", {"fields": (("max_redemptions", "max_redemptions_per_shopper"), "redemptions")}),
    )

    @display(
        description="State",
        label={"Running": "success", "Planned": "info", "Ended": "default", "Off": "default", "Used up": "warning"},
    )
    def show_state(self, promotion: Promotion) -> str:
        now = timezone.now()
        if not promotion.is_active:
            return "Off"
        if promotion.starts_at > now:
            return "Planned"
        if promotion.ends_at and promotion.ends_at <= now:
            return "Ended"
        limit = promotion.max_redemptions
        return "Used up" if limit is not None and promotion.redemptions >= limit else "Running"

    @display(description="Used", ordering="redemptions")
    def show_uses(self, promotion: Promotion) -> str:
        limit = promotion.max_redemptions
        return f"{promotion.redemptions} of {limit}" if limit is not None else str(promotion.redemptions)
