"""How the index is asked: a query's alternatives as SQL over the postings.

A product's score is the sum over the query's words of idf * (the best of the word's alternatives), plus a share for
neighbours that stand together. Impacts hold the rest of BM25F (`shop.search.terms`).

Rare words choose the products; words that would bring in too many (`SEED_POSTINGS`) are only looked up in the best of
those. So the work is bounded whatever the words are, as with MaxScore (Turtle and Flood 1995), and exact for all but
queries of several very common words.
"""

from collections import defaultdict
from dataclasses import dataclass

from shop.search.terms import term_hash
from shop.search.understanding import Understood

# Of two words' mean weight, for standing next to each other in the asked order.
NEIGHBOUR_SHARE = 0.35
# Postings that may choose products. About 12,000 take 8 ms.
SEED_POSTINGS = 12_000
# Of the chosen, so many are looked up for the words that are too common to choose.
PROBED = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query as SQL: rows for `(VALUES ...) AS q (term, word, weight)` and what to sum up of their postings."""

    values: str
    score: str
    matched: str
    # Whether a product can come only once: nothing is then summed up.
    single: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Which words choose products, and which are looked up in those (None: all choose)."""

    seeds: Part
    probes: Part | None


@dataclass(frozen=True, slots=True)
class _Row:
    term: str
    # A position in the query, or a neighbour bonus beyond those.
    word: int
    weight: float


def plan(query: Understood) -> Plan:
    """The plan for a query that has at least one alternative."""
    rows: dict[int, dict[str, _Row]] = defaultdict(dict)
    for way in query.alternatives:
        for word in range(way.first, way.last + 1):
            known = rows[word].get(way.term)
            if known is None or known.weight < way.weight:
                rows[word][way.term] = _Row(way.term, word, way.weight)
    scale = dict(enumerate(query.idf))
    for word, term in query.neighbours:
        bonus = len(query.words) + word
        rows[bonus] = {term: _Row(term, bonus, 1.0)}
        scale[bonus] = NEIGHBOUR_SHARE * (query.idf[word] + query.idf[word + 1]) / 2
    postings = {word: sum(query.documents[term] for term in terms) for word, terms in rows.items()}
    asked = sorted((word for word in rows if word < len(query.words)), key=lambda word: (postings[word], word))
    seeds, budget = [asked[0]], SEED_POSTINGS - postings[asked[0]]
    for word in asked[1:]:
        if postings[word] > budget:
            break
        seeds.append(word)
        budget -= postings[word]
    bonuses = [word for word in rows if word >= len(query.words)]
    cheap = [word for word in bonuses if postings[word] <= SEED_POSTINGS // 10]
    others = [word for word in (*asked, *bonuses) if word not in seeds and word not in cheap]
    return Plan(
        _part(rows, [*seeds, *cheap], scale, len(query.words), may_be_single=True),
        _part(rows, others, scale, len(query.words)) if others else None,
    )


def _part(
    rows: dict[int, dict[str, _Row]], words: list[int], scale: dict[int, float], count: int, may_be_single: bool = False
) -> Part:
    """All numbers are ours, so they stand in the SQL itself."""
    chosen = [row for word in words for row in rows[word].values()]
    single = may_be_single and len(chosen) == 1
    best = {
        word: "weight * impact" if single else f"max(weight * impact) FILTER (WHERE word = {word})" for word in words
    }
    asked = [word for word in words if word < count]
    return Part(
        values=", ".join(f"({term_hash(row.term)}::bigint, {row.word}, {row.weight:.3f}::real)" for row in chosen),
        score=" + ".join(f"{scale[word]:.4f}::real * coalesce({best[word]}, 0)" for word in words),
        matched=" + ".join(f"({best[word]} IS NOT NULL)::int" for word in asked) or "0",
        single=single,
    )
