"""Facets a shopper told LeafLoaf to forget: what was learned before that moment no longer counts."""

from django.db import models

from shop.models import Subject


class ForgottenFacet(models.Model):
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    facet = models.CharField(max_length=120)
    forgotten_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "facet"], name="facet_forgotten_once")]

    def __str__(self) -> str:
        return f"{self.subject_id} forgot {self.facet}"
