"""What is on its way to the warehouse: who has taken which events, what must be told again, what was refused."""

import uuid

from django.db import models


class ExportBatch(models.Model):
    """Work that one exporter has taken. It survives the exporter: when the lease is over, another one goes on."""

    class Kind(models.TextChoices):
        EVENTS = "events", "New events"
        CHANGES = "changes", "Changes"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # How often it was sent, counted before sending: part of the job's id in BigQuery.
    attempts = models.PositiveIntegerField(default=0)
    # Nobody else may send it before this moment. Null: given back, free to take.
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.id}"


class ExportClaim(models.Model):
    """An event in a batch. Its key makes it impossible to be in two."""

    # No foreign key: the table of events is cut into months, and this row lives for seconds.
    event_id = models.UUIDField(primary_key=True)
    # Checking the batch for each of thousands of rows would take longer than writing them.
    batch = models.ForeignKey(ExportBatch, on_delete=models.CASCADE, related_name="claims", db_constraint=False)
    # Says in which month's partition the event is.
    received_at = models.DateTimeField()
    # Whose it was when it was taken: if it is somebody else's when it has arrived, the warehouse is told again.
    subject_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.event_id)


class WarehouseChange(models.Model):
    """Something the warehouse must be told, or told again: it says what changed, and what it is now is read when it
    is told."""

    class Kind(models.TextChoices):
        # key: an event's id. Taken back, or somebody else's, or to be compared once more.
        EVENT = "event", "Event"
        # key: an order's id. Placed or cancelled.
        ORDER = "order", "Order"
        # key: a visitor's subject id. All that was told about the visitor is the account's.
        SUBJECT = "subject", "Merged shopper"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=40)
    # Of an event: the day, in UTC, of its partition in the warehouse, and whether it was taken back. Its row here may
    # be gone when the change is told.
    day = models.DateField(null=True)
    taken_back = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now_add=True)
    # Null: waits. It goes when what was read after this row was written has arrived.
    batch = models.ForeignKey(ExportBatch, null=True, on_delete=models.SET_NULL, related_name="changes")

    class Meta:
        ordering = ["id"]
        # The work list, oldest first.
        indexes = [models.Index(fields=["id"], condition=models.Q(batch=None), name="change_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


class DeadLetter(models.Model):
    """A row that BigQuery refused, with its reason. It stays here until it is tried again and taken."""

    # Table of the warehouse, and the row's key in it: an event's id, an order line's id.
    table = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    reason = models.TextField()
    # The reason without its particulars: what letters have in common.
    problem = models.CharField(max_length=200)
    # As it was sent, JSON; a text, because BigQuery may have refused it for not being JSON.
    row = models.TextField()
    # What of Postgres it was made of, where the key does not say: the order of a line.
    source = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveIntegerField(default=1)
    first_tried_at = models.DateTimeField()
    last_tried_at = models.DateTimeField()
    # Set by whoever asks for another try, until its outcome is known.
    retrying = models.BooleanField(default=False)

    class Meta:
        ordering = ["-last_tried_at", "-id"]
        verbose_name = "refused row"
        constraints = [
            # One row for one row; also: is this event dead?
            models.UniqueConstraint(fields=["table", "key"], name="dead_letter_once_per_row"),
        ]
        # The admin's filter by problem.
        indexes = [models.Index(fields=["problem"], name="dead_letter_by_problem")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class ExportState(models.Model):
    """How exporting goes, for all exporters together: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # Tries in a row that BigQuery did not answer, and when the next one may be made.
    failures = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_failure = models.TextField(blank=True)
    last_failure_at = models.DateTimeField(null=True)
    # When rows, and when events, arrived last.
    last_success_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="export_state_one_row")]

    def __str__(self) -> str:
        return "resting" if self.failures else "well"
