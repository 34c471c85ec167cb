"""Names that are looked up by how their words begin: brands and categories while someone types."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from shop.search.text import join_free_of, plain, stem

END = "\x7f"


@dataclass(frozen=True)
class Names:
    """Names with their slugs, and where each of their words stands in the alphabet."""

    entries: tuple[tuple[str, str, frozenset[str]], ...]
    alphabetical: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, named: Iterable[tuple[str, str]]) -> "Names":
        """Of (slug, name) pairs."""
        entries = []
        places = []
        for number, (slug, name) in enumerate(named):
            words = join_free_of(plain(name)).replace("&", " ").replace(",", " ").split()
            entries.append((slug, name, frozenset(map(stem, words))))
            places += [(word, number) for word in words]
        return cls(tuple(entries), tuple(sorted(places)))

    def beginning(self, typed: list[str], limit: int) -> list[tuple[str, str]]:
        """(slug, name) of the names that have the typed words, the last one begun; the shortest first."""
        first = bisect_left(self.alphabetical, (typed[-1], -1))
        last = bisect_left(self.alphabetical, (typed[-1] + END, -1))
        before = set(map(stem, typed[:-1]))
        found = {number for _, number in self.alphabetical[first:last] if before <= self.entries[number][2]}
        names = sorted((len(name), name, slug) for slug, name, _ in (self.entries[number] for number in found))
        return [(slug, name) for _, name, slug in names[:limit]]
