"""The basket: one open cart per subject, whichever device it is seen from."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from shop.models.account import Subject
from shop.models.catalog import Product

MAX_QUANTITY_PER_LINE = 99
MAX_LINES_PER_CART = 200


class Cart(models.Model):
    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="cart")
    # Grows with every change, so that two devices know whose picture is older.
    version = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Cart of {self.subject_id}"


class CartItem(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_QUANTITY_PER_LINE)]
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="product_once_per_cart"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY_PER_LINE), name="cart_quantity_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"
