"""Words that find each other, as staff wrote them down."""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shop import catalog_version
from shop.models import Synonym
from shop.search.text import Word, words

DEFAULTS = Path(__file__).with_name("default_synonyms.json")
LONGEST_PHRASE = 4

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Words `first` to `last` of a query mean the same as `phrase`."""

    first: int
    last: int
    phrase: tuple[Word, ...]


def synonyms_in(query: list[Word], version: int) -> list[Match]:
    """Every other way to say a part of the query."""
    groups = _groups(version)
    matches: list[Match] = []
    for first in range(len(query)):
        for length in range(1, min(LONGEST_PHRASE, len(query) - first) + 1):
            stems = tuple(word.stem for word in query[first : first + length])
            matches += [Match(first, first + length - 1, phrase) for phrase in groups.get(stems, ())]
    return matches


def load_default_synonyms() -> int:
    """Add the groceries' usual synonyms where no group holds one of their words yet; how many groups were added."""
    taken = {word.lower() for group in Synonym.objects.values_list("words", flat=True) for word in group}
    groups: list[list[str]] = json.loads(DEFAULTS.read_text())
    made = Synonym.objects.bulk_create([Synonym(words=group) for group in groups if not taken & set(group)])
    if made:
        catalog_version.bump([])
    return len(made)


@lru_cache(maxsize=2)
def _groups(version: int) -> dict[Phrase, tuple[tuple[Word, ...], ...]]:
    """phrase (as stems) -> the other phrases of its groups."""
    found: dict[Phrase, dict[tuple[Word, ...], None]] = defaultdict(dict)
    for group in Synonym.objects.filter(is_active=True).order_by("id").values_list("words", flat=True):
        phrases = list(dict.fromkeys(tuple(words(text))[:LONGEST_PHRASE] for text in group))
        for phrase in filter(None, phrases):
            stems = tuple(word.stem for word in phrase)
            found[stems].update((other, None) for other in phrases if other and other != phrase)
    return {stems: tuple(others) for stems, others in found.items()}
