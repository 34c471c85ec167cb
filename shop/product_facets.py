"""The facets of a product: what about it a shopper can come to like."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.utils.text import slugify


def facets_of(
    category_path: Sequence[str], brand_slug: str | None, attributes: Iterable[str], dietary: Iterable[str]
) -> tuple[str, ...]:
    """Facet keys of a product, most telling first, each once and without spaces.

    The category itself comes before its ancestors; the department is left out (it says too little about taste)
    unless it is all there is. Diets are attributes: a shopper who likes "plant-based" and one who eats "vegan"
    are learned about in the same way.

    >>> facets_of(["dairy-eggs", "plant-milk", "oat-milk"], "oatwell", ["plant-based"], ["vegan"])
    ('category:oat-milk', 'category:plant-milk', 'brand:oatwell', 'attribute:plant-based', 'attribute:vegan')
    """
    categories = list(category_path[1:] or category_path)
    keys = [f"category:{name}" for name in reversed(categories)]
    if brand_slug:
        keys.append(f"brand:{brand_slug}")
    keys += [f"attribute:{name}" for name in map(slug, [*attributes, *dietary]) if name]
    return tuple(dict.fromkeys(keys))


# There are a few dozen attributes, and every card of every page asks for some.
slug = lru_cache(maxsize=4096)(slugify)
