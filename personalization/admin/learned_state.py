"""What the shop learned about a shopper, for staff to see; and making it again from the events."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from analytics.admin.events import as_uuid, attach_subjects_and_products
from analytics.models import Event, PrivacySetting
from analytics.privacy.settings import allows_learning
from personalization.learned import LearnedFact, facts
from personalization.preferences import profile
from personalization.rebuild import NeverQuiet, rebuild_subject
from shop.models import Order, Subject
from shop.redis_client import RedisAway

RECENT_EVENTS = 25
RECENT_ORDERS = 8
STRONG_SHOWN = 10
KINDS = (("category", "Kinds of food"), ("attribute", "What it is like"), ("brand", "Brands"))


class WhoFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("accounts", "With an account"), ("visitors", "Visitors")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subject]) -> QuerySet[Subject]:
        match self.value():
            case "accounts":
                return queryset.filter(user__isnull=False)
            case "visitors":
                return queryset.filter(user__isnull=True)
        return queryset


class SwitchFilter(admin.SimpleListFilter):
    title = "personalisation"
    parameter_name = "learning"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("on", "On"), ("off", "Switched off")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Subject]) -> QuerySet[Subject]:
        off = PrivacySetting.objects.filter(subject=OuterRef("pk"), personalization_enabled=False)
        match self.value():
            case "on":
                return queryset.filter(~Exists(off))
            case "off":
                return queryset.filter(Exists(off))
        return queryset


@admin.register(Subject)
class LearnedStateAdmin(ModelAdmin):
    list_display = ("show_shopper", "show_events", "show_orders", "show_last_seen", "show_switch")
    list_filter = (WhoFilter, SwitchFilter)
    list_per_page = 40
    show_full_result_count = False
    search_fields = ("user__email", "user__first_name", "user__last_name", "id")
    search_help_text = "Email address, name, or a shopper's id"
    ordering = ("-created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Subject | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        # A visitor who signed in lives on in the account.
        return super().get_queryset(request).filter(merged_into=None).select_related("user", "privacy")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Subject], search_term: str
    ) -> tuple[QuerySet[Subject], bool]:
        text = search_term.strip()
        if found := as_uuid(text):
            return queryset.filter(Q(pk=found) | Q(merged=found)).distinct(), False
        if text.lower().startswith("visitor "):
            text = text[8:]
        by_account = Q(user__email__icontains=text) | Q(user__first_name__icontains=text) | Q(user__last_name=text)
        return (queryset.filter(by_account | Q(id__startswith=text.lower())) if text else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        _attach_counts(changelist.result_list)
        return changelist

    @display(description="Shopper", ordering="user__email")
    def show_shopper(self, subject: Subject) -> SafeString:
        name = subject.user.get_full_name() if subject.user else ""
        since = f"since {timezone.localtime(subject.created_at):%b %-d, %Y}"
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            name or str(subject),
            f"{subject} · {since}" if name else since,
        )

    @display(description="Events")
    def show_events(self, subject: Any) -> str:
        return f"{subject.event_count:,}"

    @display(description="Orders")
    def show_orders(self, subject: Any) -> int:
        return int(subject.order_count)

    @display(description="Last seen")
    def show_last_seen(self, subject: Any) -> str:
        return f"{timezone.localtime(subject.last_seen):%b %-d, %-I:%M %p}" if subject.last_seen else "—"

    @display(description="Personalisation", label={"On": "success", "Off": "default"})
    def show_switch(self, subject: Subject) -> str:
        setting: PrivacySetting | None = getattr(subject, "privacy", None)
        return "On" if setting is None or setting.personalization_enabled else "Off"

    # --- One shopper -----------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<uuid:pk>/rebuild/", own(require_POST(self.rebuild)), name="shop_subject_rebuild"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        subject_id = as_uuid(object_id)
        subject = Subject.objects.select_related("user").filter(pk=subject_id).first() if subject_id else None
        if subject is None:
            raise Http404
        if subject.merged_into_id:
            return HttpResponseRedirect(reverse("admin:shop_subject_change", args=[subject.merged_into_id]))
        learned = facts(subject.pk)
        events = list(Event.objects.filter(subject_id=subject.pk).order_by("-event_time")[:RECENT_EVENTS])
        attach_subjects_and_products(events)
        context = {
            **self.admin_site.each_context(request),
            "title": str(subject),
            "opts": self.opts,
            "subject": subject,
            "learning_allowed": allows_learning(subject.pk),
            "redis_away": not learned and _is_away(subject.pk),
            "groups": _by_kind(learned),
            "strongest": max((abs(fact.value) for fact in learned), default=1.0) or 1.0,
            "events": events,
            "orders": Order.objects.filter(subject=subject).select_related("slot")[:RECENT_ORDERS],
            "may_rebuild": self.has_change_permission(request, subject),
        }
        return TemplateResponse(request, "admin/shop/subject/learned.html", context)

    def rebuild(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Make the shopper's learned state again from the events."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            rebuild_subject(pk)
        except RedisAway:
            messages.error(request, "Redis is away just now. What was learned is safe in the events: try again later.")
        except NeverQuiet:
            messages.error(request, "This shopper is very busy just now. Try again in a minute.")
        else:
            messages.success(request, "Made again from the events.")
        return HttpResponseRedirect(reverse("admin:shop_subject_change", args=[pk]))


def _by_kind(learned: list[LearnedFact]) -> list[dict[str, Any]]:
    groups = []
    for kind, title in KINDS:
        of_kind = [fact for fact in learned if fact.kind == kind]
        if of_kind:
            groups.append({"title": title, "strong": of_kind[:STRONG_SHOWN], "weaker": of_kind[STRONG_SHOWN:]})
    return groups


def _is_away(subject_id: UUID) -> bool:
    try:
        profile(subject_id)
    except RedisAway:
        return True
    return False


def _attach_counts(subjects: list[Any]) -> None:
    """Give each subject its number of events and orders and when it was last seen, in one query for all."""
    own_events = Event.objects.filter(subject_id=OuterRef("pk")).order_by()
    own_orders = Order.objects.filter(subject=OuterRef("pk")).order_by()
    counted = Subject.objects.filter(pk__in=[subject.pk for subject in subjects]).annotate(
        event_count=Coalesce(
            Subquery(
                own_events.values("subject_id").annotate(count=Count("pk")).values("count"),
                output_field=IntegerField(),
            ),
            0,
        ),
        order_count=Coalesce(
            Subquery(
                own_orders.values("subject").annotate(count=Count("pk")).values("count"), output_field=IntegerField()
            ),
            0,
        ),
        last_seen=Subquery(own_events.order_by("-event_time").values("event_time")[:1], output_field=DateTimeField()),
    )
    found = {row.pk: row for row in counted}
    for subject in subjects:
        row = found[subject.pk]
        subject.event_count, subject.order_count, subject.last_seen = row.event_count, row.order_count, row.last_seen
