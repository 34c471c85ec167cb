"""Filters as SQL over `shop_product p`."""

from dataclasses import dataclass, field
from typing import Any

from shop.search.candidates import Filters

# All that the condition of empty filters asks; the search index holds no other products.
ON_SALE = "p.is_active"


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of a WHERE clause with its named parameters."""

    sql: str
    params: dict[str, Any] = field(default_factory=dict)


def conditions(filters: Filters) -> dict[str, Condition]:
    """One condition per kind of filter that is set, by the name of its field."""
    found: dict[str, Condition] = {}
    if filters.category:
        found["category"] = Condition(
            "p.category_id = ANY(ARRAY(SELECT id FROM shop_category WHERE path @> ARRAY[%(category)s]::varchar[]))",
            {"category": filters.category},
        )
    if filters.brands:
        found["brands"] = Condition(
            "p.brand_id = ANY(ARRAY(SELECT id FROM shop_brand WHERE slug = ANY(%(brands)s)))",
            {"brands": list(filters.brands)},
        )
    for name, column in (("dietary", "dietary"), ("attributes", "attributes")):
        if values := getattr(filters, name):
            found[name] = Condition(f"p.{column} @> %({name})s::varchar[]", {name: list(values)})
    if filters.without_allergens:
        found["without_allergens"] = Condition(
            "NOT p.allergens && %(without_allergens)s::varchar[]",
            {"without_allergens": list(filters.without_allergens)},
        )
    if filters.price_min is not None:
        found["price_min"] = Condition("p.price >= %(price_min)s", {"price_min": filters.price_min})
    if filters.price_max is not None:
        found["price_max"] = Condition("p.price <= %(price_max)s", {"price_max": filters.price_max})
    if filters.in_stock:
        found["in_stock"] = Condition("p.stock > 0")
    return found


def where(filters: Filters) -> Condition:
    """Everything the filters ask for, and that the product is on sale."""
    parts = conditions(filters).values()
    params: dict[str, Any] = {}
    for part in parts:
        params |= part.params
    return Condition(" AND ".join([ON_SALE, *(part.sql for part in parts)]), params)
