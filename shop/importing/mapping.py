"""Which column of a list fills which field of a product."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

FIELDS = (
    "sku",
    "name",
    "brand",
    "category",
    "description",
    "ingredients",
    "price",
    "compare_at_price",
    "size",
    "stock",
    "dietary",
    "allergens",
    "attributes",
    "icon",
    "package",
    "days_old",
)
REQUIRED = ("sku", "name", "category", "price")


class BadMapping(Exception):
    """The mapping names a field or a column that does not exist; the message lists what does."""


@dataclass(frozen=True)
class Mapping:
    """Per field an expression over columns.

    `column` takes a column as it stands; `a > b` joins category levels, outermost first; `a + b` makes a stable key
    of several columns; `=text` is the same text for every row.
    """

    expressions: dict[str, str]
    defaults: dict[str, str] = field(default_factory=dict)
    name: str = "as given"

    def check(self, columns: list[str]) -> None:
        """Raises:
        BadMapping: naming the first thing that does not fit, and what would.
        """
        for target, expression in self.expressions.items():
            if target not in FIELDS:
                raise BadMapping(f"“{target}” is no field of a product. Fields: {', '.join(FIELDS)}.")
            for column in columns_in(expression):
                if column not in columns:
                    raise BadMapping(f"There is no column “{column}” (for {target}). Columns: {', '.join(columns)}.")
        missing = [name for name in REQUIRED if name not in self.expressions and name not in self.defaults]
        if missing:
            raise BadMapping(
                f"Nothing fills {', '.join(missing)}. Say which column does, for example --map {missing[0]}=COLUMN."
            )

    def apply(self, row: dict[str, Any]) -> dict[str, Any]:
        """The product fields of one row. An empty cell takes the field's default where there is one."""
        values = {target: _evaluate(target, expression, row) for target, expression in self.expressions.items()}
        for target, default in self.defaults.items():
            if values.get(target) in (None, ""):
                values[target] = default
        return values


def columns_in(expression: str) -> list[str]:
    if expression.startswith("="):
        return []
    return [part.strip() for part in expression.replace(">", "+").split("+")]


def _evaluate(target: str, expression: str, row: dict[str, Any]) -> Any:
    if expression.startswith("="):
        return expression[1:]
    parts = [row.get(column) for column in columns_in(expression)]
    if ">" in expression:
        return " > ".join(str(part).strip() for part in parts if part not in (None, ""))
    if "+" in expression:
        joined = "\x1f".join(str(part or "").strip().lower() for part in parts)
        if target == "sku":
            return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return " ".join(str(part).strip() for part in parts if part not in (None, ""))
    return parts[0]


# Lists whose columns we know. A list without prices or stock says so in its report.
KNOWN_LISTS: list[tuple[frozenset[str], Mapping]] = [
    (
        frozenset({"sku", "name", "category", "price"}),
        Mapping({name: name for name in FIELDS}, name="LeafLoaf"),
    ),
    (
        frozenset({"item", "weight", "subcategory", "category", "price"}),
        Mapping(
            {
                "sku": "category + subcategory + item + weight",
                "name": "item",
                "category": "category > subcategory",
                "size": "weight",
                "price": "price",
            },
            {"stock": "50"},
            name="elGrocer",
        ),
    ),
    (
        frozenset({"product", "brand", "weight", "category", "price"}),
        Mapping(
            {
                "sku": "brand + product + weight",
                "name": "product",
                "brand": "brand",
                "category": "category",
                "size": "weight",
                "price": "price",
                "ingredients": "ingredient",
            },
            {"stock": "50"},
            name="Ocado",
        ),
    ),
    (
        frozenset({"product_id", "product_name", "aisle", "department"}),
        Mapping(
            {"sku": "product_id", "name": "product_name", "category": "department > aisle"},
            {"price": "3.99", "stock": "50"},
            name="Instacart",
        ),
    ),
]


def known_mapping(columns: list[str]) -> Mapping | None:
    """The mapping of a list we know by its columns, less what this file does not have."""
    for signature, mapping in KNOWN_LISTS:
        if signature <= set(columns):
            present = {
                target: expression
                for target, expression in mapping.expressions.items()
                if all(column in columns for column in columns_in(expression))
            }
            return Mapping(present, mapping.defaults, mapping.name)
    return None


def mapping_for(columns: list[str], overrides: dict[str, str], defaults: dict[str, str]) -> Mapping:
    """The known mapping of these columns (else columns named like fields), with what the caller overrides.

    Raises:
        BadMapping: when a required field stays empty or a name does not exist.
    """
    base = known_mapping(columns) or Mapping({name: name for name in FIELDS if name in columns})
    mapping = Mapping({**base.expressions, **overrides}, {**base.defaults, **defaults}, base.name)
    unknown = [name for name in mapping.defaults if name not in FIELDS]
    if unknown:
        raise BadMapping(f"“{unknown[0]}” is no field of a product. Fields: {', '.join(FIELDS)}.")
    mapping.check(columns)
    return mapping
