"""The category tree as each process keeps it, for a version of the catalog."""

import re
from dataclasses import dataclass
from functools import lru_cache

from shop.models import Category
from shop.search.text import tokens

PART_OF_NAME = 0.5
_AND = re.compile(r"\s*(?:&|,|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CategoryNode:
    id: int
    slug: str
    name: str
    path: tuple[str, ...]
    icon: str
    tint: str
    tint_dark: str
    children: tuple[str, ...]

    @property
    def parent(self) -> str | None:
        return self.path[-2] if len(self.path) > 1 else None


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """By slug, parents before children, siblings in the staff's order."""

    nodes: dict[str, CategoryNode]
    departments: tuple[str, ...]
    slug_of: dict[int, str]
    by_name: dict[tuple[str, ...], tuple[tuple[str, float], ...]]

    def named(self, stems: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
        """(slug, share) of the categories that a phrase (as stems) is the name of, 1 when it is just that."""
        return self.by_name.get(stems, ())


@lru_cache(maxsize=2)
def category_tree(version: int) -> CategoryTree:
    """The tree; one query the first time a process needs it at this version."""
    rows = list(Category.objects.order_by("position", "name"))
    children: dict[str, list[str]] = {}
    for row in rows:
        if len(row.path) > 1:
            children.setdefault(row.path[-2], []).append(row.slug)
    nodes = {
        row.slug: CategoryNode(
            row.pk,
            row.slug,
            row.name,
            tuple(row.path),
            row.icon,
            row.tint,
            row.tint_dark,
            tuple(children.get(row.slug, ())),
        )
        for row in sorted(rows, key=lambda row: len(row.path))
    }
    return CategoryTree(
        nodes,
        tuple(row.slug for row in rows if len(row.path) == 1),
        {node.id: slug for slug, node in nodes.items()},
        _by_name(nodes),
    )


def _by_name(nodes: dict[str, CategoryNode]) -> dict[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """By the whole name; a category of several things also by each ("Dairy" of "Dairy & Eggs"), unless one below it is
    called that ("Eggs"). When names below it contain the word ("Dry Pasta" in "Pasta, Rice & World"), it says less."""
    names = {slug: tokens(node.name) for slug, node in nodes.items()}
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for slug, name in names.items():
        found.setdefault(tuple(name), {})[slug] = 1.0
    for node in nodes.values():
        below = [names[slug] for slug, other in nodes.items() if node.slug in other.path[:-1]]
        for part in _AND.split(node.name) if below else ():
            stems = tokens(part)
            if stems not in below:
                said_below = any(set(stems) <= set(name) for name in below)
                found.setdefault(tuple(stems), {}).setdefault(node.slug, PART_OF_NAME if said_below else 1.0)
    found.pop((), None)
    return {stems: tuple(shares.items()) for stems, shares in found.items()}
