"""A product's words as weighted terms: the part of BM25F that can be computed before anyone asks.

impact = tf / (K1 + tf), tf = sum over fields of weight * count / (1 - b + b * length / usual length)

(Robertson, Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, eq. 3.19). The usual lengths
are constants, not averages of the catalog: a changed product then changes its own weights only.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from shop.search.text import Word, joined, words

K1 = 1.6
# Neighbours joined ("oatmilk" of "oat milk") count like the word they would be.
NEIGHBOUR_FIELDS = frozenset({"name", "category", "category_list", "brand", "size", "attributes"})
# Being filed under what was asked ("snacks") counts a little less than being called so.
FACET_IMPACT = 0.6
CATEGORY = "category:"
VOCABULARY_FIELDS = frozenset({"name", "brand", "category", "category_list", "attributes"})


@dataclass(frozen=True, slots=True)
class FieldWeight:
    weight: float
    b: float
    usual_length: float


FIELDS = {
    # A longer name is hardly a worse match: b is small.
    "name": FieldWeight(3.0, 0.25, 6),
    "brand": FieldWeight(1.6, 0.0, 2),
    "category": FieldWeight(1.6, 0.1, 3),
    # Of several things in a name the product is only one.
    "category_list": FieldWeight(1.0, 0.1, 3),
    "attributes": FieldWeight(1.0, 0.0, 4),
    "size": FieldWeight(1.0, 0.0, 2),
    "description": FieldWeight(0.3, 0.5, 20),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything of a product that the text search needs."""

    # term -> impact, 0..1
    impacts: dict[str, float]
    # Distinct words as written in the fields that name things: what typos are corrected to, and what is suggested.
    written: tuple[str, ...]


@lru_cache(maxsize=1 << 17)
def term_hash(term: str) -> int:
    """A 64-bit signed number for a term; two of a million terms share one with a chance of 3 in 100 million."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big", signed=True)


def terms_of(fields: dict[str, str], filed_under: Iterable[str] = ()) -> Terms:
    """Weigh the words of a product's fields (the keys are those of FIELDS).

    Args:
        filed_under: terms of their own ("category:snacks"), found by those who ask for just that.
    """
    frequency: dict[str, float] = defaultdict(float)
    written: dict[str, None] = {}
    for name, text in fields.items():
        found = words(text)
        if not found:
            continue
        field = FIELDS[name]
        share = field.weight / (1 - field.b + field.b * len(found) / field.usual_length)
        for word in found:
            frequency[word.stem] += share
            if name in VOCABULARY_FIELDS:
                written[word.raw] = None
        if name in NEIGHBOUR_FIELDS:
            for term in {joined(first, second) for first, second in pairs(found)}:
                frequency[term] += share
    impacts = {term: tf / (K1 + tf) for term, tf in frequency.items()}
    return Terms(impacts | dict.fromkeys(filed_under, FACET_IMPACT), tuple(written))


def category_term(slug: str) -> str:
    """The term of all products in a category or below it."""
    return f"{CATEGORY}{slug}"


def pairs(found: list[Word]) -> Iterable[tuple[Word, Word]]:
    """Neighbours that may also be written as one word."""
    return pairwise(found)
