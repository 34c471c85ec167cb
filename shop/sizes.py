"""What a pack's printed size means, and the price of one unit of it."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

# unit as printed -> (what it measures, how many base units one is)
_UNITS: dict[str, tuple[str, Decimal]] = {
    "oz": ("oz", Decimal(1)),
    "lb": ("oz", Decimal(16)),
    "fl oz": ("fl oz", Decimal(1)),
    "cup": ("fl oz", Decimal(8)),
    "pt": ("fl oz", Decimal(16)),
    "qt": ("fl oz", Decimal(32)),
    "gal": ("fl oz", Decimal(128)),
    "g": ("g", Decimal(1)),
    "mg": ("g", Decimal("0.001")),
    "kg": ("g", Decimal(1000)),
    "ml": ("ml", Decimal(1)),
    "cl": ("ml", Decimal(10)),
    "l": ("ml", Decimal(1000)),
    "ct": ("ct", Decimal(1)),
    "dozen": ("ct", Decimal(12)),
    "ft": ("ft", Decimal(1)),
    "m": ("m", Decimal(1)),
}
_SPELLINGS = {
    "oz": "oz ounce ounces z",
    "lb": "lb lbs pound pounds",
    "fl oz": "floz",
    "cup": "cup cups",
    "pt": "pt pint pints",
    "qt": "qt quart quarts",
    "gal": "gal gallon gallons",
    "g": "g gm gms gr gram grams",
    "mg": "mg",
    "kg": "kg kgs kilo kilogram kilograms",
    "ml": "ml mls millilitre milliliter",
    "cl": "cl",
    "l": "l lt ltr ltrs litre litres liter liters",
    "ct": "ct count pc pcs piece pieces s each ea per pack packs pk pkt pack bunch head loaf roll rolls sheets bags "
    "bars capsules tablets pods wipes eggs loads washes",
    "dozen": "dozen doz",
    "ft": "ft feet foot",
    "m": "m metre metres meter meters",
}
_UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}

# How a shelf label speaks: base unit -> (how many of it, what it says)
_LABEL: dict[str, tuple[Decimal, str]] = {
    "oz": (Decimal(1), "oz"),
    "fl oz": (Decimal(1), "fl oz"),
    "g": (Decimal(100), "100 g"),
    "ml": (Decimal(100), "100 ml"),
    "ct": (Decimal(1), "each"),
    "ft": (Decimal(1), "ft"),
    "m": (Decimal(1), "m"),
}
_NUMBER = r"\d+(?:[.,]\d+)?"
_MULTIPACK = re.compile(rf"(?P<count>\d+)\s*(?:(?:pk|pack|ct)\s*)?[x×*]\s*(?P<amount>{_NUMBER})\s*(?P<unit>[a-z]+)")
_SINGLE = re.compile(rf"(?P<amount>{_NUMBER})\s*-?\s*(?P<unit>[a-z]+)")
_COMMA_IS_DECIMAL = re.compile(r"^\d+,\d{1,2}$")


@dataclass(frozen=True)
class Size:
    """An amount in one base unit: oz, fl oz, g, ml, ct, ft or m."""

    amount: Decimal
    unit: str


def parse_size(text: str) -> Size | None:
    """Read a printed size ("1 gal", "16 fl oz", "6 x 330ml", "12 ct"); None when it says nothing measurable."""
    plain = re.sub(r"\bfl\.?\s*oz\b", "floz", text.lower()).replace("fluid ounces", "floz")
    match = _MULTIPACK.search(plain) or _SINGLE.search(plain)
    if match is None:
        return Size(Decimal(1), "ct") if plain.strip() in {"each", "ea", "bunch", "head"} else None
    unit = _UNIT_OF.get(match["unit"])
    if unit is None:
        return None
    raw = match["amount"]
    try:
        amount = Decimal(raw.replace(",", ".") if _COMMA_IS_DECIMAL.match(raw) else raw.replace(",", ""))
    except InvalidOperation:
        return None
    count = Decimal(match.groupdict().get("count") or 1)
    base, factor = _UNITS[unit]
    total = amount * factor * count
    return Size(total, base) if total > 0 else None


def unit_price(price: Decimal, size: Size | None) -> tuple[Decimal, str] | None:
    """The price of one labelled unit: (amount in the shop's currency with 4 decimals, "oz" | "100 g" | "each" | …).

    None where the size says nothing, or where the pack is one piece and the price says it all.
    """
    if size is None or (size.unit == "ct" and size.amount == 1):
        return None
    per, label = _LABEL[size.unit]
    amount = (price * per / size.amount).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    return (amount, label) if Decimal(0) < amount < Decimal("1e8") else None
