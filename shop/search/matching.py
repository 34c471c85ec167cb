"""Which products answer a query, as SQL: by their words, and by their meaning.

The two common table expressions made here stand before a SELECT that wants rows (`retrieve`) or counts (`facets`):

    text_hits (product_id, score, matched)   products with all the words, or with most if few have all
    near_only (product_id, similarity)       products near in meaning that are not among them
"""

import re

from shop.search.candidates import Floats
from shop.search.embedder import get_embedder
from shop.search.filtering import ON_SALE, Condition
from shop.search.scoring import CHOSEN, PROBED, plan
from shop.search.state import index_state
from shop.search.understanding import Understood
from shop.search.vectors import embed_query

# When fewer products than this have the most words, those with one word fewer come too.
FEW = 3
# When so many are good, those that only mention the words somewhere (this share of the best score) are left out.
PLENTY = 12
WEAK = 0.35
# More bring in nothing that is shown: NDCG@10 on 800 judged queries is .432 with 150, 100 and 60. Each costs.
NEAR_LIMIT = 60
# Cosine, as a share of the nearest product's: what is much farther than the best is about something else.
NEAR_SHARE_OF_BEST = 0.65
# Said to Postgres with each search: how widely the HNSW graph is walked, on through it while filters leave too few, and
# no compiling of queries that take milliseconds.
SETTINGS = f"""SET LOCAL hnsw.ef_search = {NEAR_LIMIT}; SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1; SET LOCAL max_parallel_workers_per_gather = 0;"""

_NO_TEXT = "text_hits AS (SELECT NULL::bigint AS product_id, 0::real AS score, 0 AS matched WHERE false)"
_NO_NEAR = "near_only AS (SELECT NULL::bigint AS product_id, 0::float8 AS similarity WHERE false)"
_PRONOUNCEABLE = re.compile(r"^(?=.*[aeiouy])(?!.*(.)\1\1)")


def matching(query: Understood, condition: Condition) -> Condition:
    """The two expressions ("text_hits AS (...), near_only AS (...)") with their parameters.

    Args:
        condition: what the products must be, over `shop_product p`.
    """
    vector = meaning_of(query)
    parts, params = [_text(query, condition)], dict(condition.params)
    if vector is None:
        parts.append(_NO_NEAR)
    else:
        parts.append(_near(len(vector), condition))
        params |= {"vector": vector_literal(vector), "near_floor": get_embedder().unrelated}
    return Condition(", ".join(parts), params)


def meaning_of(query: Understood) -> Floats | None:
    """The query's vector; None when it is no language (so that "zzzz" finds nothing) or no vectors are stored."""
    if not query.words or index_state(query.version).embedder != get_embedder().name:
        return None
    if not query.is_known and not any(_PRONOUNCEABLE.match(word.raw) for word in query.words):
        return None
    return embed_query((query.corrected or query.text).lower())


def vector_literal(vector: Floats) -> str:
    """A vector as Postgres reads it."""
    return "[" + ",".join(f"{number:.4g}" for number in vector) + "]"


def _text(query: Understood, condition: Condition) -> str:
    if not query.alternatives:
        return _NO_TEXT
    asked = plan(query)
    join, narrow = "", ""
    if condition.sql != ON_SALE:
        join, narrow = "JOIN shop_product p ON p.id = s.product_id", f"WHERE {condition.sql}"
    group = "" if asked.single else "GROUP BY s.product_id"
    best = "ORDER BY matched DESC, score DESC, product_id LIMIT"
    cap = f"{best} {CHOSEN}" if asked.capped else ""
    chosen = f"""
    chosen AS MATERIALIZED (
        SELECT s.product_id, {asked.seeds.score} AS score, {asked.seeds.matched} AS matched
        FROM (VALUES {asked.seeds.source}) AS q (term, word, weight)
        JOIN shop_searchposting s ON s.term = q.term {join} {narrow} {group} {cap}
    )"""  # noqa: S608  made of constants and own numbers
    if asked.probes:
        chosen += f""", probed AS MATERIALIZED (
        SELECT product_id, score + {asked.probes.score} AS score, matched + {asked.probes.matched} AS matched
        FROM (
            SELECT c.*, {asked.probes.source} FROM (SELECT * FROM chosen {best} {PROBED}) c
        ) looked_up
    )"""  # noqa: S608  made of constants and own numbers
    source = "probed" if asked.probes else "chosen"
    return f"""{chosen}, fullest AS MATERIALIZED (
        SELECT product_id, score, matched, max(score) OVER () AS best FROM {source}
        WHERE matched > 0 AND matched >= (
            SELECT matched - (count(*) < {FEW})::int FROM {source} GROUP BY matched ORDER BY matched DESC LIMIT 1
        )
    ), text_hits AS MATERIALIZED (
        SELECT product_id, score, matched FROM fullest WHERE score >= best * CASE
            WHEN (SELECT count(*) FROM fullest WHERE score >= {WEAK} * best) >= {PLENTY} THEN {WEAK} ELSE 0 END
    )"""  # noqa: S608  made of constants and own numbers


def _near(dimensions: int, condition: Condition) -> str:
    join = f"JOIN shop_product p ON p.id = v.product_id WHERE {condition.sql}" if condition.sql != ON_SALE else ""
    return f"""
    near AS (
        SELECT v.product_id, v.embedding::halfvec({dimensions}) <=> %(vector)s::halfvec({dimensions}) AS distance
        FROM shop_searchvector v {join} ORDER BY distance LIMIT {NEAR_LIMIT}
    ), near_only AS MATERIALIZED (
        SELECT product_id, 1 - distance AS similarity FROM near
        WHERE 1 - distance >= greatest(%(near_floor)s, {NEAR_SHARE_OF_BEST} * (SELECT 1 - min(distance) FROM near))
        AND product_id NOT IN (SELECT product_id FROM text_hits)
    )"""  # noqa: S608  made of constants and own numbers
