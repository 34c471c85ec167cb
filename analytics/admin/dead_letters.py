"""Rows that BigQuery refused: why, what was sent, and another try."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from analytics.models import DeadLetter
from analytics.warehouse import dead_letters
from shop.admin.day_filter import LocalDaysFilter


class ProblemFilter(admin.SimpleListFilter):
    title = "reason"
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        counted = DeadLetter.objects.order_by().values_list("problem").annotate(times=Count("pk")).order_by("-times")
        return [(problem, f"{problem} ({times})") for problem, times in counted[:50]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> QuerySet[DeadLetter]:
        return queryset.filter(problem=self.value()) if self.value() else queryset


@admin.register(DeadLetter)
class DeadLetterAdmin(ModelAdmin):
    list_display = ("show_time", "show_row", "problem", "attempts", "show_state")
    list_filter = (ProblemFilter, "table", ("last_tried_at", LocalDaysFilter))
    list_filter_submit = True
    list_per_page = 50
    search_fields = ("key", "reason")
    search_help_text = "An event's id, an order's number, or words of the reason"
    ordering = ("-last_tried_at", "-id")
    actions = ("try_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DeadLetter | None = None) -> bool:
        return False

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("analytics.change_deadletter")

    def get_urls(self) -> list[Any]:
        one = path(
            "<int:pk>/try-again/",
            self.admin_site.admin_view(require_POST(self.try_one_again)),
            name="analytics_deadletter_try_again",
        )
        return [one, *super().get_urls()]

    @action(description="Try again", permissions=["replay"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        count = dead_letters.replay(queryset)
        messages.success(request, f"{count} row{'' if count == 1 else 's'} will be sent again within seconds.")

    def try_one_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_replay_permission(request):
            raise PermissionDenied
        letters = DeadLetter.objects.filter(pk=pk)
        get_object_or_404(letters)
        self.try_again(request, letters)
        return redirect("admin:analytics_deadletter_changelist")

    @display(description="Last tried", ordering="last_tried_at")
    def show_time(self, letter: DeadLetter) -> SafeString:
        when = timezone.localtime(letter.last_tried_at)
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            f"{when:%-I:%M:%S %p}",
            f"{when:%a, %b %-d}",
        )

    @display(description="Row")
    def show_row(self, letter: DeadLetter) -> SafeString:
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>', letter.key, letter.table
        )

    @display(description="State", label={"Waits for you": "warning", "Will be tried again": "info"})
    def show_state(self, letter: DeadLetter) -> str:
        return "Will be tried again" if letter.retrying else "Waits for you"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        letter = get_object_or_404(self.get_queryset(request), pk=object_id if object_id.isdigit() else 0)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Refused row of {letter.table}",
            "opts": self.opts,
            "letter": letter,
            "row": _readable(letter.row),
            "may_replay": self.has_replay_permission(request) and not letter.retrying,
        }
        return TemplateResponse(request, "admin/analytics/deadletter/detail.html", context)


def _readable(row: str) -> str:
    """The row with a line for each member, if it is JSON that Python can read."""
    try:
        return json.dumps(json.loads(row), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return row
