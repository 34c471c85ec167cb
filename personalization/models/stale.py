"""Shoppers whose learned state must be made again from their events: the list that survives a Redis that is away."""

from django.db import models


class StaleProfile(models.Model):
    """Written in the transaction that changed the past (a merge, a facet forgotten), removed when Redis agrees."""

    # No foreign key: also a shopper who has been erased leaves state to clear.
    subject_id = models.UUIDField(primary_key=True)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Make {self.subject_id} again"
