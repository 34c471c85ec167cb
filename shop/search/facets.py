"""How many products each further choice would leave."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.text import capfirst

from shop import catalog_version
from shop.models.catalog import Dietary
from shop.search import cache
from shop.search.candidates import Bucket, Facets, Filters, PriceBucket, PriceFacet
from shop.search.category_counts import category_counts
from shop.search.category_tree import category_tree
from shop.search.filtering import Condition, conditions, where
from shop.search.matching import SETTINGS, matching
from shop.search.understanding import clean, understand

MAX_BUCKETS = 40
CENT = Decimal("0.01")
# Lower bounds of the price steps on offer.
PRICE_STEPS = tuple(Decimal(step) for step in (0, 2, 4, 6, 10, 15, 25, 50))

# A choice of these widens the answer, so their counts are made as if nothing of their own kind were chosen. Diets and
# attributes narrow it: their counts are of what is left.
_WIDENING = {"category": ("category",), "brands": ("brands",), "price": ("price_min", "price_max")}

# The kinds of count, each a row (kind, value, label, count); the value of diets and attributes is a comma list.
Counts = list[tuple[str, str, str, int]]


def facet_counts(query: str, filters: Filters | None = None) -> Facets:
    """The choices that narrow an answer (of a query, or of a list when it is empty), with counts, commonest first.

    Categories are those below the chosen one (beside it, when it has none below), or the departments.
    """
    filters = filters or Filters()
    text = clean(query)
    version = catalog_version.current()
    key = f"{version}:facets:{filters.key}:{text.lower()}"
    if kept := cache.get(key):
        return cache.unpack_facets(kept)
    found = _facets(_count(text, filters, version), filters, version)
    cache.put(key, cache.pack_facets(found))
    return found


def _count(text: str, filters: Filters, version: int) -> Counts:
    if not text and filters.category and filters == Filters(category=filters.category):
        # A category's page: what is beside it needs no counting.
        kept = [("category", str(node_id), "", count) for node_id, count in category_counts(version).items()]
        return [
            *kept,
            *(row for row in _count_matched(Condition(_listed(where(filters))), filters) if row[0] != "category"),
        ]
    firm = where(filters.without_widening())
    if not text:
        return _count_matched(Condition(_listed(firm), firm.params), filters)
    query = understand(text, version)
    if not query.words:
        return []
    hits = matching(query, firm)
    both = "SELECT product_id FROM text_hits UNION ALL SELECT product_id FROM near_only"
    return _count_matched(Condition(f"{hits.sql}, matched AS ({both})", hits.params), filters)


def _listed(condition: Condition) -> str:
    return f"matched AS (SELECT id AS product_id FROM shop_product p WHERE {condition.sql})"  # noqa: S608  constants


def _count_matched(matched: Condition, filters: Filters) -> Counts:
    """Count the products of `matched (product_id)`, of which each count takes those its own rule wants."""
    chosen = conditions(filters)
    passes = {
        kind: " AND ".join(chosen[name].sql for name in names if name in chosen) or "true"
        for kind, names in _WIDENING.items()
    }
    params: dict[str, Any] = {"steps": [float(step) for step in PRICE_STEPS], **matched.params}
    for condition in chosen.values():
        params |= condition.params
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{SETTINGS} WITH {matched.sql}, rows AS MATERIALIZED (
                SELECT p.category_id, p.brand_id, p.price::float8 AS price, p.dietary, p.attributes,
                    {passes["category"]} AS in_category, {passes["brands"]} AS in_brands, {passes["price"]} AS in_price
                FROM matched m JOIN shop_product p ON p.id = m.product_id AND p.is_active
            )
            SELECT 'category', category_id::text, '', count(*) FROM rows
                WHERE in_brands AND in_price GROUP BY category_id
            UNION ALL SELECT 'brand', b.slug, b.name, n FROM (
                SELECT brand_id, count(*) AS n FROM rows WHERE in_category AND in_price GROUP BY brand_id
            ) r JOIN shop_brand b ON b.id = r.brand_id
            UNION ALL SELECT 'dietary', array_to_string(dietary, ','), '', count(*) FROM rows
                WHERE in_category AND in_brands AND in_price GROUP BY dietary
            UNION ALL SELECT 'attribute', array_to_string(attributes, ','), '', count(*) FROM rows
                WHERE in_category AND in_brands AND in_price GROUP BY attributes
            UNION ALL SELECT 'price', width_bucket(price, %(steps)s::float8[])::text,
                min(price) || ' ' || max(price), count(*) FROM rows WHERE in_category AND in_brands GROUP BY 2
            """,  # noqa: S608  made of constants; values are parameters
            params,
        )
        while cursor.description is None and cursor.nextset():
            pass
        counts: Counts = cursor.fetchall()
    return counts


def _facets(counts: Counts, filters: Filters, version: int) -> Facets:
    by_kind: dict[str, Counts] = {}
    for row in counts:
        by_kind.setdefault(row[0], []).append(row)
    labels = {str(diet.value): str(diet.label) for diet in Dietary}
    return Facets(
        categories=_categories(by_kind.get("category", []), filters.category, version),
        brands=_buckets({value: (label, n) for _, value, label, n in by_kind.get("brand", [])}, filters.brands),
        dietary=_buckets(_one_by_one(by_kind.get("dietary", []), labels), filters.dietary),
        attributes=_buckets(_one_by_one(by_kind.get("attribute", []), {}), filters.attributes),
        price=_prices(by_kind.get("price", [])),
    )


def _in_words(value: str) -> str:
    """A tag as one writes it: "Plant-based", "Whole grain"."""
    return capfirst(re.sub(r"-(?!based$|free$)", " ", value))


def _one_by_one(counts: Counts, labels: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Counts of combinations as counts of each value: there are few combinations and many products."""
    each: Counter[str] = Counter()
    for _, values, _, count in counts:
        for value in filter(None, values.split(",")):
            each[value] += count
    return {value: (labels.get(value) or _in_words(value), count) for value, count in each.items()}


def _buckets(counts: dict[str, tuple[str, int]], selected: tuple[str, ...]) -> tuple[Bucket, ...]:
    """The commonest, and whatever is selected even if nothing is left of it."""
    rows = [Bucket(value, label, n, value in selected) for value, (label, n) in counts.items()]
    rows += [Bucket(value, _in_words(value), 0, True) for value in selected if value not in counts]
    rows.sort(key=lambda row: (-row.count, row.label))
    kept = rows[:MAX_BUCKETS]
    return (*kept, *(row for row in rows[MAX_BUCKETS:] if row.selected))


def _categories(counts: Counts, selected: str | None, version: int) -> tuple[Bucket, ...]:
    tree = category_tree(version)
    below: Counter[str] = Counter()
    for _, category_id, _, count in counts:
        slug = tree.slug_of.get(int(category_id))
        for ancestor in tree.nodes[slug].path if slug else ():
            below[ancestor] += count
    offered: tuple[str, ...] = tree.departments
    node = tree.nodes.get(selected) if selected else None
    if node:
        siblings = tree.nodes[node.parent].children if node.parent else tree.departments
        offered = (node.slug, *node.children) if node.children else siblings
    return tuple(
        Bucket(slug, tree.nodes[slug].name, below[slug], slug == selected)
        for slug in offered
        if below[slug] or slug == selected
    )


def _prices(counts: Counts) -> PriceFacet:
    low, high = Decimal(0), Decimal(0)
    buckets: list[PriceBucket] = []
    for _, step, extremes, count in sorted(counts, key=lambda row: int(row[1])):
        lowest, highest = (Decimal(amount).quantize(CENT) for amount in extremes.split())
        low, high = (lowest if not buckets else low), max(high, highest)
        index = int(step) - 1
        upper = PRICE_STEPS[index + 1] if index + 1 < len(PRICE_STEPS) else None
        buckets.append(PriceBucket(PRICE_STEPS[index], upper, count))
    return PriceFacet(low, high, tuple(buckets))
