"""From what a shopper typed to what the index is asked: words, corrections, joined words, synonyms, rarity."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from django.db import connection

from shop.search.category_tree import category_tree
from shop.search.heads import head_term
from shop.search.state import index_state
from shop.search.synonyms import synonyms_in
from shop.search.terms import CATEGORY, category_term, term_hash
from shop.search.text import Word, is_size, join_free_of, joined, plain, words
from shop.search.vocabulary import Vocabulary, vocabulary

MAX_QUERY_LENGTH = 200
MAX_QUERY_WORDS = 12
MAX_TERMS = 60

SYNONYM_WEIGHT = 0.9
LONE_UNIT_WEIGHT = 0.6
LONGEST_CATEGORY_NAME = 4
# Of the words' mean weight: for standing next to each other in the asked order, for being filed under what the words
# are the name of, and for being the thing that the one word says.
NEIGHBOUR_SHARE = 0.35
CATEGORY_SHARE = 0.5
HEAD_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to have words `first` to `last` of the query: this term."""

    first: int
    last: int
    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as the index is asked it."""

    # As typed, without what no product could have (control characters, excess length).
    text: str
    # What was searched instead, when a word was mistyped.
    corrected: str | None
    words: tuple[Word, ...]
    # Positions that a product should have: all but sizes, which only say what is better.
    counted: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    # What makes a product that has the words better still.
    bonuses: tuple[Alternative, ...]
    # Rarity of each word: ln(1 + (N - n + 0.5) / (n + 0.5)).
    idf: tuple[float, ...]
    # In how many products each term is.
    documents: Mapping[str, int]
    # The catalog's version it was read against.
    version: int

    @property
    def is_known(self) -> bool:
        """Whether the catalog has any of the words."""
        return bool(self.alternatives)


def clean(query: str) -> str:
    """The query without control characters, cut to a length a person would type."""
    visible = "".join(character if character.isprintable() else " " for character in query[: MAX_QUERY_LENGTH * 4])
    return " ".join(visible.split())[:MAX_QUERY_LENGTH].strip()


@lru_cache(maxsize=4096)
def understand(text: str, version: int) -> Understood:
    """Read a cleaned query against the catalog of a version. One query; a second only when a word is unknown."""
    asked = _distinct(words(text))[:MAX_QUERY_WORDS]
    if not asked:
        return Understood(text, None, (), (), (), (), (), {}, version)
    total = index_state(version).documents
    found = _ways(asked, version)
    heads = _heads(asked)
    documents = _documents(way.term for way in (*found, *heads))
    corrected = None
    unknown = _unknown(asked, found, documents)
    if unknown:
        mended = _mend(asked, unknown, vocabulary(version))
        if mended:
            corrected = _rewrite(text, mended)
            asked = _distinct(words(corrected))[:MAX_QUERY_WORDS]
            found = _ways(asked, version)
            heads = _heads(asked)
            documents |= _documents(way.term for way in (*found, *heads) if way.term not in documents)
    ways = tuple(way for way in found if way.term in documents)[:MAX_TERMS]
    together = (
        Alternative(i, i + 1, joined(word, following), NEIGHBOUR_SHARE)
        for i, (word, following) in enumerate(pairwise(asked))
    )
    filed = (
        Alternative(way.first, way.last, way.term, CATEGORY_SHARE * way.weight)
        for way in ways
        if way.term.startswith(CATEGORY)
    )
    bonuses = tuple(bonus for bonus in (*together, *filed, *heads) if bonus.term in documents)
    counted = tuple(i for i in range(len(asked)) if i not in _size_words(asked)) or tuple(range(len(asked)))
    idf = tuple(_idf(asked, ways, documents, total))
    return Understood(text, corrected, tuple(asked), counted, ways, bonuses, idf, documents, version)


def _heads(asked: list[Word]) -> list[Alternative]:
    """What a search of one word asks for is a thing of that name. More words say by themselves which they mean."""
    sizes = _size_words(asked)
    named = [i for i in range(len(asked)) if i not in sizes]
    return [Alternative(i, i, head_term(asked[i]), HEAD_SHARE) for i in named] if len(named) == 1 else []


def _size_words(asked: list[Word]) -> set[int]:
    """Positions of numbers with their units."""
    numbers = {i for i in range(len(asked) - 1) if is_size(asked[i], asked[i + 1])}
    return numbers | {i + 1 for i in numbers}


def _ways(asked: list[Word], version: int) -> list[Alternative]:
    """Every way to have the words of a query, whether the catalog has it or not."""
    found: list[Alternative] = []
    last = len(asked) - 1
    sizes = {i for i in range(last) if is_size(asked[i], asked[i + 1])}
    for i, word in enumerate(asked):
        # "2" and "l" apart are no size, only "2l" is; the unit alone comes close.
        if i not in sizes:
            found.append(Alternative(i, i, word.stem, LONE_UNIT_WEIGHT if i - 1 in sizes else 1.0))
    for i, (word, following) in enumerate(pairwise(asked)):
        found.append(Alternative(i, i + 1, joined(word, following)))
    for match in synonyms_in(asked, version):
        if len(match.phrase) == 1:
            found.append(Alternative(match.first, match.last, match.phrase[0].stem, SYNONYM_WEIGHT))
        else:
            # Of a longer phrase its last two words say what it is: "olive oil".
            found.append(Alternative(match.first, match.last, joined(*match.phrase[-2:]), SYNONYM_WEIGHT))
    tree = category_tree(version)
    for i in range(len(asked)):
        for j in range(i, min(i + LONGEST_CATEGORY_NAME, len(asked))):
            named = tree.named(tuple(word.stem for word in asked[i : j + 1]))
            found += [Alternative(i, j, category_term(slug), share) for slug, share in named]
    return found


def _unknown(asked: list[Word], ways: list[Alternative], documents: dict[str, int]) -> list[int]:
    """Positions of the words that the catalog has in no way."""
    had: set[int] = set()
    for way in ways:
        if way.term in documents:
            had.update(range(way.first, way.last + 1))
    return [i for i in range(len(asked)) if i not in had]


def _mend(asked: list[Word], unknown: list[int], known_words: Vocabulary) -> dict[str, str]:
    """What to write instead of the unknown words: a typo corrected, or an unknown compound cut in two."""
    mended: dict[str, str] = {}
    for word in (asked[i] for i in unknown):
        if parts := known_words.parts(word.raw):
            mended[word.raw] = " ".join(parts)
        elif corrections := known_words.corrections(word.raw, limit=1):
            mended[word.raw] = corrections[0]
    return mended


def _rewrite(text: str, mended: dict[str, str]) -> str:
    """The query as it should have been typed."""
    written = join_free_of(plain(text))
    for wrong, right in mended.items():
        written = re.sub(rf"\b{re.escape(wrong)}\b", right, written)
    return written


def _distinct(found: list[Word]) -> list[Word]:
    first: dict[str, Word] = {}
    for word in found:
        first.setdefault(word.stem, word)
    return list(first.values())


def _idf(asked: list[Word], ways: Iterable[Alternative], documents: dict[str, int], total: int) -> Iterable[float]:
    for i, word in enumerate(asked):
        count = documents.get(word.stem) or max(
            (documents[way.term] for way in ways if way.first <= i <= way.last), default=0
        )
        count = min(count, total)
        yield log(1 + (total - count + 0.5) / (count + 0.5))


def _documents(terms: Iterable[str]) -> dict[str, int]:
    """In how many products each term is; terms that no product has are missing."""
    hashes = {term_hash(term): term for term in terms}
    if not hashes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash, documents FROM shop_searchterm WHERE hash = ANY(%s)", [list(hashes)])
        return {hashes[number]: count for number, count in cursor.fetchall()}
