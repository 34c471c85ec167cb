"""The category tree as each process keeps it, for a version of the catalog."""

from dataclasses import dataclass
from functools import lru_cache

from shop.models import Category


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
    )
