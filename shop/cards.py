"""A product as every list shows it: one card, without anything personal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from shop.models.cart import MAX_QUANTITY_PER_LINE
from shop.offers import label_of, running_offers

LOW_STOCK = 5
FALLBACK_COLOR = "#23513F"
FALLBACK_TINT = "#E3EFE6"
FALLBACK_TINT_DARK = "#1F2C24"

StockLevel = Literal["in", "low", "out"]


@dataclass(frozen=True, slots=True)
class Art:
    """How a product is drawn when it has no photo: `icon` in a `package` on its department's tint."""

    icon: str
    package: str
    tint: str
    tint_dark: str
    color: str
    image_url: str | None


@dataclass(frozen=True, slots=True)
class CardBrand:
    slug: str
    name: str
    own_label: bool


@dataclass(frozen=True, slots=True)
class CardCategory:
    slug: str
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class UnitPrice:
    amount: Decimal
    per: str


@dataclass(frozen=True, slots=True)
class CardData:
    """Everything on a product card that is the same for every shopper. Money is in the shop's currency."""

    product_id: int
    sku: str
    name: str
    brand: CardBrand | None
    category: CardCategory
    size: str
    price: Decimal
    compare_at_price: Decimal | None
    currency: str
    unit_price: UnitPrice | None
    art: Art
    stock: int
    is_active: bool
    dietary: tuple[str, ...]
    allergens: tuple[str, ...]
    attributes: tuple[str, ...]
    category_path: tuple[str, ...]
    added_on: date
    promotion_label: str | None

    @property
    def available(self) -> int:
        """How many could be sold now; 0 when the product is withdrawn."""
        return self.stock if self.is_active else 0

    @property
    def in_stock(self) -> bool:
        return self.available > 0

    @property
    def stock_level(self) -> StockLevel:
        if not self.in_stock:
            return "out"
        return "low" if self.available <= LOW_STOCK else "in"

    @property
    def max_quantity(self) -> int:
        """The most that one order may hold of it now."""
        return min(self.available, MAX_QUANTITY_PER_LINE)


# The columns that `card_of` reads, and the tables that they come from. The department (first of the path) lends its
# tint, and its icon where nothing nearer has one.
CARD_COLUMNS = """
    item.id, item.sku, item.name, item.size, item.price, item.compare_at_price, item.unit_price, item.unit_price_per,
    item.stock, item.is_active, item.dietary, item.allergens, item.attributes,
    COALESCE(NULLIF(item.icon, ''), NULLIF(shelf.icon, ''), department.icon, ''), item.package, item.image,
    shelf.slug, shelf.name, shelf.path, department.tint, department.tint_dark,
    brand.slug, brand.name, brand.own_label, brand.color, item.added_on
"""
CARD_JOINS = """
    JOIN shop_category shelf ON shelf.id = item.category_id
    LEFT JOIN shop_category department ON department.slug = shelf.path[1]
    LEFT JOIN shop_brand brand ON brand.id = item.brand_id
"""
_CARDS = f"SELECT {CARD_COLUMNS} FROM shop_product item {CARD_JOINS} WHERE item.id = ANY(%s)"  # noqa: S608  constants


def card_rows(product_ids: Iterable[int], *, with_offers: bool = True) -> dict[int, CardData]:
    """Cards by product id, in two queries whatever their number; ids that do not exist are left out.

    Withdrawn products are included (carts and old orders show them): see `CardData.is_active`.

    Args:
        with_offers: without, `promotion_label` is None and one query is saved.
    """
    ids = list(dict.fromkeys(product_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [ids])
        rows = cursor.fetchall()
    offers = running_offers(ids) if with_offers else []
    by_id = {row[0]: card_of(row, label_of(row[4], row[0], offers)) for row in rows}
    return {product_id: by_id[product_id] for product_id in ids if product_id in by_id}


def cards_in_order(product_ids: Collection[int]) -> list[CardData]:
    """The cards in the order asked for."""
    return list(card_rows(product_ids).values())


def art_of(
    *,
    icon: str | None,
    package: str,
    tint: str | None,
    tint_dark: str | None,
    color: str | None,
    image: str | None,
) -> Art:
    """Art with the shop's own colours wherever the catalog leaves one out."""
    return Art(
        icon=icon or "",
        package=package,
        tint=tint or FALLBACK_TINT,
        tint_dark=tint_dark or FALLBACK_TINT_DARK,
        color=color or FALLBACK_COLOR,
        image_url=default_storage.url(image) if image else None,
    )


def _unit_price(amount: Decimal | None, per: str) -> UnitPrice | None:
    if amount is None or not per:
        return None
    # Two digits would round away most of "3.1 cents per fl oz".
    step = Decimal("0.01") if amount >= Decimal("0.10") else Decimal("0.001")
    return UnitPrice(amount.quantize(step), per)


def card_of(row: Sequence[Any], promotion_label: str | None) -> CardData:
    """The card in one row of CARD_COLUMNS."""
    product_id, sku, name, size, price, compare_at, unit_amount, unit_per, stock, is_active = row[:10]
    dietary, allergens, attributes, icon, package, image, shelf_slug, shelf_name, path = row[10:19]
    tint, tint_dark, brand_slug, brand_name, own_label, color, added_on = row[19:]
    return CardData(
        product_id=product_id,
        sku=sku,
        name=name,
        brand=CardBrand(brand_slug, brand_name, own_label) if brand_slug else None,
        category=CardCategory(shelf_slug, shelf_name, path[0] if path else shelf_slug),
        size=size,
        price=price,
        compare_at_price=compare_at,
        currency=settings.CURRENCY,
        unit_price=_unit_price(unit_amount, unit_per),
        art=art_of(icon=icon, package=package, tint=tint, tint_dark=tint_dark, color=color, image=image),
        stock=stock,
        is_active=is_active,
        dietary=tuple(dietary),
        allergens=tuple(allergens),
        attributes=tuple(attributes),
        category_path=tuple(path),
        added_on=added_on,
        promotion_label=promotion_label,
    )
