"""The rules in the admin: an editor that says what is wrong, the history, and the way back."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from personalization import rules, rules_history
from personalization.models import RulesVersion
from personalization.rules_diff import diff


class RulesForm(forms.Form):
    yaml = forms.CharField(label="Rules", max_length=rules.MAX_CHARACTERS, strip=False, widget=forms.Textarea)
    note = forms.CharField(
        label="What did you change, and why?",
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget({"placeholder": "For the history"}),
    )
    # The version that the text in the editor began as.
    base = forms.IntegerField(widget=forms.HiddenInput)


@admin.register(RulesVersion)
class RulesAdmin(ModelAdmin):
    list_display = ("show_version", "show_force", "show_source", "show_who", "show_when", "note")
    list_display_links = ("show_version",)
    list_per_page = 40
    actions_list: ClassVar[list[str]] = ["edit_rules"]
    actions_list_hide_default = True
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: RulesVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RulesVersion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RulesVersion]:
        return super().get_queryset(request).select_related("created_by")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # Looked up once per page, now: this process may be a moment behind the others.
        self.in_force = rules.refresh().version
        return super().changelist_view(request, {"title": "Rules", **(extra_context or {})})

    @display(description="Version", ordering="pk")
    def show_version(self, version: RulesVersion) -> str:
        return f"Version {version.pk}"

    @display(description="", label={"In force": "success"}, empty_value="")
    def show_force(self, version: RulesVersion) -> str | None:
        return "In force" if version.pk == self.in_force else None

    @display(description="From", ordering="source")
    def show_source(self, version: RulesVersion) -> str:
        return version.get_source_display()

    @display(description="By")
    def show_who(self, version: RulesVersion) -> str:
        return (version.created_by.get_full_name() or version.created_by.email) if version.created_by else "—"

    @display(description="When", ordering="created_at")
    def show_when(self, version: RulesVersion) -> SafeString:
        when = timezone.localtime(version.created_at)
        return format_html("{}", f"{when:%b %-d, %Y, %-I:%M %p}")

    def get_urls(self) -> list[URLPattern]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("check/", own(require_POST(self.check_text)), name="personalization_rulesversion_check"),
            path("<int:pk>/rollback/", own(require_POST(self.roll_back)), name="personalization_rulesversion_rollback"),
            *super().get_urls(),
        ]

    # --- Editing ---------------------------------------------------------------------------------------------------

    def has_edit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("personalization.add_rulesversion")

    @action(description="Edit the rules", icon="edit", permissions=["edit"])
    def edit_rules(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:personalization_rulesversion_add"))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Edit what is in force (or, with ?from=, begin with an earlier version's text)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        in_force = rules.refresh()
        form = RulesForm(request.POST or None, initial={"yaml": _text_of(in_force.version), "base": in_force.version})
        refused: rules.RulesError | None = None
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["base"] != in_force.version:
                form.add_error(
                    None,
                    f"Version {in_force.version} came into force while you were editing. Your text is kept below: "
                    "look at that version in another tab, take over what it changed, and save again.",
                )
                form.data = {**request.POST.dict(), "base": in_force.version}
            else:
                try:
                    made = rules_history.save(form.cleaned_data["yaml"], request.user, form.cleaned_data["note"])  # type: ignore[arg-type]
                except rules.RulesError as error:
                    refused = error
                else:
                    messages.success(request, f"Version {made.pk} is in force, everywhere within 5 seconds.")
                    return HttpResponseRedirect(reverse("admin:personalization_rulesversion_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Edit the rules",
            "opts": self.opts,
            "form": form,
            "refused": refused,
            "in_force": in_force.version,
            "file_refusal": rules.last_refusal,
        }
        return TemplateResponse(request, "admin/personalization/rulesversion/edit.html", context)

    def check_text(self, request: HttpRequest) -> HttpResponse:
        """What is wrong with a text, for the editor: {ok} or {ok, line, key, message, allowed}."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            rules.load(request.POST.get("yaml", "").replace("\r\n", "\n"))
        except rules.RulesError as refused:
            return JsonResponse(
                {
                    "ok": False,
                    "line": refused.line,
                    "key": refused.key,
                    "message": refused.message,
                    "allowed": refused.allowed,
                }
            )
        return JsonResponse({"ok": True})

    # --- Looking back ----------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        version = get_object_or_404(self.get_queryset(request), pk=object_id if object_id.isdigit() else 0)
        previous = RulesVersion.objects.filter(pk__lt=version.pk).first()
        in_force = rules.refresh().version
        context = {
            **self.admin_site.each_context(request),
            "title": f"Rules, version {version.pk}",
            "opts": self.opts,
            "version": version,
            "previous": previous,
            "in_force": in_force,
            "changes": diff(previous.yaml, version.yaml) if previous else [],
            "to_force": diff(_text_of(in_force), version.yaml) if version.pk != in_force else [],
            "may_roll_back": version.pk != in_force and self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/personalization/rulesversion/detail.html", context)

    def roll_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put a version's text in force again."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        version = get_object_or_404(RulesVersion, pk=pk)
        try:
            made = rules_history.rollback(version, request.user)  # type: ignore[arg-type]
        except rules.RulesError as refused:
            messages.error(request, f"Version {pk} cannot be in force any more. {refused}")
            return HttpResponseRedirect(reverse("admin:personalization_rulesversion_change", args=[pk]))
        messages.success(request, f"Version {pk} is in force again, as version {made.pk}.")
        return HttpResponseRedirect(reverse("admin:personalization_rulesversion_changelist"))


def _text_of(version: int) -> str:
    row = RulesVersion.objects.filter(pk=version).first()
    return row.yaml if row else rules.RULES_FILE.read_text()
