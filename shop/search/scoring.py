"""How the index is asked: a query's alternatives as SQL over the postings.

A product's score is the sum over the query's words of idf * (the best of the word's alternatives), plus bonuses for
neighbours that stand together, for the category that is named so and for being the thing that is asked for. Impacts
hold the rest of BM25F (`shop.search.terms`).

Rare words choose the products; words that would bring in too many (`SEED_POSTINGS`) are only looked up in the best of
those. So the work is bounded whatever the words are, as with MaxScore (Turtle and Flood 1995), and exact for all but
queries of several very common words.
"""

from collections import defaultdict
from dataclasses import dataclass

from shop.search.terms import term_hash
from shop.search.understanding import Understood

# Postings that may choose products. About 12,000 take 8 ms.
SEED_POSTINGS = 12_000
# When even the rarest word has more, so many of its best products go on.
CHOSEN = 4_000
# Of the chosen, so many are looked up for the words that are too common to choose.
PROBED = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query as SQL; all numbers in it are ours."""

    # Rows (term, word, weight), or one column for each word: the best weighted impact in `c.product_id`.
    source: str
    score: str
    matched: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Which words choose products, and which are looked up in those (None: all choose)."""

    seeds: Part
    # One posting a product: nothing need be grouped.
    single: bool
    # Too many even so: only the best go on, and the count is no longer of all.
    capped: bool
    probes: Part | None

    @property
    def is_bounded(self) -> bool:
        """Whether products may have been left out that have the same words as those that were not."""
        return self.capped or self.probes is not None


@dataclass(frozen=True, slots=True)
class _Row:
    term: str
    # A position in the query, or the number of a bonus beyond those.
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
    numbers: dict[tuple[int, int, str], int] = {}
    for bonus in query.bonuses:
        # One of a kind for the same words: what is filed under two categories of that name is not so twice.
        kind = (bonus.first, bonus.last, bonus.term.partition(":")[0] if ":" in bonus.term else "")
        number = numbers.setdefault(kind, len(query.words) + len(numbers))
        idf = query.idf[bonus.first : bonus.last + 1]
        scale[number] = sum(idf) / len(idf)
        rows[number][bonus.term] = _Row(bonus.term, number, bonus.weight)
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
    seed_rows = {word: list(rows[word].values()) for word in (*seeds, *cheap)}
    single = sum(map(len, seed_rows.values())) == 1
    return Plan(
        _seeds(seed_rows, scale, query.counted, single),
        single,
        budget < 0,
        _probes({word: list(rows[word].values()) for word in others}, scale, query.counted) if others else None,
    )


def _seeds(rows: dict[int, list[_Row]], scale: dict[int, float], counted: tuple[int, ...], single: bool) -> Part:
    best = {
        word: "weight * impact" if single else f"max(weight * impact) FILTER (WHERE word = {word})" for word in rows
    }
    return Part(
        ", ".join(
            f"({term_hash(row.term)}::bigint, {word}, {row.weight:.3f}::real)" for word in rows for row in rows[word]
        ),
        _sum(best, scale),
        _count(best, counted),
    )


def _probes(rows: dict[int, list[_Row]], scale: dict[int, float], counted: tuple[int, ...]) -> Part:
    def impact(row: _Row) -> str:
        # A scalar look-up by the key: a join would read all of a product's terms.
        return (
            f"{row.weight:.3f}::real * (SELECT impact FROM shop_searchposting "  # noqa: S608  own numbers
            f"WHERE term = {term_hash(row.term)} AND product_id = c.product_id)"
        )

    best = {word: f"w{word}" for word in rows}
    return Part(
        ", ".join(f"greatest({', '.join(map(impact, rows[word]))}) AS w{word}" for word in rows),
        _sum(best, scale),
        _count(best, counted),
    )


def _sum(best: dict[int, str], scale: dict[int, float]) -> str:
    return " + ".join(f"{scale[word]:.4f}::real * coalesce({sql}, 0)" for word, sql in best.items())


def _count(best: dict[int, str], counted: tuple[int, ...]) -> str:
    return " + ".join(f"({sql} IS NOT NULL)::int" for word, sql in best.items() if word in counted) or "0"
