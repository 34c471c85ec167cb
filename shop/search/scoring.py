"""How the index is asked: a query's alternatives as one SQL statement over the postings.

A product's score is sum over words of idf * (best of the word's alternatives, each the mean impact of its terms), plus
a share for neighbours that stand together. Impacts hold the rest of BM25F (`shop.search.terms`).
"""

from dataclasses import dataclass

from shop.search.terms import term_hash
from shop.search.understanding import Understood

# Of two words' mean weight, for standing next to each other in the asked order.
NEIGHBOUR_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class ScoreSql:
    """Pieces for SELECT product_id, {columns} FROM postings WHERE term = ANY({hashes}) GROUP BY product_id."""

    hashes: tuple[int, ...]
    # One impact per term: "max(impact) FILTER (WHERE term = 17) AS t0, ..."
    columns: str
    # Over those: the score, and how many words of the query the product has.
    score: str
    matched: str


def score_sql(query: Understood) -> ScoreSql:
    """The pieces for a query that has at least one alternative. Its numbers are ours: they stand in the SQL itself."""
    names: dict[str, str] = {}

    def column(term: str) -> str:
        return names.setdefault(term, f"t{len(names)}")

    ways: list[list[str]] = [[] for _ in query.words]
    for way in query.alternatives:
        impact = " + ".join(column(term) for term in way.terms)
        # NULL, and so nothing, unless all of the terms are there.
        sql = f"coalesce(({impact}) * {way.weight / len(way.terms):.4f}::real, 0)"
        for position in range(way.first, way.last + 1):
            ways[position].append(sql)
    best = [f"greatest({', '.join(found)})" if found else "0::real" for found in ways]
    parts = [f"{idf:.4f}::real * {sql}" for idf, sql in zip(query.idf, best, strict=True)]
    for position, term in query.neighbours:
        share = NEIGHBOUR_SHARE * (query.idf[position] + query.idf[position + 1]) / 2
        parts.append(f"{share:.4f}::real * coalesce({column(term)}, 0)")
    hashes = {term: term_hash(term) for term in names}
    return ScoreSql(
        hashes=tuple(hashes.values()),
        columns=", ".join(
            f"max(impact) FILTER (WHERE term = {hashes[term]}) AS {name}" for term, name in names.items()
        ),
        score=" + ".join(parts),
        matched=" + ".join(f"({sql} > 0)::int" for sql in best),
    )
