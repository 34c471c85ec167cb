"""What one click does to the next search, measured on any catalog.

For many pairs of a facet (organic, plant-based, a brand, ...) and an everyday search: a new shopper opens one product
with the facet that the search does not find. Does the next list show more of the facet, and is it still an answer?
Ranks as the shop does, from the events' contributions on; the crowd is a made-up one with few favourites and many that
hardly anybody buys. Redis is not asked.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4
from zlib import crc32

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from analytics.events import Context, ProductFacts
from analytics.models import Event, EventType
from personalization.contributions import contribute
from personalization.facet_shares import build_facet_shares, is_diet
from personalization.preferences import Profile
from personalization.ranking import signals
from personalization.ranking.rank import Signals, rank
from personalization.ranking.taste import taste_of
from personalization.rules import Rules
from shop.models import Product
from shop.product_facets import facets_of
from shop.search.candidates import Candidates
from shop.search.retrieve import retrieve
from shop.search.text import words
from tests.personalization.makers import a_shopper

FIRST = 8
PAGE = 24
QUERIES = 150
FACETS_PER_QUERY = 12
# A search for which the facet is a choice: so much of what answers well has it.
FROM_SHARE, TO_SHARE = 0.05, 0.6
ANSWERS_WELL = 0.7
# Of the relevance of the eighth best answer: what is to come up must answer about as well.
AS_WELL = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """One click and the search after it."""

    query: str
    facet: str
    # How many of the first eight have the facet, and how many could: those that answer as well.
    before: int
    after: int
    most: int
    # NDCG@10 of relevance, against the order by relevance alone.
    ndcg_before: float
    ndcg_after: float
    # How many of the first page do not have the searched words, though enough others do.
    strangers_before: int
    strangers_after: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the cases that had room to move, and means over all."""

    cases: int
    rose: float
    fell: float
    share_before: float
    share_after: float
    ndcg_before: float
    ndcg_after: float
    strangers_added: int

    @classmethod
    def of(cls, cases: Sequence[Case]) -> "Figures":
        room = [case for case in cases if case.before < case.most]
        return cls(
            cases=len(cases),
            rose=float(np.mean([case.after > case.before for case in room])) if room else 1.0,
            fell=float(np.mean([case.after < case.before for case in cases])),
            share_before=float(np.mean([case.before / FIRST for case in cases])),
            share_after=float(np.mean([case.after / FIRST for case in cases])),
            ndcg_before=float(np.mean([case.ndcg_before for case in cases])),
            ndcg_after=float(np.mean([case.ndcg_after for case in cases])),
            strangers_added=sum(max(case.strangers_after - case.strangers_before, 0) for case in cases),
        )

    def __str__(self) -> str:
        return (
            f"{self.cases:5}  rose {self.rose:4.0%}  fell {self.fell:4.0%}  "
            f"first 8: {self.share_before:4.0%} -> {self.share_after:4.0%}  "
            f"NDCG@10 {self.ndcg_before:.3f} -> {self.ndcg_after:.3f}  strangers added {self.strangers_added}"
        )


def measure(rules: Rules, *, queries: int = QUERIES, seed: int = 0) -> list[Case]:
    """Every click and search that this catalog offers, up to `FACETS_PER_QUERY` clicks for each search."""
    chance = random.Random(seed)
    shares = build_facet_shares()
    products = _products()
    holders: dict[str, list[int]] = defaultdict(list)
    for product_id, (_, facets) in products.items():
        for facet in facets:
            if not facet.startswith("category:"):
                holders[facet].append(product_id)
    cases = []
    for query in everyday_searches(queries):
        candidates = retrieve(query, limit=600)
        here = set(candidates.product_id.tolist())
        facets = _choices(candidates)
        chance.shuffle(facets)
        for facet in facets[:FACETS_PER_QUERY]:
            elsewhere = [found for found in holders[facet] if found not in here]
            if not elsewhere:
                continue
            opened = products[chance.choice(elsewhere)][0]
            taste = taste_of(profile_of(EventType.PRODUCT_VIEWED, [opened], rules), shares, rules)
            cases.append(_case(query, facet, candidates, taste, rules))
    return cases


def everyday_searches(most: int) -> list[str]:
    """What most products are: the commonest last words of names, without sizes."""
    last: Counter[str] = Counter()
    for name in Product.objects.filter(is_active=True).values_list("name", flat=True):
        found = [word.raw for word in words(name) if word.raw.isalpha() and len(word.raw) > 3]
        last.update(found[-1:])
    return [word for word, _ in last.most_common(most)]


def profile_of(event_type: EventType, acts: Iterable[ProductFacts], rules: Rules) -> Profile:
    """What a new shopper's acts teach, as Redis would hold it the moment after."""
    facts = list(acts)
    products = {str(product.product_id): product for product in facts}
    events = [
        Event(event_id=uuid4(), event_type=event_type, sku=str(one.product_id), event_time=timezone.now())
        for one in facts
    ]
    nobody = UUID(int=0)
    contribute(events, Context(nobody, False, True, products, {}, frozenset()), rules)
    values: dict[str, float] = defaultdict(float)
    session: dict[str, float] = defaultdict(float)
    for event in events:
        for facet, kind, weight in event.contributions:
            if kind not in ("trending", "popular"):
                values[facet] += weight
                session[facet] += weight if kind == "session" else 0.0
    return Profile(dict(values), {}, dict(session))


def order_for(candidates: Candidates, taste: dict[str, float], rules: Rules) -> npt.NDArray[np.int64]:
    """Positions of the candidates, best first, for a new shopper with this taste."""
    weights = rules.ranking.model_dump()
    weights.pop("out_of_stock_last")
    count, scales = len(candidates), rules.scales
    found = Signals(
        relevance=candidates.relevance.astype(np.float64),
        affordability=np.full(count, 0.5),
        preference=signals.preference(candidates, taste, scales.relevance_reach),
        collaborative=signals.collaborative(candidates, a_shopper(), {}, scales.collaborative),
        popularity=signals.popularity(crowd(candidates.sku), scales.popularity),
        freshness=np.zeros(count),
    )
    ranked = rank(candidates, found, weights, scales.relevance_reach, out_of_stock_last=False)
    place = {product_id: at for at, product_id in enumerate(candidates.product_id.tolist())}
    return np.array([place[product_id] for product_id in ranked.product_ids.tolist()], np.int64)


def crowd(skus: Iterable[str]) -> npt.NDArray[np.float64]:
    """How often everybody bought each product: half of them once or never, one in a hundred a hundred times."""
    fractions = np.array([(crc32(sku.encode()) + 1) / 2**32 for sku in skus])
    return np.minimum(1.0 / fractions - 1.0, 1000.0)


def _products() -> dict[int, tuple[ProductFacts, tuple[str, ...]]]:
    rows = Product.objects.filter(is_active=True).select_related("category", "brand").order_by("sku")
    found = {}
    for row in rows:
        path, brand = tuple(row.category.path), row.brand.slug if row.brand else None
        facts = ProductFacts(row.pk, row.name, path, brand, tuple(row.attributes), tuple(row.dietary))
        found[row.pk] = (facts, facets_of(path, brand, row.attributes, row.dietary))
    return found


def _choices(candidates: Candidates) -> list[str]:
    """The facets that are a choice among the good answers."""
    if len(candidates) < 2 * FIRST:
        return []
    good = np.flatnonzero(candidates.relevance >= ANSWERS_WELL)
    counts = Counter(facet for at in good.tolist() for facet in candidates.facets_at(at))
    return sorted(
        facet
        for facet, count in counts.items()
        if not facet.startswith("category:") and count > 1 and FROM_SHARE <= count / len(good) <= TO_SHARE
    )


def _case(query: str, facet: str, candidates: Candidates, taste: dict[str, float], rules: Rules) -> Case:
    key = candidates.facet_keys.index(facet)
    has = np.zeros(len(candidates), np.bool_)
    owners = np.repeat(np.arange(len(candidates)), np.diff(candidates.facet_start))
    has[owners[candidates.facet_index == key]] = True
    eighth = float(np.sort(candidates.relevance)[::-1][FIRST - 1])
    as_well = int((has & (candidates.relevance >= AS_WELL * eighth)).sum())
    before, after = order_for(candidates, {}, rules), order_for(candidates, taste, rules)
    stranger = np.isnan(candidates.text) | (candidates.text <= 0)
    if int((~stranger).sum()) < PAGE:
        stranger[:] = False
    return Case(
        query,
        facet,
        int(has[before[:FIRST]].sum()),
        int(has[after[:FIRST]].sum()),
        min(FIRST, as_well),
        _ndcg(candidates, before),
        _ndcg(candidates, after),
        int(stranger[before[:PAGE]].sum()),
        int(stranger[after[:PAGE]].sum()),
    )


def _ndcg(candidates: Candidates, order: npt.NDArray[np.int64], depth: int = 10) -> float:
    gains = candidates.relevance.astype(np.float64)
    discounts = 1.0 / np.log2(np.arange(2, depth + 2))
    ideal = np.sort(gains)[::-1][:depth]
    return float((gains[order[:depth]] * discounts[: len(ideal)]).sum() / (ideal * discounts[: len(ideal)]).sum())


def group_of(facet: str) -> str:
    """Brands, diets (which no one click is to tell) and all the other attributes apart."""
    if facet.startswith("brand:"):
        return "brands"
    return "diets" if is_diet(facet) else "attributes"


def by_group(cases: Iterable[Case], named: Callable[[str], str] = group_of) -> dict[str, Figures]:
    """Figures of each group of facets, largest first."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[named(case.facet)].append(case)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    return {name: Figures.of(of_group) for name, of_group in ordered}
