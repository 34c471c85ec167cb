"""Small makers of rows for tests. Every argument has a sensible value; name only what the test is about."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from shop.models import Address, Brand, Category, DeliverySlot, Product, Promotion, Subject, User

_serial = count(1)
PASSWORD = "correct horse battery"


def make_category(slug: str | None = None, parent: Category | None = None, **fields: Any) -> Category:
    slug = slug or f"category-{next(_serial)}"
    fields = {"name": slug.replace("-", " ").title(), "tint": "#E4F0DC", "tint_dark": "#23301F", **fields}
    category, _ = Category.objects.get_or_create(slug=slug, defaults={"parent": parent, **fields})
    return category


def make_brand(slug: str | None = None, **fields: Any) -> Brand:
    slug = slug or f"brand-{next(_serial)}"
    fields = {"name": slug.replace("-", " ").title(), "color": "#3C7D5E", **fields}
    brand, _ = Brand.objects.get_or_create(slug=slug, defaults=fields)
    return brand


def make_product(sku: str | None = None, **fields: Any) -> Product:
    """A product in stock at 2.00; `price` may be given as text."""
    number = next(_serial)
    fields.setdefault("name", f"Product {number}")
    fields.setdefault("added_on", date(2026, 1, 1))
    fields.setdefault("stock", 100)
    fields["price"] = Decimal(fields.get("price", "2.00"))
    if "category" not in fields:
        fields["category"] = make_category("pantry")
    return Product.objects.create(sku=sku or f"SKU-{number}", **fields)


def make_user(email: str | None = None, **fields: Any) -> User:
    """An account whose password is `PASSWORD`."""
    return User.objects.create_user(email or f"shopper{next(_serial)}@example.com", PASSWORD, **fields)


def make_subject(user: User | None = None) -> Subject:
    return Subject.objects.create(user=user)


def make_slot(starts_at: datetime | None = None, **fields: Any) -> DeliverySlot:
    """A free two-hour slot, a day ahead unless told otherwise; no two made here collide."""
    starts_at = starts_at or timezone.now() + timedelta(days=1, minutes=next(_serial))
    return DeliverySlot.objects.create(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **{"capacity": 10, **fields}
    )


def make_promotion(
    *,
    products: list[Product] | None = None,
    categories: list[Category] | None = None,
    brands: list[Brand] | None = None,
    **fields: Any,
) -> Promotion:
    """10 % off everything, in force since yesterday, unless told otherwise."""
    fields.setdefault("name", "Ten off")
    fields.setdefault("kind", Promotion.Kind.PERCENTAGE)
    fields.setdefault("starts_at", timezone.now() - timedelta(days=1))
    if fields["kind"] == Promotion.Kind.PERCENTAGE:
        fields.setdefault("percent", Decimal(10))
    promotion = Promotion.objects.create(**fields)
    promotion.products.set(products or [])
    promotion.categories.set(categories or [])
    promotion.brands.set(brands or [])
    return promotion


ADDRESS: dict[str, str] = {
    "recipient": "Robin Baker",
    "line1": "12 Orchard Lane",
    "line2": "",
    "city": "Albany",
    "region": "NY",
    "postcode": "12207",
    "phone": "",
    "instructions": "Leave it by the door.",
}


def make_address(user: User, **fields: Any) -> Address:
    return Address.objects.create(user=user, **{**ADDRESS, **fields})
