"""The demo shop's shelves: departments, brands, products and the offers running on them."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from shop.importing.loading import ImportReport, import_products
from shop.importing.mapping import mapping_for
from shop.importing.reading import RawRow, columns_of, read_rows
from shop.models import Brand, Category, Product, Promotion

CATALOG = Path(__file__).parent / "catalog"


class DemoCatalogBroken(Exception):
    """A row of the demo catalog was refused: the list in the repository is wrong."""


@transaction.atomic
def load_departments() -> None:
    """Create or refresh the category tree."""
    for position, department in enumerate(json.loads((CATALOG / "departments.json").read_text()), start=1):
        _load_category(department, None, position)


def _load_category(node: dict[str, Any], parent: Category | None, position: int) -> None:
    category = Category.objects.filter(slug=node["slug"]).first() or Category(slug=node["slug"])
    category.name, category.parent, category.position = node["name"], parent, position
    category.icon = node.get("icon", "")
    category.tint = node.get("tint") or (parent.tint if parent else "")
    category.tint_dark = node.get("tint_dark") or (parent.tint_dark if parent else "")
    category.save()
    for child_position, child in enumerate(node.get("children", []), start=1):
        _load_category(child, category, child_position)


@transaction.atomic
def load_brands() -> None:
    """Create or refresh the brands."""
    for row in json.loads((CATALOG / "brands.json").read_text()):
        values = {key: row[key] for key in ("name", "own_label", "tier", "color", "story")}
        Brand.objects.update_or_create(slug=row["slug"], defaults=values)


def load_products(on_progress: Callable[[int], None] = lambda count: None) -> list[ImportReport]:
    """Load every department's list through the same import that staff use.

    Raises:
        DemoCatalogBroken: naming file, line and reason of the first refused row.
    """
    reports = []
    for path in sorted((CATALOG / "products").glob("*.jsonl")):

        def refuse(row: RawRow, reason: str, path: Path = path) -> None:
            raise DemoCatalogBroken(f"{path.name}, line {row.line}: {reason}")

        mapping = mapping_for(columns_of(path), {}, {})
        reports.append(import_products(read_rows(path), mapping, on_reject=refuse, on_progress=on_progress))
    return reports


@transaction.atomic
def load_promotions() -> None:
    """The offers a visitor of the demo shop finds, once; staff may change them afterwards."""
    if Promotion.objects.exists():
        return
    now = timezone.now()
    starts = now - timedelta(days=1)
    yogurt = Promotion.objects.create(
        name="3 for 2 on yogurt", kind=Promotion.Kind.MULTI_BUY, buy_quantity=3, pay_quantity=2, starts_at=starts
    )
    yogurt.categories.set(Category.objects.filter(name__icontains="yogurt"))
    fruit = Promotion.objects.create(
        name="10% off fruit", kind=Promotion.Kind.PERCENTAGE, percent=Decimal(10), starts_at=starts
    )
    fruit.categories.set(Category.objects.filter(slug="fruit"))
    Promotion.objects.create(
        name="$5 off your first basket",
        kind=Promotion.Kind.AMOUNT,
        amount=Decimal("5.00"),
        code="WELCOME5",
        minimum_basket=Decimal("25.00"),
        max_redemptions_per_shopper=1,
        starts_at=starts,
    )


def is_loaded() -> bool:
    """Whether the demo's products are in the catalog (whatever else is)."""
    last_list = max((CATALOG / "products").glob("*.jsonl"))
    last_sku = json.loads(last_list.read_text().splitlines()[-1])["sku"]
    return Product.objects.filter(sku=last_sku).exists()


def count_of_products() -> int:
    """How many products the demo lists hold, for a progress bar."""
    return sum(sum(1 for _ in path.open("rb")) for path in (CATALOG / "products").glob("*.jsonl"))
