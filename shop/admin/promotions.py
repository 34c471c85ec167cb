"""Offers, what they ask for, and how often they were used."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from shop.admin.saving import save_all_but
from shop.models import Promotion, PromotionRedemption
from shop.money import money_text

NEEDED = {
    Promotion.Kind.PERCENTAGE: {"percent": "Say how many percent are taken off."},
    Promotion.Kind.AMOUNT: {"amount": "Say how much is taken off the basket."},
    Promotion.Kind.MULTI_BUY: {
        "buy_quantity": "Say how many are bought (the 3 in “3 for 2”).",
        "pay_quantity": "Say how many are paid (the 2 in “3 for 2”).",
    },
}


class PromotionForm(forms.ModelForm[Promotion]):
    class Meta:
        model = Promotion
        fields = (
            "name",
            "kind",
            "percent",
            "amount",
            "buy_quantity",
            "pay_quantity",
            "code",
            "minimum_basket",
            "products",
            "categories",
            "brands",
            "starts_at",
            "ends_at",
            "is_active",
            "max_redemptions",
            "max_redemptions_per_shopper",
        )
        labels = {
            "percent": "Percent off",
            "amount": "Amount off",
            "buy_quantity": "Buy",
            "pay_quantity": "Pay",
            "is_active": "Switched on",
            "max_redemptions": "Uses in all",
            "max_redemptions_per_shopper": "Uses per shopper",
        }
        help_texts = {
            "code": "What shoppers type. Empty: the offer applies by itself.",
            "minimum_basket": "The basket before any discount must reach this.",
            "ends_at": "Empty: until you switch it off.",
            "max_redemptions_per_shopper": "Empty for no limit.",
            "products": "Empty in all three: the offer is on everything.",
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if any(letter.isspace() for letter in code):
            raise forms.ValidationError("A code is one word: shoppers type it by hand.")
        same = Promotion.objects.filter(code__iexact=code).exclude(pk=self.instance.pk)
        if code and (other := same.first()):
            raise forms.ValidationError(f"“{other.name}” has this code already.")
        return code

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind = values.get("kind")
        for name, sentence in NEEDED.get(Promotion.Kind(kind), {}).items() if kind else ():
            if not values.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        # What another kind needs is not kept: it would only confuse whoever reads it next.
        for other, names in NEEDED.items():
            for name in names if other != kind else ():
                values[name] = None
        buy, pay = values.get("buy_quantity"), values.get("pay_quantity")
        if buy and pay and pay >= buy:
            self.add_error("pay_quantity", "Fewer must be paid than bought.")
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The offer must end after it starts.")
        limit = values.get("max_redemptions")
        if limit is not None and limit < self.instance.redemptions:
            self.add_error("max_redemptions", f"It was used {self.instance.redemptions} times already.")
        return values


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("running", "Running"), ("planned", "Planned"), ("over", "Ended, off or used up")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        now = timezone.now()
        over = Q(is_active=False) | Q(ends_at__lte=now) | Q(redemptions__gte=F("max_redemptions"))
        match self.value():
            case "running":
                return queryset.filter(starts_at__lte=now).exclude(pk__in=Promotion.objects.filter(over).values("pk"))
            case "planned":
                return queryset.filter(is_active=True, starts_at__gt=now)
            case "over":
                return queryset.filter(over)
        return queryset


class Uses(TabularInline):
    model = PromotionRedemption
    verbose_name_plural = "Uses"
    fields = readonly_fields = ("order", "amount", "created_at")
    extra = 0
    per_page = 20
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        return bool(request.user.has_perm("shop.view_promotion"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromotionRedemption]:
        return super().get_queryset(request).select_related("order").order_by("-created_at")


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin):
    form = PromotionForm
    list_display = ("name", "show_state", "show_offer", "code", "show_uses", "starts_at", "ends_at")
    list_filter = (StateFilter, "kind")
    search_fields = ("name", "code")
    search_help_text = "Name or code"
    autocomplete_fields = ("products", "categories", "brands")
    readonly_fields = ("show_uses",)
    inlines = (Uses,)
    warn_unsaved_form = True
    conditional_fields = {
        "percent": "kind == 'percentage'",
        "amount": "kind == 'amount'",
        "buy_quantity": "kind == 'multi_buy'",
        "pay_quantity": "kind == 'multi_buy'",
    }
    fieldsets = (
        (None, {"fields": ("name", "kind", "percent", "amount", "buy_quantity", "pay_quantity")}),
        ("When and for whom", {"fields": ("starts_at", "ends_at", ("code", "minimum_basket"), "is_active")}),
        ("On what", {"fields": ("products", "categories", "brands")}),
        ("Limits", {"fields": (("max_redemptions", "max_redemptions_per_shopper"), "show_uses")}),
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

    @display(description="Offer", ordering="kind")
    def show_offer(self, promotion: Promotion) -> str:
        match promotion.kind:
            case Promotion.Kind.PERCENTAGE:
                return f"{promotion.percent.normalize():f}% off" if promotion.percent else "—"
            case Promotion.Kind.MULTI_BUY:
                return f"{promotion.buy_quantity} for {promotion.pay_quantity}"
        return f"{money_text(promotion.amount)} off" if promotion.amount else "—"

    @display(description="Used", ordering="redemptions")
    def show_uses(self, promotion: Promotion) -> str:
        limit = promotion.max_redemptions
        return f"{promotion.redemptions} of {limit}" if limit is not None else str(promotion.redemptions)

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: bool) -> None:
        if change:
            # Checkouts count uses while this page is open.
            save_all_but(obj, "redemptions")
        else:
            super().save_model(request, obj, form, change)
