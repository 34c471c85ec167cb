"""One thing that happened. The row is the truth: Redis, the warehouse and every pattern are made from it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction


class EventType(models.TextChoices):
    SEARCH_PERFORMED = "search_performed", "Searched"
    RESULTS_DISPLAYED = "results_displayed", "Saw results"
    SEARCH_RESULT_CLICKED = "search_result_clicked", "Clicked a result"
    PRODUCT_VIEWED = "product_viewed", "Opened a product"
    DISPLAYED_BUT_SCROLLED = "displayed_but_scrolled", "Scrolled past"
    PRODUCT_LIKED = "product_liked", "Liked"
    CART_ITEM_ADDED = "cart_item_added", "Added to cart"
    CART_ITEM_UPDATED = "cart_item_updated", "Changed quantity"
    CART_ITEM_REMOVED = "cart_item_removed", "Removed from cart"
    ORDER_COMPLETED = "order_completed", "Ordered"
    PREFERENCE_UPDATED = "preference_updated", "Changed a preference"


# Asking the enumeration itself makes a list of them every time.
KNOWN_TYPES = frozenset(EventType.values)


class EventId(models.Model):
    """Every event that Postgres keeps, by its id alone: what makes the same event sent twice count once.

    `Event` is cut into months, so an index of its own holds an id once a month only. Here it is once, in whichever
    month, and two transactions that bring the same id wait for each other. Whoever writes an event writes here first.
    """

    event_id = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)


class GoneMonth(models.Model):
    """A month whose events have left Postgres: only the warehouse has them."""

    first = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.first:%B %Y}"


class EventManager(models.Manager["Event"]):
    def bulk_create(self, objs: Iterable["Event"], *args: Any, **kwargs: Any) -> list["Event"]:
        """Write events that are known to be new.

        Raises:
            IntegrityError: one of them is there already.
        """
        rows = list(objs)
        with transaction.atomic():
            EventId.objects.bulk_create(EventId(event_id=row.event_id) for row in rows)
            return super().bulk_create(rows, *args, **kwargs)


class Event(models.Model):
    """Cut into months of `received_at` (`analytics.partitions`); the key in Postgres is (event_id, received_at)."""

    # Made by whoever saw it happen (the browser, or the server for cart and order): the same id twice is one event.
    event_id = models.UUIDField(primary_key=True)
    # No foreign key: an event outlives nothing and waits for no lock on the subject.
    subject_id = models.UUIDField()
    session_id = models.CharField(max_length=64)
    event_type = models.CharField(max_length=32, choices=EventType.choices)
    sku = models.CharField(max_length=64, blank=True)
    query = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField(null=True)
    ranking_id = models.CharField(max_length=40, blank=True)
    # What else the event carries, as sent.
    data = models.JSONField(default=dict)

    # The client's word, kept; and the time we trust: server time less the age the client states, at most 7 days.
    occurred_at = models.DateTimeField()
    event_time = models.DateTimeField()
    received_at = models.DateTimeField()

    # What a higher floor derived when the event was recorded, opaque here: [[facet, half_life_class, weight], ...].
    contributions = models.JSONField(default=list)
    # The weight the rules gave the event, caps counted in: 0 for one that counts nothing (a cap was reached, its type
    # weighs nothing), null where nothing may be learned. What happens to the contributions later leaves it as it is.
    interaction_strength = models.FloatField(null=True)
    # Set when the shopper takes the event back; its contributions no longer count.
    retracted_at = models.DateTimeField(null=True)
    exported_at = models.DateTimeField(null=True)

    objects: ClassVar[EventManager] = EventManager()

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            # A shopper's history, rebuild of one shopper's learned state, daily caps.
            models.Index(fields=["subject_id", "event_time"], name="event_by_subject"),
            # What a shopper did with a product before: daily caps, repeat purchases.
            models.Index(
                fields=["subject_id", "sku", "event_time"], condition=~models.Q(sku=""), name="event_by_product"
            ),
            # Catch-up after Redis was away, and rebuild of everything in order.
            models.Index(fields=["received_at"], name="event_by_arrival"),
            # The export's work list.
            models.Index(fields=["received_at"], condition=models.Q(exported_at__isnull=True), name="event_unexported"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_type_display()} {self.sku or self.query}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            if self._state.adding:
                EventId.objects.create(event_id=self.event_id)
            super().save(*args, **kwargs)
