"""Delivery slots: how full, how much, open or closed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from shop.models import DeliverySlot


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("past", "Past"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DeliverySlot]) -> QuerySet[DeliverySlot]:
        match self.value():
            case "all":
                return queryset
            case "past":
                return queryset.filter(ends_at__lt=timezone.now()).order_by("-starts_at")
        return queryset.filter(ends_at__gte=timezone.now())


@admin.register(DeliverySlot)
class DeliverySlotAdmin(ModelAdmin):
    list_display = ("show_window", "show_filled", "capacity", "fee", "is_open")
    list_editable = ("capacity", "fee", "is_open")
    list_filter = (WhenFilter, "is_open")
    readonly_fields = ("booked",)
    date_hierarchy = "starts_at"

    @display(description="Window", ordering="starts_at")
    def show_window(self, slot: DeliverySlot) -> str:
        starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
        return f"{starts:%a %b %-d, %-I:%M %p} – {ends:%-I:%M %p}"

    @display(description="Booked")
    def show_filled(self, slot: DeliverySlot) -> SafeString:
        share = round(100 * slot.booked / slot.capacity) if slot.capacity else 100
        return format_html(
            '<span class="leaf-meter" role="img" aria-label="{} of {} booked"><span style="width:{}%"></span></span>'
            "<small>{} of {}</small>",
            slot.booked,
            slot.capacity,
            share,
            slot.booked,
            slot.capacity,
        )
