"""Facets that the words of a search name: "spicy oat chips" names spicy, "oat milk" the category of that name.

Only categories without others below them are named so: whoever searches "yogurt" has not said which kind, and learning
the category of that name would lift dairy yogurts over the plant-based ones in the very next search.
"""

from collections.abc import Iterable

from django.db import connection
from django.utils.text import slugify

from personalization.catalog_shape import CatalogTruth
from shop.models import Brand, Category
from shop.search.text import tokens

MOST = 3
# Each facet with the words of its name.
Spelled = tuple[tuple[frozenset[str], str], ...]


def named_in(query: str) -> tuple[str, ...]:
    """At most three facets whose whole name stands in the query, the longest names first."""
    words = frozenset(tokens(query))
    if not words:
        return ()
    found = [(len(name), facet) for name, facet in spelled_facets.get() if name <= words]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(facet for _, facet in found[:MOST])


def _build() -> Spelled:
    def spelled(kind: str, names: Iterable[tuple[str, str]]) -> list[tuple[frozenset[str], str]]:
        return [(words, f"{kind}:{slug}") for slug, name in names if (words := frozenset(tokens(name)))]

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT unnest(attributes || dietary) FROM shop_product WHERE is_active")
        attributes = [(slugify(word), word.replace("-", " ")) for (word,) in cursor.fetchall()]
    leaves = Category.objects.filter(parent__isnull=False, children__isnull=True).values_list("slug", "name")
    return tuple(
        spelled("category", leaves)
        + spelled("brand", Brand.objects.values_list("slug", "name"))
        + spelled("attribute", attributes)
    )


def _plain(facets: Spelled) -> list[tuple[list[str], str]]:
    return [(sorted(words), facet) for words, facet in facets]


def _read(plain: Iterable[tuple[Iterable[str], str]]) -> Spelled:
    return tuple((frozenset(words), facet) for words, facet in plain)


spelled_facets = CatalogTruth("query-facets", _build, _plain, _read)
