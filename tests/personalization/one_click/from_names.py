"""Attributes and brands read from product names, for lists that have none: rough, and the same for every list."""

import re
from collections import Counter, defaultdict

from django.utils.text import slugify

from shop.models import Brand, Product
from shop.search.index import reindex

_PLANTS = r"(?:soya?|oat|almond|coconut|cashew|rice|hemp)"
ATTRIBUTES = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "organic": r"\borganic",
        "gluten-free": r"\bgluten[ -]?free",
        "lactose-free": r"\blactose[ -]?free|\blacto ?free",
        "plant-based": rf"\bvegan|\bplant[ -]based|\bdairy[ -]?free|\b{_PLANTS} (?:milk|drink|yogh?urt|creamer)",
        "spicy": r"\bspicy|\bhot\b(?! dog| choc| cross)|\bchil+[iy]\b|\bjalape|\bhabanero|\bsriracha|\bperi",
        "low-fat": r"\blow[ -]fat|\bskim|\bnon ?fat|\bfat[ -]free|\blight\b|\blite\b|\breduced fat",
        "no-added-sugar": r"\bno (?:added )?sugar|\bsugar[ -]free|\bunsweetened|\bdiet\b|\bzero\b",
        "whole-grain": r"\bwhole ?(?:wheat|grain|meal)|\bmulti ?grain|\bbrown (?:bread|rice)",
        "decaf": r"\bdecaf",
    }.items()
}
# A first word that so many products begin with, in several categories, and that is hardly ever elsewhere in a name.
BRAND_PRODUCTS = 8
BRAND_CATEGORIES = 2
BRAND_FIRST = 0.85


def read_from_names() -> tuple[int, int]:
    """Fill in what is missing and index it; how many products have an attribute, and how many a brand."""
    products = list(Product.objects.all())
    brands = _brands(products)
    Brand.objects.bulk_create([Brand(slug=slugify(word), name=word.title()) for word in brands], ignore_conflicts=True)
    ids = dict(Brand.objects.values_list("slug", "pk"))
    for product in products:
        found = [name for name, pattern in ATTRIBUTES.items() if pattern.search(product.name)]
        product.attributes = sorted({*product.attributes, *found})
        first = _first(product.name)
        if product.brand_id is None and first in brands:
            product.brand_id = ids[slugify(first)]
    Product.objects.bulk_update(products, ["attributes", "brand"], batch_size=2_000)
    reindex()
    return sum(bool(product.attributes) for product in products), sum(bool(product.brand_id) for product in products)


def _first(name: str) -> str:
    return name.lower().split(" ")[0].strip(",.'’")


def _brands(products: list[Product]) -> set[str]:
    first: Counter[str] = Counter()
    anywhere: Counter[str] = Counter()
    categories: dict[str, set[int]] = defaultdict(set)
    for product in products:
        word = _first(product.name)
        first[word] += 1
        categories[word].add(product.category_id)
        anywhere.update({part.strip(",.'’") for part in product.name.lower().split(" ")})
    return {
        word
        for word, count in first.items()
        if count >= BRAND_PRODUCTS
        and len(categories[word]) >= BRAND_CATEGORIES
        and count / anywhere[word] >= BRAND_FIRST
        and len(slugify(word)) > 1
        and not any(pattern.search(word) for pattern in ATTRIBUTES.values())
    }
