"""How far a liking that lasts may move a product, on the Complete Journey: what is bought next among its type.

Ranks by popularity and taste as the shop does, with a search's place taken by the product's type.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personalization.facet_shares import FacetShares
from personalization.learning.datasets import complete_journey
from personalization.learning.datasets.complete_journey import FUEL_DEPARTMENT, Log, Product
from personalization.learning.evaluations.frame import Options, Progress
from personalization.learning.intervals import mean_figure
from personalization.learning.report import Report, Row, Table, Target
from personalization.preferences import Profile
from personalization.ranking import signals
from personalization.ranking.taste import taste_of
from personalization.rules import RULES_FILE, Rules, load
from shop.search.candidates import Candidates
from shop.search.columns import product_arrays

LAST_KNOWN_DAY = 52
SMALLEST_TYPE = 8
# What decays by which half-life, in days.
TASTE_DAYS, LASTING_DAYS = 14.0, 90.0
CHANCES = (30.0, 100.0, 300.0, 1000.0)
OURS = "taste by the rules in force"
ALL, NEW = "MRR", "MRR, not bought before"
PROTOCOL = (
    "Known are all purchases of days 1 to 52: the crowd's popularity and each household's facets (manufacturer, "
    "private label, type), decayed to day 52. Every purchase of a later day is a case: where does the product stand "
    "among those of its type? The rule was chosen on every other household; the table is of the others."
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All products of one type, with what the crowd makes of them."""

    place: Mapping[str, int]
    candidates: Candidates
    popularity: NDArray[np.float64]


@dataclass(slots=True)
class Known:
    """What is known of one household on the last known day."""

    values: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    bought: set[str] = field(default_factory=set)


def evaluate(data: Path, options: Options, progress: Progress) -> Report:
    """Mean reciprocal rank by popularity alone, with taste by raw sums, and with taste against chance."""
    products = {
        name: product
        for name, product in complete_journey.read_products(data).items()
        if product.type and product.department != FUEL_DEPARTMENT
    }
    log, rules = complete_journey.read_log(data), load(RULES_FILE.read_text())
    shares = _shares(products)
    shelves, known = _shelves(log, products, rules), _known(log, products, rules)
    cases = _cases(log, products, shelves, known, options)
    households = np.array([household for household, _ in cases])
    is_new = np.array([product not in known[household].bought for household, product in cases])
    methods: dict[str, Rules | None] = {"popularity alone": None}
    for chance in CHANCES:
        scales = rules.scales.model_copy(update={"chance": chance})
        methods[f"taste against chance, {chance:g} acts"] = rules.model_copy(update={"scales": scales})
    methods[OURS] = rules
    found: dict[str, NDArray[np.float64]] = {}
    with progress("Ranking", len(methods) + 1) as advance:
        for name, by_rules in methods.items():
            found[name] = _reciprocal_ranks(cases, products, shelves, _tastes(known, shares, by_rules), rules)
            advance()
        raw = {household: _by_raw_sums(one, rules) for household, one in known.items()}
        found["taste by raw sums, against the strongest"] = _reciprocal_ranks(cases, products, shelves, raw, rules)
        advance()
    rows = [
        Row(
            name,
            {
                ALL: mean_figure(ranks, households, seed=options.seed),
                NEW: mean_figure(ranks[is_new], households[is_new], seed=options.seed),
            },
            is_ours=name == OURS,
        )
        for name, ranks in found.items()
    ]
    alone, ours = rows[0].figures, next(row for row in rows if row.is_ours).figures
    return Report(
        task="taste",
        data="Complete Journey, all_purchases_days_1_79",
        protocol=PROTOCOL,
        ties="the mean place of those with equal scores",
        sizes={"purchases": len(cases), "not bought before": int(is_new.sum()), "households": len(set(households))},
        tables=[Table("The place of what is bought next among its type", [ALL, NEW], rows)],
        targets=[
            Target("MRR above popularity's", alone[ALL].value, ours[ALL].value),
            Target("not bought before: no worse than popularity", alone[NEW].value, ours[NEW].value),
        ],
    )


def _facets(product: Product) -> list[str]:
    found = [f"category:{product.type.replace(' ', '_')}", f"brand:{product.manufacturer}"]
    return [*found, "attribute:private"] if product.is_private_label else found


def _shares(products: Mapping[str, Product]) -> FacetShares:
    counts = Counter(facet for product in products.values() for facet in _facets(product))
    return FacetShares({facet: count / len(products) for facet, count in counts.items()})


def _shelves(log: Log, products: Mapping[str, Product], rules: Rules) -> dict[str, Shelf]:
    crowd = Counter(name for name in log.product[log.day <= LAST_KNOWN_DAY].tolist() if name in products)
    by_type: dict[str, list[str]] = defaultdict(list)
    for name in crowd:
        by_type[products[name].type].append(name)
    return {
        kind: Shelf(
            {name: at for at, name in enumerate(names)},
            _candidates([_facets(products[name]) for name in names]),
            signals.popularity(np.array([crowd[name] for name in names], np.float64), rules.scales.popularity),
        )
        for kind, names in by_type.items()
        if len(names) >= SMALLEST_TYPE
    }


def _candidates(facets: Sequence[Sequence[str]]) -> Candidates:
    rows = [(at, str(at), 0, 0, 0.0, 0.0, True, 0, " ".join(own)) for at, own in enumerate(facets)]
    ones = np.ones(len(rows), np.float32)
    return Candidates("", None, None, len(rows), True, text=ones, semantic=ones, relevance=ones, **product_arrays(rows))


def _known(log: Log, products: Mapping[str, Product], rules: Rules) -> dict[str, Known]:
    rates = rules.facet_rates
    rate_of = {"category": rates.category, "brand": rates.brand, "attribute": rates.attribute}
    found: dict[str, Known] = defaultdict(Known)
    for day, household, name in zip(log.day.tolist(), log.household.tolist(), log.product.tolist(), strict=True):
        if day > LAST_KNOWN_DAY or name not in products:
            continue
        one = found[household]
        one.bought.add(name)
        for facet in _facets(products[name]):
            kind = facet.partition(":")[0]
            half_life = LASTING_DAYS if kind == "brand" else TASTE_DAYS
            one.values[facet] += rate_of[kind] * 0.5 ** ((LAST_KNOWN_DAY - day) / half_life)
    return dict(found)


def _cases(
    log: Log,
    products: Mapping[str, Product],
    shelves: Mapping[str, Shelf],
    known: Mapping[str, Known],
    options: Options,
) -> list[tuple[str, str]]:
    """(household, product) of every later purchase, of those households that had no part in choosing the rule."""
    later = log.day > LAST_KNOWN_DAY
    pairs = zip(log.household[later].tolist(), log.product[later].tolist(), strict=True)
    cases = [
        (household, name)
        for household, name in pairs
        if household in known and name in products and name in shelves.get(products[name].type, _NO_SHELF).place
    ]
    others = sorted({household for household, _ in cases})[1::2]
    kept = {others[at] for at in options.keeps(len(others)).tolist()}
    return [case for case in cases if case[0] in kept]


_NO_SHELF = Shelf({}, _candidates([]), np.zeros(0))


def _tastes(known: Mapping[str, Known], shares: FacetShares, rules: Rules | None) -> dict[str, dict[str, float]]:
    if rules is None:
        return {household: {} for household in known}
    return {household: taste_of(Profile(dict(one.values)), shares, rules) for household, one in known.items()}


def _by_raw_sums(one: Known, rules: Rules) -> dict[str, float]:
    """Each facet's value against the household's strongest."""
    strongest = max([rules.one_look_scale, *one.values.values()])
    return {facet: value / strongest for facet, value in one.values.items()}


def _reciprocal_ranks(
    cases: Sequence[tuple[str, str]],
    products: Mapping[str, Product],
    shelves: Mapping[str, Shelf],
    tastes: Mapping[str, dict[str, float]],
    rules: Rules,
) -> NDArray[np.float64]:
    found = []
    for household, name in cases:
        shelf = shelves[products[name].type]
        taste = signals.preference(shelf.candidates, tastes[household], rules.scales.relevance_reach).value
        scores = rules.ranking.popularity * shelf.popularity + rules.ranking.preference * taste
        own = scores[shelf.place[name]]
        ties = np.isclose(scores, own, rtol=0.0, atol=1e-9)
        above = int((scores[~ties] > own).sum())
        found.append(1.0 / (1.0 + above + (int(ties.sum()) - 1) / 2))
    return np.array(found)
