"""The words of the catalog, kept in each process: what a typo may have meant."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log

import numpy as np
from django.db import connection
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from shop.search.candidates import Integers

SHORTEST_CORRECTED = 3
# Letters that may be wrong: one, two in a long word. With two in a shorter one "healthy" would be "hearth".
TWO_ERRORS_FROM_LENGTH = 8
THREE_ERRORS_FROM_LENGTH = 13
MIN_PART_LENGTH = 3


@dataclass(frozen=True)
class Vocabulary:
    """Words as written, and how many products have each."""

    products: dict[str, int]
    # length -> the words of that length
    by_length: dict[int, tuple[list[str], Integers]]
    alphabetical: list[str]

    def corrections(self, word: str, limit: int = 3) -> list[str]:
        """What the word may have been meant to be, likeliest first; nothing when the catalog has it."""
        if len(word) < SHORTEST_CORRECTED or word in self.products or not word.replace("-", "").isalpha():
            return []
        errors = 1 + (len(word) >= TWO_ERRORS_FROM_LENGTH) + (len(word) >= THREE_ERRORS_FROM_LENGTH)
        found: list[tuple[float, str]] = []
        for length in range(len(word) - errors, len(word) + errors + 1):
            candidates, counts = self.by_length.get(length, ([], np.empty(0, np.int64)))
            if not candidates:
                continue
            distances = cdist([word], candidates, scorer=OSA.distance, score_cutoff=errors, dtype=np.uint8)[0]
            for index in np.flatnonzero(distances <= errors):
                other = candidates[index]
                found.append((_unlikeliness(word, other, int(distances[index]), int(counts[index])), other))
        return [other for _, other in sorted(found)[:limit]]

    def parts(self, word: str) -> list[str]:
        """The word cut into two known ones ("peanutbutter"), the commoner the better; empty when it cannot be."""
        cuts = range(MIN_PART_LENGTH, len(word) - MIN_PART_LENGTH + 1)
        return max(
            ([word[:cut], word[cut:]] for cut in cuts if word[:cut] in self.products and word[cut:] in self.products),
            key=lambda both: min(self.products[part] for part in both),
            default=[],
        )

    def starting_with(self, prefix: str, limit: int) -> list[str]:
        """Words that begin so, commonest first."""
        first = bisect_left(self.alphabetical, prefix)
        last = bisect_left(self.alphabetical, prefix + "\x7f")
        return nsmallest(limit, self.alphabetical[first:last], key=lambda word: (-self.products[word], word))


@lru_cache(maxsize=1)
def vocabulary(version: int) -> Vocabulary:
    """The catalog's words at a version of the catalog; one query the first time a process needs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, products FROM shop_searchword WHERE word ~ '^[a-z-]+$'")
        products: dict[str, int] = dict(cursor.fetchall())
    by_length: dict[int, tuple[list[str], list[int]]] = {}
    for word, count in products.items():
        words, counts = by_length.setdefault(len(word), ([], []))
        words.append(word)
        counts.append(count)
    return Vocabulary(
        products,
        {length: (words, np.array(counts, np.int64)) for length, (words, counts) in by_length.items()},
        sorted(products),
    )


def _unlikeliness(word: str, other: str, distance: int, products: int) -> float:
    """An error costs as much as a word being e^2 times rarer; people seldom mistype the first letter."""
    return 2.0 * distance + 1.0 * (word[0] != other[0]) - 0.5 * log(products)
