"""The category tree as each process keeps it, for a version of the catalog."""

from dataclasses import dataclass
from functools import lru_cache

from shop.models import Category
from shop.search.heads import parts_of
from shop.search.text import tokens

PART_OF_NAME = 0.5
ONE_OF_SEVERAL = 0.8
LAST_WORD = 0.8


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
    """By the whole name; and less surely by what else a name says.

    A category above others is also named by each of several things ("Dairy" of "Dairy & Eggs"), unless one below it
    is called that ("Eggs"); when names below it contain the word ("Dry Pasta" in "Pasta, Rice & World"), that says
    less. So does one of several things where nothing is below: each product is only one of them. And "Fresh Fish" is
    fish, "Cereal & Toddler Snacks" also snacks: by the last word, less than what is called just so.
    """
    names = {slug: tuple(tokens(node.name)) for slug, node in nodes.items()}
    found: dict[tuple[str, ...], dict[str, float]] = {}

    def say(stems: tuple[str, ...], slug: str, share: float) -> None:
        known = found.setdefault(stems, {})
        known[slug] = max(share, known.get(slug, 0.0))

    for slug, name in names.items():
        say(name, slug, 1.0)
    for node in nodes.values():
        parts = [tuple(tokens(part)) for part in parts_of(node.name)]
        below = [names[slug] for slug, other in nodes.items() if node.slug in other.path[:-1]]
        for stems in filter(None, parts):
            share = 1.0
            if len(parts) > 1:
                said_below = any(set(stems) <= set(name) for name in below)
                share = ONE_OF_SEVERAL if not below else PART_OF_NAME if said_below else 1.0
                if stems not in below:
                    say(stems, node.slug, share)
            if not below and stems[-1:] != stems:
                say(stems[-1:], node.slug, share * LAST_WORD)
    found.pop((), None)
    return {stems: tuple(shares.items()) for stems, shares in found.items()}
