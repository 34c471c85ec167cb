"""Reorder intelligence on the Complete Journey: of a household's regular products, which are in its next basket?"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personalization.learning.datasets import complete_journey
from personalization.learning.evaluations.frame import Options, Progress
from personalization.learning.folds import folds_of
from personalization.learning.intervals import Figure, statistic_figure
from personalization.learning.metrics import auc, calibration
from personalization.learning.reorder.cases import Basket, Cases, cases_of, days_of
from personalization.learning.reorder.features import FEATURES
from personalization.learning.reorder.history import REGULAR_FROM
from personalization.learning.reorder.model import Logistic, ReorderModel
from personalization.learning.report import Report, Row, Table, Target

FOLDS = 5
FUEL_TYPE = "GASOLINE"
LAST, EVERY = "AUC, last basket", "AUC, every basket"
PROTOCOL = (
    f"Every purchase of 79 days; what a household bought on one day is one basket. A case is a product bought "
    f"{REGULAR_FROM} times or more, asked before a later basket: is it in? Known are the days before, of all "
    "households. The models learn from four fifths of the households and are asked about the last fifth, in turn. "
    "“Last basket” asks only before each household's last one, as the baselines' source does."
)


def evaluate(data: Path, options: Options, progress: Progress) -> Report:
    """AUC beside frequency, recency, elapsed intervals and a logistic model of the three; calibration by decile."""
    cases = _cases(data, options, progress)
    regular = cases.times >= REGULAR_FROM
    logistic, ours = np.zeros(len(cases)), np.zeros(len(cases))
    share, since, ratio = (
        FEATURES.index(name) for name in ("share of baskets", "days since", "days since, in usual intervals")
    )
    fold = folds_of(cases.shopper, FOLDS, options.seed)
    with progress("Learning", FOLDS) as advance:
        for one in range(FOLDS):
            taught, asked = fold != one, fold == one
            simple = cases.known[:, [share, since, ratio]]
            logistic[asked] = Logistic.fit(simple[taught & regular], cases.wanted[taught & regular]).predict(
                simple[asked]
            )
            ours[asked] = ReorderModel.fit(cases.known[taught], cases.wanted[taught]).predict(cases.known[asked])
            advance()
    shown = cases.where(regular)
    methods = {
        "frequency (share of baskets)": shown.known[:, share],
        "recency (bought lately)": -shown.known[:, since],
        "overdue (elapsed / mean interval)": shown.known[:, ratio],
        "logistic model of the three": logistic[regular],
    }
    with progress("Intervals", len(methods) + 1) as advance:
        rows = []
        for name, scores in methods.items():
            rows.append(Row(name, _figures(scores, shown, options.seed)))
            advance()
        rows.append(
            Row("rhythm, habit and others' habits, learned", _figures(ours[regular], shown, options.seed), True)
        )
        advance()
    deciles = calibration(ours[regular], shown.wanted)
    worst = max(one.gap for one in deciles)
    reached = rows[-1].figures[LAST].value
    return Report(
        task="reorder",
        data="Complete Journey, all_purchases_days_1_79",
        protocol=PROTOCOL,
        ties="equal scores count half",
        sizes={
            "cases": len(shown),
            "cases before a last basket": int(shown.is_last.sum()),
            "households": len(set(shown.shopper)),
        },
        tables=[
            Table("Is a regular product in the next basket?", [LAST, EVERY], rows),
            Table(
                "Calibration, every basket: chance said and share that happened, by decile",
                ["said", "happened", "gap"],
                [
                    Row(f"decile {place}", {"said": Figure(one.said), "happened": Figure(one.happened),
                                            "gap": Figure(one.gap)})
                    for place, one in enumerate(deciles, 1)
                ],
                note=f"A decile has about {deciles[0].cases} cases: its share is known to about "
                f"±{196 * (0.13 * 0.87 / deciles[0].cases) ** 0.5:.1f} points.",
            ),
        ],
        targets=[
            Target("AUC before a last basket", 0.78, reached),
            Target("largest gap of a decile", 0.02, worst, lower_is_better=True),
        ],
    )  # fmt: skip


def _cases(data: Path, options: Options, progress: Progress) -> Cases:
    log = complete_journey.read_log(data)
    products = complete_journey.read_products(data)
    everyone = np.unique(log.household)
    kept = set(everyone[options.keeps(len(everyone))])
    together: dict[tuple[int, str], set[Hashable]] = defaultdict(set)
    for day, household, product in zip(log.day, log.household, log.product, strict=True):
        known = products.get(product)
        is_fuel = known is not None and (
            known.department == complete_journey.FUEL_DEPARTMENT or known.type.startswith(FUEL_TYPE)
        )
        if household in kept and not is_fuel:
            together[int(day), str(household)].add(str(product))
    kinds = {name: product.type for name, product in products.items()}
    days = list(
        days_of(Basket(float(day), household, frozenset(items)) for (day, household), items in together.items())
    )
    with progress("Reading days", len(days)) as advance:

        def counted() -> Iterator[list[Basket]]:
            for one in days:
                advance()
                yield one

        return cases_of(counted(), lambda product: kinds.get(str(product)) or None)


def _figures(scores: NDArray[np.float64], cases: Cases, seed: int) -> dict[str, Figure]:
    found = {}
    for name, chosen in ((LAST, cases.is_last), (EVERY, np.ones(len(cases), dtype=np.bool_))):
        said, truth, owners = scores[chosen], cases.wanted[chosen], cases.shopper[chosen]
        found[name] = statistic_figure(partial(_auc_at, said, truth), owners, seed=seed)
    return found


def _auc_at(scores: NDArray[np.float64], truths: NDArray[np.bool_], at: NDArray[np.intp]) -> float:
    return auc(scores[at], truths[at])
