"""Ranking inside a product type on the Complete Journey's log: which product of its kind is bought next."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from personalization.learning.datasets.complete_journey import FUEL_DEPARTMENT, Log, read_log, read_products
from personalization.learning.datasets.reading import DataError
from personalization.learning.evaluations.frame import Options, Progress
from personalization.learning.intervals import Figure, mean_figure
from personalization.learning.metrics import Floats, reciprocal_rank
from personalization.learning.report import Report, Row, Table, Target
from personalization.learning.within_type.crowd import Crowd
from personalization.learning.within_type.features import FEATURES, NAMES, features_of
from personalization.learning.within_type.memory import Item, Memory
from personalization.learning.within_type.model import Choice, train

# Before this day there is too little to rank by.
WARM_UP_D = 25
MIN_CHOICE = 11
# Earlier days, less choice and several products of a type in one basket still teach.
TEACHING_FROM_D = 15
TEACHING_CHOICE = 6
# Neighbours are made anew every so many days.
CROWD_AGE_D = 3
FOLDS = 2
OURS = "learned"
POPULARITY = "popularity"
OWN = "own count, then popularity"
BRAND = "own count, then own share of the brand, then popularity"
ALL, OLD, NEW = "MRR", "bought before", "not bought before"

PROTOCOL = (
    f"The log is replayed in order of day and basket. Hidden is each purchase after day {WARM_UP_D} of a product type "
    "of which the basket holds one product; candidates are the products of that type sold in earlier baskets, where "
    f"there are {MIN_CHOICE} or more and the hidden one is among them. Everything known is from earlier baskets. Ours "
    "learns from the purchases of one half of the households and ranks the other half's, and the other way round. Fuel "
    "and products without a type are left out. Brackets: 95 % by bootstrap over households."
)
TIES = "equal scores share the mean of their places."


@dataclass(frozen=True, slots=True)
class Line:
    """A purchase of the log."""

    day: int
    basket: str
    household: str
    product: str
    is_only_of_type: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A purchase as a choice; those that are not reported still teach."""

    choice: Choice
    is_reported: bool
    # Exact sales of each product so far: what the simple methods go by.
    sold: Floats


def evaluate(data: Path, options: Options, progress: Progress) -> Report:
    """Every method's MRR over all hidden purchases, and apart for products bought before and not.

    Raises:
        DataError: the files are missing or malformed, or hold nothing to rank.
        BoostingUnavailable: LightGBM cannot be loaded.
    """
    items = items_of(data)
    lines = lines_of(read_log(data), items, options)
    with progress("Replay", len(lines)) as advance:
        cases = []
        for basket, found in replay(lines, items):
            cases += found
            advance(basket)
    reported = [at for at, case in enumerate(cases) if case.is_reported]
    if len({cases[at].choice.shopper for at in reported}) < FOLDS:
        raise DataError(f"{data}: the log holds too few purchases to rank after day {WARM_UP_D}.")
    learned, importance = _learned(cases, options, progress)
    places = {
        name: [_place(scores, cases[at]) for at, scores in zip(reported, found, strict=True)]
        for name, found in {**_simple([cases[at] for at in reported]), OURS: [learned[at] for at in reported]}.items()
    }
    return _report([cases[at].choice for at in reported], places, importance, options, len(lines))


def items_of(data: Path) -> dict[str, Item]:
    """Products that can be ranked inside a type, by id."""
    return {
        product: Item(known.type, known.manufacturer, known.package_size, known.is_private_label)
        for product, known in read_products(data).items()
        if known.type and known.department != FUEL_DEPARTMENT
    }


def lines_of(log: Log, items: Mapping[str, Item], options: Options) -> list[Line]:
    """Purchases in order of day, basket and product."""
    households = np.unique(log.household)
    kept = np.isin(log.household, households[options.keeps(len(households))])
    order = [at for at in np.lexsort((log.product, log.basket, log.day)) if kept[at] and log.product[at] in items]
    together = Counter((log.basket[at], items[log.product[at]].type) for at in order)
    return [
        Line(
            int(log.day[at]),
            str(log.basket[at]),
            str(log.household[at]),
            str(log.product[at]),
            together[log.basket[at], items[log.product[at]].type] == 1,
        )
        for at in order
    ]


def replay(lines: list[Line], items: Mapping[str, Item]) -> Iterator[tuple[int, list[Case]]]:
    """Of each basket its number of lines and its cases, made before the basket becomes known."""
    memory = Memory()
    crowd, made_d = Crowd(memory), 0
    for (day, _), group in groupby(lines, key=lambda line: (line.day, line.basket)):
        basket = list(group)
        if day >= made_d + CROWD_AGE_D:
            crowd, made_d = Crowd(memory), day
        cases = [case for line in basket if (case := _case(line, memory, crowd, items))]
        for line in basket:
            memory.add(line.household, line.product, items[line.product], line.day)
        yield len(basket), cases


def _case(line: Line, memory: Memory, crowd: Crowd, items: Mapping[str, Item]) -> Case | None:
    kind = items[line.product].type
    sales = memory.sales.get(kind, {})
    if line.day <= TEACHING_FROM_D or line.product not in sales or len(sales) < TEACHING_CHOICE:
        return None
    products = [str(product) for product in sales]
    known = [items[product] for product in products]
    features = features_of(memory, crowd, line.household, kind, products, known, line.day)
    sold = np.array([one.count for one in sales.values()], dtype=np.float64)
    is_reported = line.day > WARM_UP_D and line.is_only_of_type and len(products) >= MIN_CHOICE
    return Case(Choice(line.household, products.index(line.product), features), is_reported, sold)


def _learned(cases: list[Case], options: Options, progress: Progress) -> tuple[list[Floats], dict[str, float]]:
    """Scores of every case by a model that saw nothing of its household, and what the model goes by."""
    scores: list[Floats] = [np.zeros(0)] * len(cases)
    importance: dict[str, float] = {}
    households = np.random.default_rng(options.seed).permutation(sorted({case.choice.shopper for case in cases}))
    with progress("Learning", FOLDS) as advance:
        for part in np.array_split(households, FOLDS):
            ranked = frozenset(part.tolist())
            ranker = train([case.choice for case in cases if case.choice.shopper not in ranked], seed=options.seed)
            importance = ranker.importance()
            mine = [at for at, case in enumerate(cases) if case.is_reported and case.choice.shopper in ranked]
            if mine:
                features = [cases[at].choice.features for at in mine]
                ends = np.cumsum([len(rows) for rows in features])[:-1]
                for at, found in zip(mine, np.split(ranker.scores(np.concatenate(features)), ends), strict=True):
                    scores[at] = found
            advance()
    return scores, importance


def _simple(cases: list[Case]) -> dict[str, list[Floats]]:
    own, brand = NAMES.index("own_count"), NAMES.index("maker_in_type")
    found: dict[str, list[Floats]] = {POPULARITY: [], OWN: [], BRAND: []}
    for case in cases:
        share = case.sold / (case.sold.sum() + 1)
        mine = case.choice.features[:, own].astype(np.float64)
        found[POPULARITY].append(share)
        found[OWN].append(mine + share)
        found[BRAND].append(mine * 4 + case.choice.features[:, brand] * 2 + share)
    return found


def _place(scores: Floats, case: Case) -> float:
    right = scores[case.choice.right]
    return float(1 + (scores > right).sum() + ((scores == right).sum() - 1) / 2)


def _report(
    choices: list[Choice], places: dict[str, list[float]], importance: dict[str, float], options: Options, lines: int
) -> Report:
    households = np.array([choice.shopper for choice in choices])
    new = np.array([choice.is_new for choice in choices])
    gains = {name: reciprocal_rank(found) for name, found in places.items()}

    def figure(values: Floats, of: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Figure:
        return mean_figure(values[of], households[of], seed=options.seed)

    every = np.ones(len(choices), dtype=np.bool_)
    rows = [
        Row(name, {ALL: figure(found, every), OLD: figure(found, ~new), NEW: figure(found, new)}, is_ours=name == OURS)
        for name, found in gains.items()
    ]
    gain, safe = figure(gains[OURS] - gains[OWN], every), figure(gains[OURS] - gains[POPULARITY], new)
    words = {feature.name: feature.words for feature in FEATURES}
    strongest = sorted(importance.items(), key=lambda item: -item[1])[:6]
    return Report(
        task="ranking",
        data="Complete Journey, days 1 to 79",
        protocol=PROTOCOL,
        ties=TIES,
        sizes={
            "purchases": lines,
            "hidden purchases": len(choices),
            "of products not bought before": int(new.sum()),
            "households": len(np.unique(households)),
        },
        tables=[Table("The product chosen inside its type", [ALL, OLD, NEW], rows)],
        targets=[
            Target(ALL, 0.47, float(gains[OURS].mean())),
            Target("not bought before, over popularity", 0.0, safe.value),
        ],
        notes=[
            f"Ours over own count and popularity: {_signed(gain)}; over popularity where not bought before: "
            f"{_signed(safe)}.",
            "What the model goes by most: "
            + "; ".join(f"{words[name]} ({part:.0%})" for name, part in strongest)
            + ".",
        ],
        details={"importance": importance},
    )


def _signed(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "unknown"
    return f"{figure.value:+.4f} ({figure.low:+.4f} to {figure.high:+.4f})"
