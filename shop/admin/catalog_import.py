"""Product lists in the admin: upload, see what would happen, load, watch."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from shop.importing import uploads
from shop.importing.mapping import FIELDS, REQUIRED, BadMapping
from shop.importing.reading import UnreadableList
from shop.models import CatalogImport
from shop.tasks import load_product_lists

MAX_UPLOAD_MB = 100


class UploadForm(forms.ModelForm[CatalogImport]):
    file = forms.FileField(
        label="Product list",
        help_text=f"CSV or JSON Lines, plain or gzipped, up to {MAX_UPLOAD_MB} MB.",
        widget=UnfoldAdminFileFieldWidget,
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )

    class Meta:
        model = CatalogImport
        fields = ("file",)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(f"This file is larger than {MAX_UPLOAD_MB} MB: split it, or use the command.")
        return file


class MappingForm(forms.Form):
    """One choice of column and one default per product field. Expressions over several columns stay as they are."""

    def __init__(self, upload: CatalogImport, columns: list[str], data: Any = None) -> None:
        super().__init__(data)
        for name in FIELDS:
            current = upload.expressions.get(name, "")
            choices = [("", "—"), *((column, column) for column in columns)]
            if current and current not in columns:
                choices.append((current, current))
            label = name.replace("_", " ").capitalize() + (" *" if name in REQUIRED else "")
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=current, widget=UnfoldAdminSelectWidget()
            )
            self.fields[f"default_{name}"] = forms.CharField(
                label=f"{label}, where empty",
                required=False,
                max_length=120,
                initial=upload.defaults.get(name, ""),
                widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "where empty"}),
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"column_{name}"], self[f"default_{name}"]) for name in FIELDS]

    def chosen(self, prefix: str) -> dict[str, str]:
        found = {name: self.cleaned_data.get(f"{prefix}_{name}", "").strip() for name in FIELDS}
        return {name: value for name, value in found.items() if value}


@admin.register(CatalogImport)
class CatalogImportAdmin(ModelAdmin):
    list_display = ("show_name", "show_state", "show_rows", "show_result", "show_who")
    list_per_page = 40
    form = UploadForm
    actions = None

    # Whoever may add lists may look at, load and see all of them.
    def has_view_permission(self, request: HttpRequest, obj: CatalogImport | None = None) -> bool:
        return bool(super().has_view_permission(request, obj)) or self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: CatalogImport | None = None) -> bool:
        return bool(self.has_add_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: CatalogImport | None = None) -> bool:
        busy = obj is not None and obj.state in {CatalogImport.State.QUEUED, CatalogImport.State.RUNNING}
        return bool(super().has_delete_permission(request, obj)) and not busy

    def delete_model(self, request: HttpRequest, obj: CatalogImport) -> None:
        uploads.discard(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogImport]:
        return super().get_queryset(request).select_related("uploaded_by")

    # --- Columns ---------------------------------------------------------------------------------------------------

    @display(description="List", ordering="name")
    def show_name(self, upload: CatalogImport) -> SafeString:
        return format_html(
            '<span class="leaf-item"><span><b>{}</b><small>{}</small></span></span>',
            upload.name,
            f"{timezone.localtime(upload.uploaded_at):%b %-d, %-I:%M %p}",
        )

    @display(
        description="State",
        label={
            "Loaded": "success",
            "Stopped": "danger",
            "Loading": "info",
            "Queued": "info",
            "To be checked": "warning",
        },
    )
    def show_state(self, upload: CatalogImport) -> str:
        return upload.get_state_display()

    @display(description="Rows", ordering="rows_total")
    def show_rows(self, upload: CatalogImport) -> str:
        return f"{upload.rows_total:,}"

    @display(description="What became of them")
    def show_result(self, upload: CatalogImport) -> str:
        if upload.state != CatalogImport.State.DONE:
            return upload.problem or "—"
        parts = {"new": upload.created, "updated": upload.updated, "as they were": upload.unchanged}
        told = ", ".join(f"{count:,} {words}" for words, count in parts.items() if count)
        return f"{told or 'Nothing new'}; {upload.rejected:,} rejected" if upload.rejected else told or "Nothing new"

    @display(description="By")
    def show_who(self, upload: CatalogImport) -> str:
        who = upload.uploaded_by
        return (who.get_full_name() or who.email) if who else "—"

    # --- Pages -----------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/progress/", own(self.progress), name="shop_catalogimport_progress"),
            path("<int:pk>/load/", own(require_POST(self.load)), name="shop_catalogimport_load"),
            path("<int:pk>/again/", own(require_POST(self.again)), name="shop_catalogimport_again"),
            path("<int:pk>/rejects/", own(self.rejects), name="shop_catalogimport_rejects"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                upload = uploads.stage(form.cleaned_data["file"], request.user)  # type: ignore[arg-type]
            except UnreadableList as refused:
                form.add_error("file", str(refused))
            else:
                return self._to(upload.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Import a product list",
            "form": form,
            "opts": self.opts,
            "fields": FIELDS,
            "required": REQUIRED,
        }
        return TemplateResponse(request, "admin/shop/catalogimport/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A list's preview with its mapping; how far it is while it loads; what became of it afterwards."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(CatalogImport, pk=object_id if object_id.isdigit() else 0)
        context = {
            **self.admin_site.each_context(request),
            "title": upload.name,
            "opts": self.opts,
            "upload": upload,
            "share": round(100 * upload.rows_done / upload.rows_total) if upload.rows_total else 0,
        }
        if upload.state != CatalogImport.State.PREVIEW:
            return TemplateResponse(request, "admin/shop/catalogimport/progress.html", context)
        try:
            return self._preview(request, upload, context)
        except UnreadableList as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:shop_catalogimport_changelist"))

    def _preview(self, request: HttpRequest, upload: CatalogImport, context: dict[str, Any]) -> HttpResponse:
        form = MappingForm(upload, uploads.columns(upload), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                uploads.set_mapping(upload, form.chosen("column"), form.chosen("default"))
            except BadMapping as refused:
                context["mapping_problem"] = str(refused)
            else:
                return self._to(upload.pk)
        if "mapping_problem" not in context:
            try:
                context["report"] = uploads.preview(upload)
            except BadMapping as refused:
                context["mapping_problem"] = str(refused)
        checked = min(upload.rows_total, uploads.PREVIEW_ROWS)
        context |= {"form": form, "checked": checked, "partly": checked < upload.rows_total}
        return TemplateResponse(request, "admin/shop/catalogimport/preview.html", context)

    def load(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the list to the worker."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            uploads.queue(pk)
        except uploads.CannotLoad as refused:
            messages.warning(request, str(refused))
            return self._to(pk)
        try:
            load_product_lists.delay()
        except OperationalError:
            messages.warning(request, "The list is queued. The workers are away just now; it loads when they are back.")
        return self._to(pk)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the preview of a list that is over."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            uploads.look_again(pk)
        except uploads.CannotLoad as refused:
            messages.warning(request, str(refused))
        return self._to(pk)

    def rejects(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The rejected rows, with line number and reason, as CSV."""
        upload = get_object_or_404(CatalogImport, pk=pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        if not upload.rejects:
            raise Http404
        name = f"{upload.name.split('.')[0]}.rejects.csv"
        return FileResponse(upload.rejects.open("rb"), as_attachment=True, filename=name, content_type="text/csv")

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far a list is, for the page that waits."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(CatalogImport, pk=pk)
        return JsonResponse(
            {
                "state": upload.state,
                "label": upload.get_state_display(),
                "done": upload.rows_done,
                "total": upload.rows_total,
            }
        )

    def _to(self, pk: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:shop_catalogimport_change", args=[pk]))
