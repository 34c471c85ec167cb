"""What was bought, at the prices of that moment."""

from django.db import models

from shop.models.account import Subject, User
from shop.models.catalog import Product
from shop.models.delivery import DeliverySlot


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING_PAYMENT = "pending_payment", "Waiting for payment"
        PLACED = "placed", "Placed"
        PICKING = "picking", "Being picked"
        OUT_FOR_DELIVERY = "out_for_delivery", "On its way"
        DELIVERED = "delivered", "Delivered"
        CANCELLED = "cancelled", "Cancelled"
        PAYMENT_FAILED = "payment_failed", "Payment declined"

    # Readable and unguessable, for example "LL-7KQ2-M9XD".
    number = models.CharField(max_length=20, unique=True)
    subject = models.ForeignKey(Subject, null=True, on_delete=models.SET_NULL, related_name="orders")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="orders")
    email = models.EmailField()
    status = models.CharField(max_length=20, choices=Status.choices)
    idempotency_key = models.CharField(max_length=80)
    # SHA-256 of the request, so that one key cannot name two different checkouts.
    request_fingerprint = models.CharField(max_length=64)

    slot = models.ForeignKey(DeliverySlot, null=True, on_delete=models.PROTECT, related_name="orders")
    # Snapshot of the address: {recipient, line1, line2, city, region, postcode, phone, instructions}.
    address = models.JSONField()
    note = models.CharField(max_length=240, blank=True)

    currency = models.CharField(max_length=3)
    subtotal = models.DecimalField(max_digits=10, decimal_places=2)
    discount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    delivery_fee = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    # Snapshot of what was taken off: [{"label", "code", "amount"}].
    discounts = models.JSONField(default=list)

    created_at = models.DateTimeField(auto_now_add=True)
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            # The same key twice is one order.
            models.UniqueConstraint(fields=["subject", "idempotency_key"], name="order_once_per_key"),
        ]
        indexes = [
            # Order history.
            models.Index(fields=["subject", "-created_at"], name="order_by_subject"),
            # The admin's work list, and the sweep of unfinished payments.
            models.Index(fields=["status", "created_at"], name="order_by_status"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    # Snapshots: the product may change its name and price tomorrow.
    sku = models.CharField(max_length=64)
    name = models.CharField(max_length=240)
    size = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.PositiveSmallIntegerField()
    discount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    promotion_label = models.CharField(max_length=80, blank=True)
    line_total = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gte=1), name="order_quantity_above_zero")]
        # "How much of this does the shopper usually buy?" and co-purchase counts.
        indexes = [models.Index(fields=["product", "order"], name="line_by_product")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class OrderStatusChange(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=20, choices=Order.Status.choices)
    note = models.CharField(max_length=240, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["changed_at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.status}"
