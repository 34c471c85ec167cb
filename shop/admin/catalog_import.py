"""Product lists in the admin: upload, see what would happen, load, watch."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from shop.importing import uploads
from shop.importing.mapping import FIELDS, REQUIRED, BadMapping
from shop.importing.reading import UnreadableList
from shop.models import CatalogImport
from shop.tasks import load_product_lists

MAX_UPLOAD_MB = 100


class UploadForm(forms.ModelForm[CatalogImport]):
    file = forms.FileField(
        label="Product list", help_text=f"CSV or JSON Lines, plain or gzipped, up to {MAX_UPLOAD_MB} MB."
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
    list_display = ("name", "show_state", "rows_total", "created", "updated", "rejected", "uploaded_by", "uploaded_at")
    form = UploadForm

    def has_change_permission(self, request: HttpRequest, obj: CatalogImport | None = None) -> bool:
        return request.user.has_perm("shop.add_catalogimport")

    @display(
        description="State",
        label={
            "Loaded": "success",
            "Stopped": "danger",
            "Loading": "info",
            "Queued": "info",
            "Waiting for a look": "warning",
        },
    )
    def show_state(self, upload: CatalogImport) -> str:
        return upload.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        def own(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/progress/", own(self.progress), name="shop_catalogimport_progress"),
            path("<int:pk>/load/", own(self.load), name="shop_catalogimport_load"),
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
                return HttpResponseRedirect(reverse("admin:shop_catalogimport_change", args=[upload.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Import a product list",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/shop/catalogimport/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        upload = get_object_or_404(CatalogImport, pk=object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": upload.name,
            "opts": self.opts,
            "upload": upload,
            "share": round(100 * upload.rows_done / upload.rows_total) if upload.rows_total else 0,
        }
        if upload.state != CatalogImport.State.PREVIEW:
            return TemplateResponse(request, "admin/shop/catalogimport/progress.html", context)
        form = MappingForm(upload, uploads.columns(upload), request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                uploads.set_mapping(upload, form.chosen("column"), form.chosen("default"))
            except BadMapping as refused:
                messages.error(request, str(refused))
            else:
                return HttpResponseRedirect(request.path)
        try:
            context["report"] = uploads.preview(upload)
        except BadMapping as refused:
            context["mapping_problem"] = str(refused)
        return TemplateResponse(
            request, "admin/shop/catalogimport/preview.html", {**context, "form": form, "fields": FIELDS}
        )

    def load(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        try:
            uploads.queue(pk)
            load_product_lists.delay()
        except uploads.CannotLoad as refused:
            messages.warning(request, str(refused))
        return HttpResponseRedirect(reverse("admin:shop_catalogimport_change", args=[pk]))

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
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
