"""From a row's texts to a product's values, or a sentence that says what is wrong with it."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from django.utils.text import slugify

from shop.models.catalog import Allergen, Dietary

MAX_PRICE = Decimal("99999999.99")
MAX_STOCK = 1_000_000
PACKAGES = frozenset(
    [
        "carton",
        "bottle",
        "jug",
        "jar",
        "can",
        "tin",
        "box",
        "bag",
        "pouch",
        "tub",
        "cup",
        "tray",
        "bar",
        "tube",
        "wrap",
        "loose",
        "egg-box",
        "roll",
    ]
)
CENT = Decimal("0.01")
_MONEY_NOISE = re.compile(r"[\s$€£]|USD|AED|GBP|EUR")


class BadRow(Exception):
    """Why a row cannot become a product."""


@dataclass(frozen=True)
class ProductValues:
    sku: str
    name: str
    brand: str
    # Names or slugs, outermost first.
    category: tuple[str, ...]
    description: str
    ingredients: str
    price: Decimal
    compare_at_price: Decimal | None
    size: str
    stock: int
    dietary: list[str]
    allergens: list[str]
    attributes: list[str]
    icon: str
    package: str
    added_on: date


def validate(values: dict[str, Any], today: date) -> ProductValues:
    """Check and convert one mapped row.

    Raises:
        BadRow: with the first thing that is wrong, in words for whoever mends the list.
    """
    price = _money("price", values.get("price"))
    if price is None:
        raise BadRow("price is empty")
    compare_at = _money("compare_at_price", values.get("compare_at_price"))
    if compare_at is not None and compare_at <= price:
        raise BadRow(f"compare_at_price {compare_at} is not above the price {price}")
    category = tuple(part.strip() for part in str(values.get("category") or "").split(">") if part.strip())
    if not category:
        raise BadRow("category is empty")
    if any(len(part) > 80 for part in category) or not all(slugify(part) for part in category):
        raise BadRow("category has a name that is too long or has no letters")
    package = _text("package", values, 20)
    if package and package not in PACKAGES:
        raise BadRow(f"package “{package}” is none of {', '.join(sorted(PACKAGES))}")
    return ProductValues(
        sku=_text("sku", values, 64, required=True),
        name=_text("name", values, 240, required=True),
        brand=_text("brand", values, 120),
        category=category,
        description=_text("description", values, 5_000),
        ingredients=_text("ingredients", values, 20_000),
        price=price,
        compare_at_price=compare_at,
        size=_text("size", values, 40),
        stock=_whole("stock", values.get("stock"), MAX_STOCK),
        dietary=_choices("dietary", values.get("dietary"), set(Dietary.values)),
        allergens=_choices("allergens", values.get("allergens"), set(Allergen.values)),
        attributes=[slugify(item)[:40] for item in _items(values.get("attributes")) if slugify(item)],
        icon=_text("icon", values, 80),
        package=package,
        added_on=today - timedelta(days=_whole("days_old", values.get("days_old"), 36_500)),
    )


def _text(name: str, values: dict[str, Any], longest: int, *, required: bool = False) -> str:
    raw = values.get(name)
    if isinstance(raw, dict | list):
        raise BadRow(f"{name} is not a text")
    text = " ".join(str(raw).split()) if raw is not None else ""
    if required and not text:
        raise BadRow(f"{name} is empty")
    if len(text) > longest:
        raise BadRow(f"{name} has {len(text)} characters; {longest} is the most")
    return text


def _money(name: str, raw: Any) -> Decimal | None:
    if raw is None or str(raw).strip() == "":
        return None
    if isinstance(raw, bool):
        raise BadRow(f"{name} “{raw}” is not an amount")
    try:
        amount = Decimal(_MONEY_NOISE.sub("", str(raw)))
    except InvalidOperation:
        raise BadRow(f"{name} “{str(raw)[:40]}” is not an amount") from None
    if not amount.is_finite() or amount > MAX_PRICE:
        raise BadRow(f"{name} “{str(raw)[:40]}” is not an amount below {MAX_PRICE}")
    cents = amount.quantize(CENT, ROUND_HALF_EVEN)
    if cents <= 0:
        raise BadRow(f"{name} {str(raw)[:40]} is not above zero")
    return cents


def _whole(name: str, raw: Any, most: int) -> int:
    if raw is None or str(raw).strip() == "":
        return 0
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        raise BadRow(f"{name} “{str(raw)[:40]}” is not a whole number") from None
    if (
        isinstance(raw, bool)
        or not number.is_finite()
        or number != number.to_integral_value()
        or not 0 <= number <= most
    ):
        raise BadRow(f"{name} “{str(raw)[:40]}” is not a whole number from 0 to {most}")
    return int(number)


def _items(raw: Any) -> list[str]:
    if raw is None:
        return []
    if isinstance(raw, list):
        return [str(item).strip() for item in raw if str(item).strip()]
    text = str(raw).strip()
    if text.startswith("["):
        try:
            return _items(json.loads(text))
        except ValueError:
            raise BadRow(f"“{text[:40]}” is not a list") from None
    return [item.strip() for item in re.split(r"[,;|]", text) if item.strip()]


def _choices(name: str, raw: Any, allowed: set[str]) -> list[str]:
    found = [slugify(item) for item in _items(raw)]
    wrong = [item for item in found if item not in allowed]
    if wrong:
        raise BadRow(f"{name} “{wrong[0]}” is none of {', '.join(sorted(allowed))}")
    return sorted(set(found))
