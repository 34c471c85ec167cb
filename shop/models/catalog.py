"""What is sold: categories, brands and products."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models


class Dietary(models.TextChoices):
    VEGAN = "vegan", "Vegan"
    VEGETARIAN = "vegetarian", "Vegetarian"
    GLUTEN_FREE = "gluten-free", "Gluten-free"
    DAIRY_FREE = "dairy-free", "Dairy-free"
    NUT_FREE = "nut-free", "Nut-free"
    KETO = "keto", "Keto"


class Allergen(models.TextChoices):
    MILK = "milk", "Milk"
    EGGS = "eggs", "Eggs"
    FISH = "fish", "Fish"
    SHELLFISH = "shellfish", "Shellfish"
    TREE_NUTS = "tree-nuts", "Tree nuts"
    PEANUTS = "peanuts", "Peanuts"
    WHEAT = "wheat", "Wheat"
    SOYBEANS = "soybeans", "Soybeans"
    SESAME = "sesame", "Sesame"


class Category(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Slugs from the department down to this category itself; kept by save().
    path = ArrayField(models.CharField(max_length=80), editable=False, default=list)
    position = models.PositiveIntegerField(default=0)
    icon = models.CharField(max_length=80, blank=True)
    tint = models.CharField(max_length=7, blank=True)
    tint_dark = models.CharField(max_length=7, blank=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        # Serves "every category below this one".
        indexes = [GinIndex(fields=["path"], name="category_path_gin")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = [*(self.parent.path if self.parent else []), self.slug]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def department_slug(self) -> str:
        return str(self.path[0])


class Brand(models.Model):
    class Tier(models.TextChoices):
        VALUE = "value", "Value"
        STANDARD = "standard", "Standard"
        PREMIUM = "premium", "Premium"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    own_label = models.BooleanField(default=False)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    color = models.CharField(max_length=7, blank=True)
    story = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    sku = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=240)
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    description = models.TextField(blank=True)
    ingredients = models.TextField(blank=True)

    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    compare_at_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    # As printed on the pack ("1 gal"), and what `shop.sizes` reads from it.
    size = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True, editable=False)
    unit_price_per = models.CharField(max_length=12, blank=True, editable=False)

    stock = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    dietary = ArrayField(models.CharField(max_length=20, choices=Dietary.choices), default=list, blank=True)
    allergens = ArrayField(models.CharField(max_length=20, choices=Allergen.choices), default=list, blank=True)
    attributes = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    icon = models.CharField(max_length=80, blank=True)
    package = models.CharField(max_length=20, blank=True)
    image = models.ImageField(upload_to="products/", blank=True)
    added_on = models.DateField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(stock__gte=0), name="stock_never_negative"),
            models.CheckConstraint(condition=models.Q(price__gt=0), name="price_above_zero"),
            models.CheckConstraint(
                condition=models.Q(compare_at_price__isnull=True) | models.Q(compare_at_price__gt=models.F("price")),
                name="compare_at_price_above_price",
            ),
        ]
        indexes = [
            # Category pages, sorted by price.
            models.Index(fields=["category", "price", "id"], name="product_category_price"),
            # Brand facet.
            models.Index(fields=["brand", "id"], name="product_brand"),
            # "Sort: cheapest first" over everything, and the price filter.
            models.Index(fields=["price", "id"], name="product_price"),
            # "New" shelf.
            models.Index(fields=["-added_on", "id"], name="product_added"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sku})"
