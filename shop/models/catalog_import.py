"""A product list that staff uploaded: from preview to loaded."""

from uuid import uuid4

from django.conf import settings
from django.db import models


def unguessable_place(instance: "CatalogImport", filename: str) -> str:
    """Where a list is kept: media may be served to anyone who knows the address, so nobody can know it."""
    return f"imports/{uuid4().hex}/{filename}"


class CatalogImport(models.Model):
    class State(models.TextChoices):
        PREVIEW = "preview", "To be checked"
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Loading"
        DONE = "done", "Loaded"
        FAILED = "failed", "Stopped"

    file = models.FileField(upload_to=unguessable_place, max_length=240)
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    # {"name": "item", "category": "category > subcategory"}, and what stands in for empty cells.
    expressions = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    rejects = models.FileField(upload_to=unguessable_place, max_length=240, blank=True)
    problem = models.CharField(max_length=400, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "product list"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name
