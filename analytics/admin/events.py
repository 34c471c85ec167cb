"""What happened, to look at: events are never written by hand."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from analytics.models import Event, EventType
from shop.admin.day_filter import LocalDaysFilter
from shop.drawing.pictures import thumbnail
from shop.models import Product, Subject

TYPE_LABELS = {
    EventType.SEARCH_PERFORMED: "info",
    EventType.RESULTS_DISPLAYED: "default",
    EventType.SEARCH_RESULT_CLICKED: "info",
    EventType.PRODUCT_VIEWED: "info",
    EventType.DISPLAYED_BUT_SCROLLED: "default",
    EventType.PRODUCT_LIKED: "success",
    EventType.CART_ITEM_ADDED: "success",
    EventType.CART_ITEM_UPDATED: "default",
    EventType.CART_ITEM_REMOVED: "danger",
    EventType.ORDER_COMPLETED: "success",
    EventType.PREFERENCE_UPDATED: "warning",
}


def as_uuid(text: str) -> UUID | None:
    """The text as a UUID, if it is one."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def attach_subjects_and_products(events: Iterable[Event]) -> None:
    """Give each event its `subject` and `product` (or None) in two queries: the row itself points at neither."""
    events = list(events)
    subjects = Subject.objects.select_related("user").in_bulk({event.subject_id for event in events})
    skus = {event.sku for event in events if event.sku}
    products = {product.sku: product for product in Product.objects.select_related("category").filter(sku__in=skus)}
    for event in events:
        found: Any = event
        found.subject, found.product = subjects.get(event.subject_id), products.get(event.sku)


@admin.register(Event)
class EventAdmin(ModelAdmin):
    list_display = ("show_time", "show_type", "show_what", "show_subject", "show_learned")
    list_filter = (("event_type", admin.ChoicesFieldListFilter), ("received_at", LocalDaysFilter))
    list_filter_submit = True
    list_per_page = 50
    # Counting millions of rows for a page number helps nobody.
    show_full_result_count = False
    paginator = InfinitePaginator
    search_fields = ("sku", "query", "subject_id")
    search_help_text = "A SKU, words of a search, an email address, or a shopper's or event's id"
    ordering = ("-received_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        text = search_term.strip()
        if not text:
            return queryset, False
        if found := as_uuid(text):
            return queryset.filter(Q(subject_id=found) | Q(event_id=found)), False
        if "@" in text:
            subjects = Subject.objects.filter(user__email__icontains=text).values_list("pk", flat=True)
            return queryset.filter(subject_id__in=list(subjects[:100])), False
        return queryset.filter(Q(sku__iexact=text) | Q(query__icontains=text)), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        attach_subjects_and_products(changelist.result_list)
        return changelist

    @display(description="When", ordering="received_at")
    def show_time(self, event: Event) -> SafeString:
        when = timezone.localtime(event.event_time)
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            f"{when:%-I:%M:%S %p}",
            f"{when:%a, %b %-d}",
        )

    @display(description="What", label={str(EventType(value).label): label for value, label in TYPE_LABELS.items()})
    def show_type(self, event: Event) -> str:
        return event.get_event_type_display()

    @display(description="About")
    def show_what(self, event: Any) -> SafeString | str:
        if event.sku:
            name = event.product.name if event.product else "No longer in the catalog"
            count = f" × {event.quantity}" if event.quantity else ""
            return format_html(
                '<span class="leaf-item">{}<span><b>{}{}</b><small>{}</small></span></span>',
                thumbnail(event.product, 36),
                name,
                count,
                event.sku,
            )
        return f"“{event.query}”" if event.query else "—"

    @display(description="Shopper")
    def show_subject(self, event: Any) -> SafeString | str:
        if event.subject is None:
            return "Erased"
        return format_html(
            '<a class="leaf-link" href="{}">{}</a>',
            reverse("admin:shop_subject_change", args=[event.subject_id]),
            event.subject,
        )

    @display(description="Taught")
    def show_learned(self, event: Event) -> str:
        if event.retracted_at:
            return "Taken back"
        facets = {facet for facet, *_ in event.contributions if ":" in facet}
        return f"{len(facets)} facet{'' if len(facets) == 1 else 's'}" if facets else "—"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        event_id = as_uuid(object_id)
        event: Any = Event.objects.filter(pk=event_id).first() if event_id else None
        if event is None:
            raise Http404
        attach_subjects_and_products([event])
        context = {
            **self.admin_site.each_context(request),
            "title": event.get_event_type_display(),
            "opts": self.opts,
            "event": event,
            "data": json.dumps(event.data, indent=2, ensure_ascii=False) if event.data else "",
            "contributions": _by_facet(event.contributions),
            "scale": max((abs(float(weight)) for *_, weight in event.contributions), default=1.0) or 1.0,
        }
        return TemplateResponse(request, "admin/analytics/event/detail.html", context)


def _by_facet(contributions: Iterable[tuple[str, str, float]]) -> list[dict[str, Any]]:
    """One row a facet and weight, with every memory it goes into; what counts for the crowd names no facet."""
    rows: dict[tuple[str, float], list[str]] = {}
    for facet, memory, weight in contributions:
        rows.setdefault((facet if ":" in facet else "", float(weight)), []).append(memory)
    return [
        {"facet": facet or "this product, for everyone", "memories": ", ".join(memories), "weight": weight}
        for (facet, weight), memories in rows.items()
    ]
