"""What to offer while someone types: queries, categories, brands, products."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.db import connection
from django.db.models import Exists, OuterRef

from shop import catalog_version
from shop.models import Brand, Product
from shop.search.category_tree import category_tree
from shop.search.highlight import Span, spans
from shop.search.names import Names
from shop.search.terms import term_hash
from shop.search.text import STOP_WORDS, join_free_of, plain, stem
from shop.search.understanding import clean
from shop.search.vocabulary import Vocabulary, vocabulary

MAX_WORDS = 6
MAX_ENDINGS = 8
NAMES_READ = 100
# Of the products that have all the words before, the best so many are looked at for how they go on.
PRODUCTS_READ = 600
SHORTEST_FOR_PRODUCTS = 2
# At most so many of each kind, shown in this order.
OFFERED = {"query": 4, "category": 2, "brand": 2, "product": 3}

_WORD = re.compile(r"[a-z0-9%&']+(?:-free)?")
_FREE_BEGUN = re.compile(r"\b([a-z]{3,})[\s-]+f(?:r(?:ee?)?)?$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search bar. `highlight`: [from, to) ranges of `text` that the typed letters stand for."""

    text: str
    kind: Literal["query", "category", "brand", "product"]
    slug: str | None = None
    sku: str | None = None
    highlight: tuple[Span, ...] = ()


def suggestions(typed: str) -> tuple[Suggestion, ...]:
    """What the typed letters may become; empty for nothing typed. The last word may be unfinished."""
    text = plain(clean(typed))
    ended = typed[-1:].isspace()
    if not text:
        return ()
    return _suggestions(text, ended, catalog_version.current())


@lru_cache(maxsize=4096)
def _suggestions(text: str, ended: bool, version: int) -> tuple[Suggestion, ...]:
    known = vocabulary(version)
    free_of = _FREE_BEGUN.search(text)
    if free_of and f"{free_of[1]}-free" in known.products:
        # "gluten fr" is on its way to one word.
        text = f"{text[: free_of.start()]}{free_of[1]}-free"
    typed = _words(text)[-MAX_WORDS:]
    if not typed:
        return ()
    begun = "" if ended else typed[-1]
    before = typed if ended else typed[:-1]
    endings = _endings(begun, known)
    names = _names(text, before, endings, begun)
    found = [
        *(Suggestion(query, "query") for query in _queries(before, begun, endings, [name for _, name in names])),
        *_named(typed, version),
        *(Suggestion(name, "product", sku=sku) for sku, name in names[: OFFERED["product"]]),
    ]
    return tuple(Suggestion(one.text, one.kind, one.slug, one.sku, spans(one.text, typed)) for one in _limited(found))


def _endings(begun: str, known: Vocabulary) -> list[str]:
    """The commonest words that the last one may become; a correction when no word begins so."""
    if not begun:
        return []
    return known.starting_with(begun, MAX_ENDINGS) or known.corrections(begun) or ([begun] if begun.isdigit() else [])


def _names(text: str, before: list[str], endings: list[str], begun: str) -> list[tuple[str, str]]:
    """(sku, name) of products that have the words before and one that the last may become, best first."""
    required = sorted({term_hash(stem(word)) for word in before if word not in STOP_WORDS})
    if begun and len(begun) < SHORTEST_FOR_PRODUCTS and not required:
        return []
    # With words before, any word that begins so will do; without, only the commonest: else "b" would read a tenth of
    # the catalog.
    terms = required or [term_hash(stem(word)) for word in endings]
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.sku, p.name FROM (
                SELECT product_id, sum(impact) AS score FROM shop_searchposting WHERE term = ANY(%(terms)s)
                GROUP BY product_id HAVING count(*) >= %(needed)s ORDER BY score DESC, product_id LIMIT %(read)s
            ) best
            JOIN shop_product p ON p.id = best.product_id AND p.is_active
            JOIN shop_searchdocument d ON d.product_id = best.product_id
            WHERE %(free)s OR EXISTS (SELECT FROM unnest(d.words) AS word WHERE starts_with(word, %(begun)s))
            ORDER BY p.stock <= 0, best.score DESC, length(p.name), p.id LIMIT %(limit)s""",
            {
                "terms": terms,
                "needed": len(required) or 1,
                "free": not (required and begun),
                "begun": begun,
                "read": PRODUCTS_READ if required else NAMES_READ,
                "limit": NAMES_READ,
            },
        )
        rows: list[tuple[str, str]] = cursor.fetchall()
    return sorted(rows, key=lambda row: not plain(row[1]).startswith(text))


def _queries(before: list[str], begun: str, endings: list[str], names: list[str]) -> list[str]:
    """Whole queries: the typed words with the last one finished, and with the word that most often follows it."""
    counts: Counter[str] = Counter()
    stems = {stem(ending): ending for ending in reversed(endings)}
    start = " ".join(before)
    for name in names:
        words = [word for word in _words(plain(name)) if word not in STOP_WORDS]
        for i, word in enumerate(words):
            following = words[i + 1] if i + 1 < len(words) else ""
            if not begun:
                if before and stem(word) == stem(before[-1]) and _goes_on(following, before):
                    counts[f"{start} {following}"] += 1
                continue
            if before:
                finished = word if word.startswith(begun) and word not in before else ""
            else:
                finished = stems.get(stem(word), "")
            if finished:
                query = f"{start} {finished}".strip()
                together = i > 0 and bool(before) and stem(words[i - 1]) == stem(before[-1])
                counts[query] += 5 if together else 2
                if _goes_on(following, [*before, finished]):
                    counts[f"{query} {following}"] += 1
    if not counts and begun and not before:
        counts.update(endings)
    return [query for query, _ in counts.most_common(OFFERED["query"])]


def _words(text: str) -> list[str]:
    return _WORD.findall(join_free_of(text))


def _goes_on(word: str, before: list[str]) -> bool:
    return len(word) > 2 and word.isalpha() and word not in before


def _named(typed: list[str], version: int) -> Iterator[Suggestion]:
    for slug, name in _all_categories(version).beginning(typed, OFFERED["category"]):
        yield Suggestion(name, "category", slug=slug)
    for slug, name in _all_brands(version).beginning(typed, OFFERED["brand"]):
        yield Suggestion(name, "brand", slug=slug)


def _limited(found: list[Suggestion]) -> list[Suggestion]:
    """Each text once and not too many of a kind."""
    seen: set[tuple[str, str]] = set()
    left = dict(OFFERED)
    kept: list[Suggestion] = []
    for one in found:
        key = (one.kind, plain(one.text))
        if key in seen or not left[one.kind]:
            continue
        seen.add(key)
        left[one.kind] -= 1
        kept.append(one)
    return kept


@lru_cache(maxsize=2)
def _all_categories(version: int) -> Names:
    return Names.of((node.slug, node.name) for node in category_tree(version).nodes.values())


@lru_cache(maxsize=2)
def _all_brands(version: int) -> Names:
    """The brands that sell something."""
    brands = Brand.objects.filter(Exists(Product.objects.filter(brand=OuterRef("pk"), is_active=True)))
    return Names.of(brands.values_list("slug", "name"))
