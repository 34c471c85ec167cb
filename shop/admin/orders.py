"""Orders: the work list, one order as a calm page, its way to the door, and picking lists."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from shop import errors, orders
from shop.admin.day_filter import LocalDaysFilter, day_of
from shop.models import Order, OrderLine, Payment, User
from shop.money import money_text
from shop.picking import picking_lists

Status = Order.Status
TO_DO = (Status.PLACED, Status.PICKING, Status.OUT_FOR_DELIVERY)
# `shop.orders.cancel_order` lets staff cancel while an order is being picked.
STAFF_MAY_CANCEL = (*orders.CANCELLABLE, Status.PICKING)
STEP_WORDS = {
    Status.PICKING: ("Start picking", "shopping_basket"),
    Status.OUT_FOR_DELIVERY: ("Send out", "local_shipping"),
    Status.DELIVERED: ("Mark delivered", "task_alt"),
}
STATUS_LABELS = {
    "Waiting for payment": "default",
    "Placed": "info",
    "Being picked": "warning",
    "On its way": "primary",
    "Delivered": "success",
    "Cancelled": "default",
    "Payment declined": "danger",
}

PAYMENT_WORDS: dict[str, str] = {
    Payment.Status.PENDING: "being confirmed",
    Payment.Status.DUE: "to be paid at the door",
    Payment.Status.AUTHORIZED: "reserved on the card",
    Payment.Status.CAPTURED: "paid",
    Payment.Status.DECLINED: "declined",
    Payment.Status.VOIDED: "let go, nothing charged",
    Payment.Status.REFUNDED: "refunded",
}


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("to-do", "To do"), *((str(value), str(label)) for value, label in Status.choices)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        if self.value() == "to-do":
            return queryset.filter(status__in=TO_DO)
        return queryset.filter(status=self.value()) if self.value() in Status.values else queryset


class SlotDayFilter(admin.SimpleListFilter):
    title = "delivery day"
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        today = timezone.localdate()
        days = [today + timedelta(days=ahead) for ahead in range(7)]
        names = {today: "Today", today + timedelta(days=1): "Tomorrow"}
        return [(day.isoformat(), names.get(day, f"{day:%A, %b %-d}")) for day in days]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        day = day_of(self.value())
        return queryset.filter(slot__starts_at__date=day) if day else queryset


@admin.register(Order)
class OrderAdmin(ModelAdmin):
    list_display = (
        "show_order",
        "show_status",
        "show_customer",
        "show_slot",
        "show_pieces",
        "show_total",
        "show_payment",
    )
    list_filter = (StatusFilter, SlotDayFilter, "payment__method", ("created_at", LocalDaysFilter))
    list_filter_submit = True
    list_per_page = 40
    list_select_related = ("slot", "user", "payment")
    search_fields = ("number", "email", "user__first_name", "user__last_name", "lines__sku")
    search_help_text = "Order number, email address, name or SKU"
    actions = ("start_picking", "send_out", "mark_delivered", "print_picking_list")
    actions_list: ClassVar[list[str]] = ["todays_picking_list"]

    # --- An order is a record: it moves by steps, it is never edited -----------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Order | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        pieces = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(sum=Sum("quantity"))
        return (
            super()
            .get_queryset(request)
            .annotate(pieces=Coalesce(Subquery(pieces.values("sum"), output_field=IntegerField()), 0))
        )

    # --- Columns ---------------------------------------------------------------------------------------------------

    @display(description="Order", ordering="created_at")
    def show_order(self, order: Order) -> SafeString:
        made = timezone.localtime(order.placed_at or order.created_at)
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            order.number,
            f"{made:%b %-d, %-I:%M %p}",
        )

    @display(description="Status", ordering="status", label=STATUS_LABELS)
    def show_status(self, order: Order) -> str:
        return order.get_status_display()

    @display(description="Customer", ordering="email")
    def show_customer(self, order: Order) -> SafeString:
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            order.address.get("recipient") or order.email,
            order.email,
        )

    @display(description="Delivery", ordering="slot__starts_at")
    def show_slot(self, order: Order) -> SafeString | str:
        if order.slot is None:
            return "—"
        starts, ends = timezone.localtime(order.slot.starts_at), timezone.localtime(order.slot.ends_at)
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{} – {}</small></span></span>',
            _day_name(starts.date()),
            f"{starts:%-I:%M}",
            f"{ends:%-I:%M %p}",
        )

    @display(description="Pieces")
    def show_pieces(self, order: Any) -> int:
        return int(order.pieces)

    @display(description="Total", ordering="total")
    def show_total(self, order: Order) -> str:
        return money_text(order.total)

    @display(description="Payment")
    def show_payment(self, order: Order) -> str:
        payment: Payment | None = getattr(order, "payment", None)
        if payment is None:
            return "—"
        how = f"Card ····{payment.card_last4}" if payment.card_last4 else payment.get_method_display()
        return f"{how}: {PAYMENT_WORDS[payment.status]}"

    # --- One order -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("picking/", own(self.picking), name="shop_order_picking"),
            path("<int:pk>/step/", own(require_POST(self.step)), name="shop_order_step"),
            path("<int:pk>/cancel/", own(require_POST(self.cancel)), name="shop_order_cancel"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        order = get_object_or_404(
            Order.objects.select_related("slot", "user", "payment", "subject").prefetch_related(
                "lines__product__category", "history__changed_by"
            ),
            pk=object_id if object_id.isdigit() else 0,
        )
        may_change = self.has_change_permission(request, order)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Order {order.number}",
            "opts": self.opts,
            "order": order,
            "payment": getattr(order, "payment", None),
            "payment_words": PAYMENT_WORDS[order.payment.status] if hasattr(order, "payment") else "",
            "lines": order.lines.all(),
            "pieces": sum(line.quantity for line in order.lines.all()),
            "history": order.history.all(),
            "steps": [
                {"to": step.value, "words": STEP_WORDS[step][0], "icon": STEP_WORDS[step][1]}
                for step in orders.NEXT.get(order.status, ())
                if may_change
            ],
            "may_cancel": may_change and order.status in STAFF_MAY_CANCEL,
        }
        return TemplateResponse(request, "admin/shop/order/detail.html", context)

    def step(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move the order one step, if that step follows from where it is."""
        order = self._order_to_change(request, pk)
        to = request.POST.get("to", "")
        if to in Status.values:
            self._move([order], Status(to), request)
        return self._back_to(order)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the order, with a reason that the shopper may be told."""
        order = self._order_to_change(request, pk)
        reason = " ".join(request.POST.get("reason", "").split())
        if not reason:
            messages.error(request, "Say why the order is cancelled: whoever answers the customer will need it.")
        elif len(reason) > 240:
            messages.error(request, "Keep the reason within 240 characters.")
        else:
            try:
                orders.cancel_order(order, by=_staff(request), note=reason)
            except errors.DomainError as refused:
                messages.error(request, refused.detail)
            else:
                messages.success(request, f"{order.number} is cancelled. Stock, slot and offers are free again.")
        return self._back_to(order)

    def _order_to_change(self, request: HttpRequest, pk: int) -> Order:
        order = get_object_or_404(Order, pk=pk)
        if not self.has_change_permission(request, order):
            raise PermissionDenied
        return order

    def _back_to(self, order: Order) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:shop_order_change", args=[order.pk]))

    # --- Many orders -----------------------------------------------------------------------------------------------

    @admin.action(description="Start picking", permissions=["change"])
    def start_picking(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self._move(queryset.order_by("slot__starts_at", "pk"), Status.PICKING, request)

    @admin.action(description="Send out", permissions=["change"])
    def send_out(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self._move(queryset.order_by("slot__starts_at", "pk"), Status.OUT_FOR_DELIVERY, request)

    @admin.action(description="Mark delivered", permissions=["change"])
    def mark_delivered(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        self._move(queryset.order_by("slot__starts_at", "pk"), Status.DELIVERED, request)

    @admin.action(description="Picking list of these", permissions=["view"])
    def print_picking_list(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse:
        chosen = queryset.order_by("pk").values_list("pk", flat=True)
        return HttpResponseRedirect(
            f"{reverse('admin:shop_order_picking')}?{urlencode({'orders': ','.join(map(str, chosen))})}"
        )

    def _move(self, chosen: Any, to: Order.Status, request: HttpRequest) -> None:
        moved, refusals = [], []
        for order in chosen:
            try:
                orders.advance(order, to, by=_staff(request))
            except errors.DomainError as refused:
                refusals.append(refused.detail)
            else:
                moved.append(order.number)
        if moved:
            which = moved[0] if len(moved) == 1 else f"{len(moved)} orders"
            messages.success(request, f"{which}: {Order.Status(to).label.lower()}.")
        for sentence in refusals[:5]:
            messages.warning(request, sentence)
        if len(refusals) > 5:
            messages.warning(request, f"{len(refusals) - 5} more could not take this step.")

    # --- Picking ---------------------------------------------------------------------------------------------------

    def has_pick_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("shop.view_order")

    @action(description="Picking list", icon="checklist", permissions=["pick"])
    def todays_picking_list(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:shop_order_picking"))

    def picking(self, request: HttpRequest) -> HttpResponse:
        """A day's orders (or those chosen in the list) by slot, to print."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        chosen = [int(text) for text in request.GET.get("orders", "").split(",") if text.isdigit()]
        day = None if chosen else day_of(request.GET.get("day")) or timezone.localdate()
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": "Picking list",
            "opts": self.opts,
            "day": day,
            "chosen": len(chosen),
            "days": [(one, _day_name(one)) for one in (today + timedelta(days=ahead) for ahead in range(4))],
            "lists": picking_lists(day=day, order_ids=chosen or None),
        }
        return TemplateResponse(request, "admin/shop/order/picking.html", context)


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _day_name(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return "Today"
    return "Tomorrow" if day == today + timedelta(days=1) else f"{day:%a, %b %-d}"
