"""The category tree with how many products are on sale in each."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from shop import catalog_version
from shop.search.category_tree import CategoryNode, CategoryTree, category_tree


@dataclass(frozen=True, slots=True)
class CountedCategory:
    node: CategoryNode
    # Products in it and below it.
    count: int
    children: tuple["CountedCategory", ...]


def departments() -> tuple[CountedCategory, ...]:
    """The departments in the staff's order. Tints of a department hold for all below it."""
    return _departments(catalog_version.current())


@lru_cache(maxsize=2)
def category_counts(version: int) -> dict[int, int]:
    """Products on sale by the id of the category they are in; not of those below it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT category_id, count(*) FROM shop_product WHERE is_active GROUP BY category_id")
        return dict(cursor.fetchall())


@lru_cache(maxsize=2)
def _departments(version: int) -> tuple[CountedCategory, ...]:
    tree = category_tree(version)
    below: Counter[str] = Counter()
    for category_id, count in category_counts(version).items():
        slug = tree.slug_of.get(category_id)
        for ancestor in tree.nodes[slug].path if slug else ():
            below[ancestor] += count
    return tuple(_counted(tree, slug, below) for slug in tree.departments)


def _counted(tree: CategoryTree, slug: str, below: Counter[str]) -> CountedCategory:
    node = tree.nodes[slug]
    return CountedCategory(node, below[slug], tuple(_counted(tree, child, below) for child in node.children))
