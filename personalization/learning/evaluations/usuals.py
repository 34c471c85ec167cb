"""My usual orders on TaFeng: from a shopper's baskets to the next one."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personalization.learning.baselines import next_basket
from personalization.learning.datasets.tafeng import TaFeng, read_tafeng
from personalization.learning.evaluations.frame import Options, Progress
from personalization.learning.intervals import Figure, mean_figure
from personalization.learning.metrics import Floats, hit_at, hits_of, ndcg_at, recall_at
from personalization.learning.report import Report, Row, Table, Target
from personalization.learning.usuals.baskets import Baskets, Ints, baskets_of
from personalization.learning.usuals.candidates import Candidates
from personalization.learning.usuals.crowd import fit_crowd
from personalization.learning.usuals.features import FEATURES
from personalization.learning.usuals.model import Examples, examples_of, labels_of, train
from personalization.learning.usuals.population import fit_population

K = 10
SPLITS = 5
RECALL, NDCG, HIT = f"recall@{K}", f"NDCG@{K} full", f"hit@{K}"
CUT_NDCG = f"NDCG@{K} cut"
OURS = "learned"
EXACT = "the same with exact popularity (memorises items; not served)"
# Shoppers whose features are made at once.
BLOCK = 1000

PROTOCOL = (
    "A shopper's last basket is hidden; all other baskets of everybody are known. Shoppers are put into five random "
    "parts; those of one part are predicted by a model that learned from the hidden baskets of the other four, so each "
    "shopper is predicted once by a model that never saw that basket. Popularity, rebuy shares and the crowd's weights "
    "come from known baskets only. “Full” divides by the ideal of the whole true basket, “cut” by that of its best 10. "
    "Brackets: 95 % by bootstrap over shoppers."
)
TIES = "equal scores by popularity (known baskets with the item), then item id; ours: by item id (scores hardly tie)."


@dataclass(frozen=True, slots=True)
class Task:
    """What is known, and what is to be guessed."""

    baskets: Baskets
    # Numbers of items that were ever seen before; an item never seen cannot be proposed, and still counts as wanted.
    nexts: list[Ints]
    wanted: Ints


def evaluate(data: Path, options: Options, progress: Progress) -> Report:
    """Every method's figures over all shoppers, with and without exact popularity.

    Raises:
        DataError: the files are missing or malformed.
        BoostingUnavailable: LightGBM cannot be loaded.
    """
    task = _task(read_tafeng(data), options)
    population = fit_population(task.baskets)
    with progress("Simple methods", task.baskets.shoppers) as advance:
        lists = next_basket.rank_all(task.baskets, population, K, advance)
    rows = [Row(name, _figures([row.tolist() for row in found], task, options)) for name, found in lists.items()]
    crowd = fit_crowd(task.baskets, seed=options.seed)
    splits = np.array_split(np.random.default_rng(options.seed).permutation(task.baskets.shoppers), SPLITS)
    importance: dict[str, float] = {}
    by_split: list[dict[str, float]] = []
    for name, known in ((OURS, population), (EXACT, fit_population(task.baskets, is_exact=True))):
        with progress("Features", task.baskets.shoppers) as advance:
            parts = []
            for start in range(0, task.baskets.shoppers, BLOCK):
                block = np.arange(start, min(start + BLOCK, task.baskets.shoppers))
                parts.append(examples_of(task.baskets.of(block), crowd, known))
                advance(len(block))
        examples = _joined(parts)
        with progress("Learning", SPLITS) as advance:
            ranked: list[list[int]] = [[] for _ in range(task.baskets.shoppers)]
            labels = labels_of(examples.candidates, task.nexts, task.baskets.items)
            for split in splits:
                others = np.setdiff1d(np.arange(task.baskets.shoppers), split)
                ranker = train(examples, labels, others, seed=options.seed)
                mine = _of(examples, split)
                for shopper, best in zip(np.unique(split), mine.ranked(ranker.scores(mine.features), K), strict=True):
                    ranked[shopper] = best.tolist()
                if name == OURS:
                    importance = ranker.importance()
                advance()
        values = _values(ranked, task)
        rows.append(Row(name, _figures(ranked, task, options), is_ours=True))
        if name == OURS:
            by_split = [{measure: float(found[split].mean()) for measure, found in values.items()} for split in splits]
    return _report(task, rows, importance, by_split)


def _task(data: TaFeng, options: Options) -> Task:
    kept = options.keeps(len(data.shoppers))
    histories = [data.histories[at] for at in kept]
    places = {item: place for place, item in enumerate(sorted({i for h in histories for b in h for i in b}))}
    nexts = [np.asarray([places[i] for i in data.nexts[at] if i in places], dtype=np.int64) for at in kept]
    wanted = np.asarray([len(data.nexts[at]) for at in kept], dtype=np.int64)
    return Task(baskets_of(histories, places), nexts, wanted)


def _joined(parts: list[Examples]) -> Examples:
    shoppers = [part.candidates.shopper + number * BLOCK for number, part in enumerate(parts)]
    candidates = Candidates(
        np.concatenate(shoppers),
        np.concatenate([part.candidates.item for part in parts]),
        np.concatenate([part.candidates.crowd for part in parts]),
        np.concatenate([part.candidates.crowd_best for part in parts]),
    )
    return Examples(candidates, np.concatenate([part.features for part in parts]))


def _of(examples: Examples, shoppers: NDArray[np.int64]) -> Examples:
    all_of = examples.candidates
    rows = np.isin(all_of.shopper, shoppers)
    candidates = Candidates(all_of.shopper[rows], all_of.item[rows], all_of.crowd[rows], all_of.crowd_best[rows])
    return Examples(candidates, examples.features[rows])


def _values(ranked: list[list[int]], task: Task) -> dict[str, Floats]:
    hits = hits_of(ranked, [frozenset(basket.tolist()) for basket in task.nexts], K)
    return {
        RECALL: recall_at(hits, task.wanted),
        NDCG: ndcg_at(hits, task.wanted, "full"),
        CUT_NDCG: ndcg_at(hits, task.wanted, "cut"),
        HIT: hit_at(hits),
    }


def _figures(ranked: list[list[int]], task: Task, options: Options) -> dict[str, Figure]:
    return {name: mean_figure(found, seed=options.seed) for name, found in _values(ranked, task).items()}


def _report(task: Task, rows: list[Row], importance: dict[str, float], by_split: list[dict[str, float]]) -> Report:
    ours = next(row for row in rows if row.is_ours)
    words = {feature.name: feature.words for feature in FEATURES}
    strongest = sorted(importance.items(), key=lambda item: -item[1])[:6]
    return Report(
        task="usuals",
        data="TaFeng",
        protocol=PROTOCOL,
        ties=TIES,
        sizes={
            "shoppers": task.baskets.shoppers,
            "known baskets": int(task.baskets.starts[-1]),
            "items": task.baskets.items,
        },
        tables=[Table("The next basket", [RECALL, NDCG, CUT_NDCG, HIT], rows)],
        targets=[
            Target(RECALL, 0.17, ours.figures[RECALL].value),
            Target(NDCG, 0.15, ours.figures[NDCG].value),
        ],
        notes=[
            "What the model goes by most: "
            + "; ".join(f"{words[name]} ({share:.0%})" for name, share in strongest if share > 0)
            + ".",
            "Standard deviation between the five parts: "
            + ", ".join(f"{name} {np.std([one[name] for one in by_split]):.4f}" for name in (RECALL, NDCG))
            + ".",
        ],
        details={"importance": importance, "by_split": by_split},
    )
