"""Offers: a percentage off, several for the price of fewer, or a code."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper

from shop.models.account import Subject
from shop.models.cart import Cart
from shop.models.catalog import Brand, Category, Product


class Promotion(models.Model):
    class Kind(models.TextChoices):
        PERCENTAGE = "percentage", "Percentage off"
        MULTI_BUY = "multi_buy", "Buy several, pay for fewer"
        AMOUNT = "amount", "Amount off the basket"

    name = models.CharField(max_length=80, help_text="What shoppers read, for example “3 for 2 on yogurt”.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    buy_quantity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The 3 in “3 for 2”.")
    pay_quantity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The 2 in “3 for 2”.")
    # Empty: applies without a code.
    code = models.CharField(max_length=32, blank=True)
    minimum_basket = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    products = models.ManyToManyField(Product, blank=True, related_name="promotions")
    categories = models.ManyToManyField(Category, blank=True, related_name="promotions")
    brands = models.ManyToManyField(Brand, blank=True, related_name="promotions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    max_redemptions = models.PositiveIntegerField(null=True, blank=True, help_text="In all; empty for no limit.")
    max_redemptions_per_shopper = models.PositiveIntegerField(null=True, blank=True)
    redemptions = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                Upper("code"), condition=~models.Q(code=""), name="promotion_code_once_in_any_case"
            ),
            models.CheckConstraint(
                condition=models.Q(max_redemptions__isnull=True)
                | models.Q(redemptions__lte=models.F("max_redemptions")),
                name="promotion_never_over_redeemed",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(kind="percentage", percent__isnull=False)
                    | models.Q(
                        kind="multi_buy",
                        buy_quantity__isnull=False,
                        pay_quantity__isnull=False,
                        buy_quantity__gt=models.F("pay_quantity"),
                    )
                    | models.Q(kind="amount", amount__gt=0)
                ),
                name="promotion_has_what_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CartCode(models.Model):
    """A code a shopper typed, waiting in the cart."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="codes")
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cart", "promotion"], name="code_once_per_cart")]

    def __str__(self) -> str:
        return self.promotion.code


class PromotionRedemption(models.Model):
    """One use of a limited promotion by one order; cancelled orders give it back."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses")
    order = models.ForeignKey("shop.Order", on_delete=models.CASCADE, related_name="redemptions")
    subject = models.ForeignKey(Subject, null=True, on_delete=models.SET_NULL, related_name="+")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "order"], name="promotion_once_per_order")]
        # "How often did this shopper use this promotion?"
        indexes = [models.Index(fields=["promotion", "subject"], name="redemption_by_shopper")]

    def __str__(self) -> str:
        return f"{self.promotion_id} on {self.order_id}"
