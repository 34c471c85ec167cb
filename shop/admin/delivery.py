"""Delivery slots: how full, how much, open or closed, and many at once."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
)

from shop.admin.cells import name_cells
from shop.admin.saving import save_all_but
from shop.drawing.bars import meter
from shop.models import DeliverySlot
from shop.slot_planning import BadPlan, SlotPlan, create_slots

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("today", "Today"), ("tomorrow", "Tomorrow"), ("past", "Past"), ("all", "Past and coming")]

    def choices(self, changelist: Any) -> Any:
        choices = super().choices(changelist)
        first = next(choices)
        yield {**first, "display": "Coming"}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[DeliverySlot]) -> QuerySet[DeliverySlot]:
        today = timezone.localdate()
        match self.value():
            case "all":
                return queryset
            case "past":
                return queryset.filter(ends_at__lt=timezone.now()).order_by("-starts_at")
            case "today":
                return queryset.filter(starts_at__date=today)
            case "tomorrow":
                return queryset.filter(starts_at__date=today + timedelta(days=1))
        return queryset.filter(ends_at__gte=timezone.now())


class SlotForm(forms.ModelForm[DeliverySlot]):
    class Meta:
        model = DeliverySlot
        fields = ("starts_at", "ends_at", "capacity", "fee", "is_open")
        labels = {"capacity": "Orders it takes", "is_open": "Open for orders"}
        help_texts = {
            "capacity": "Orders this slot takes in all; never below those booked.",
            "is_open": "A closed slot keeps its orders and takes no more.",
        }

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if capacity < self.instance.booked:
            raise forms.ValidationError(
                f"{self.instance.booked} orders are booked already. To take no more, close the slot."
            )
        return capacity

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "The slot must end after it starts.")
        return values


class SlotRowForm(SlotForm):
    """The cells that staff change in the list itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_cells(self, self.instance)


class SlotPlanForm(forms.Form):
    first_day = forms.DateField(widget=UnfoldAdminSingleDateWidget)
    last_day = forms.DateField(widget=UnfoldAdminSingleDateWidget)
    first_start = forms.TimeField(label="From", initial="08:00", widget=UnfoldAdminSingleTimeWidget)
    last_end = forms.TimeField(label="To", initial="20:00", widget=UnfoldAdminSingleTimeWidget)
    hours = forms.IntegerField(
        label="Hours a slot", min_value=1, max_value=12, initial=2, widget=UnfoldAdminIntegerFieldWidget
    )
    capacity = forms.IntegerField(
        label="Orders a slot", min_value=1, max_value=10_000, initial=20, widget=UnfoldAdminIntegerFieldWidget
    )
    fee = forms.DecimalField(
        min_value=0, max_digits=6, decimal_places=2, initial="3.90", widget=UnfoldAdminDecimalFieldWidget
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="On",
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        initial=list(range(7)),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


@admin.register(DeliverySlot)
class DeliverySlotAdmin(ModelAdmin):
    form = SlotForm
    list_display = ("show_window", "show_filled", "show_state", "capacity", "fee", "is_open")
    list_editable = ("capacity", "fee", "is_open")
    list_filter = (WhenFilter, "is_open")
    list_per_page = 60
    readonly_fields = ("show_filled",)
    date_hierarchy = "starts_at"
    actions = ("open_slots", "close_slots")
    actions_list: ClassVar[list[str]] = ["plan_slots"]
    fieldsets = ((None, {"fields": ("starts_at", "ends_at", ("capacity", "fee"), "is_open", "show_filled")}),)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": SlotRowForm, **kwargs})

    def get_readonly_fields(self, request: HttpRequest, obj: DeliverySlot | None = None) -> tuple[str, ...]:
        # Shoppers were promised this window.
        return ("show_filled", "starts_at", "ends_at") if obj and obj.booked else ("show_filled",)

    @display(description="Window", ordering="starts_at")
    def show_window(self, slot: DeliverySlot) -> SafeString:
        starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{} – {}</small></span></span>',
            f"{starts:%A, %B %-d}",
            f"{starts:%-I:%M %p}",
            f"{ends:%-I:%M %p}",
        )

    @display(description="Booked", ordering="booked")
    def show_filled(self, slot: DeliverySlot) -> SafeString:
        return meter(slot.booked, slot.capacity, "booked")

    @display(
        description="State",
        label={"Open": "success", "Nearly full": "warning", "Full": "danger", "Closed": "default", "Past": "default"},
    )
    def show_state(self, slot: DeliverySlot) -> str:
        if slot.ends_at < timezone.now():
            return "Past"
        if not slot.is_open:
            return "Closed"
        if slot.booked >= slot.capacity:
            return "Full"
        return "Nearly full" if slot.booked >= 0.8 * slot.capacity else "Open"

    def save_model(self, request: HttpRequest, obj: DeliverySlot, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        # Orders may have come in since the form was checked.
        obj.booked = DeliverySlot.objects.select_for_update().values_list("booked", flat=True).get(pk=obj.pk)
        if obj.capacity < obj.booked:
            obj.capacity = obj.booked
            messages.warning(
                request, f"{obj}: orders came in just now, so it takes {obj.booked}. Close it if you like."
            )
        save_all_but(obj, "booked")

    @admin.action(description="Open for orders", permissions=["change"])
    def open_slots(self, request: HttpRequest, queryset: QuerySet[DeliverySlot]) -> None:
        self._set_open(request, queryset, True)

    @admin.action(description="Close", permissions=["change"])
    def close_slots(self, request: HttpRequest, queryset: QuerySet[DeliverySlot]) -> None:
        self._set_open(request, queryset, False)

    def _set_open(self, request: HttpRequest, queryset: QuerySet[DeliverySlot], is_open: bool) -> None:
        count = DeliverySlot.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))).update(is_open=is_open)
        what = "1 slot is" if count == 1 else f"{count} slots are"
        messages.success(request, f"{what} {'open' if is_open else 'closed'} now.")

    def has_plan_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.add_deliveryslot")

    @action(description="Plan many", icon="event_repeat", permissions=["plan"])
    def plan_slots(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        tomorrow = timezone.localdate() + timedelta(days=1)
        first_look = {"first_day": tomorrow, "last_day": tomorrow + timedelta(days=13)}
        form = SlotPlanForm(request.POST or None, initial=first_look)
        if request.method == "POST" and form.is_valid():
            try:
                with transaction.atomic():
                    made, there = create_slots(SlotPlan(**form.cleaned_data))
            except BadPlan as refused:
                form.add_error(None, str(refused))
            else:
                kept = f"; {there} were there already and stay as they are" if there else ""
                messages.success(request, f"{made} slots made{kept}.")
                return HttpResponseRedirect(reverse("admin:shop_deliveryslot_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Plan delivery slots",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "submit": "Make these slots",
            "lead": "The same windows on many days. What is there already stays as it is.",
        }
        return TemplateResponse(request, "admin/leaf/form_page.html", context)
