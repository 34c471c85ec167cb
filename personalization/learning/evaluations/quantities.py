"""Quantity memory on the Complete Journey: how many of a product a household takes when it buys it again."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from personalization.learning.datasets import complete_journey
from personalization.learning.datasets.complete_journey import Sample
from personalization.learning.evaluations.frame import Options, Progress
from personalization.learning.folds import folds_of
from personalization.learning.intervals import mean_figure
from personalization.learning.metrics import absolute_error
from personalization.learning.quantities.features import QuantityCounts, Thing
from personalization.learning.quantities.model import QuantityModel
from personalization.learning.report import Report, Row, Table, Target

FOLDS = 5
FUEL_TYPE = "GASOLINE"
ACCURACY, ERROR = "accuracy", "MAE"
PROTOCOL = (
    "Random rows of a year, in the order of time. Every purchase of a product that the household has bought before is "
    "a case; known are the rows before it, of all households. The model learns from four fifths of the households and "
    "is asked about the last fifth, in turn. Fuel is left out: its quantities are volumes."
)


def evaluate(data: Path, options: Options, progress: Progress) -> Report:
    """Share of quantities foreseen exactly, and the mean error, beside always one, the last one and the usual one."""
    rows = complete_journey.read_sample(data)
    products = complete_journey.read_products(data)
    chosen = _chosen(rows, products, options)
    households, quantities = rows.household[chosen], rows.quantity[chosen]
    known = []
    simple: list[tuple[int, int, int]] = []
    counts = QuantityCounts()
    with progress("Reading habits", len(chosen)) as advance:
        for row in chosen:
            product = products.get(rows.product[row])
            thing = Thing(str(rows.product[row]), product.type if product else "", product.category if product else "")
            household, quantity = str(rows.household[row]), int(rows.quantity[row])
            own = counts.own(household, thing.product)
            known.append(counts.features(household, thing))
            simple.append((1, own[-1], _mode(own)) if own else (1, 1, 1))
            counts.add(household, thing, quantity)
            advance()
    features, baselines = np.array(known), np.array(simple, dtype=np.int64)
    repeated = features[:, 0] > 0
    foreseen = np.ones(len(chosen), dtype=np.int64)
    fold = folds_of(households, FOLDS, options.seed)
    with progress("Learning", FOLDS) as advance:
        for one in range(FOLDS):
            asked = (fold == one) & repeated
            if asked.any():
                foreseen[asked] = QuantityModel.fit(features[fold != one], quantities[fold != one]).predict(
                    features[asked]
                )
            advance()
    methods = {
        "always 1": baselines[:, 0],
        "the last": baselines[:, 1],
        "own mode (smallest of equals)": baselines[:, 2],
        "habit, a new one after two alike": np.where(repeated, np.nan_to_num(features[:, 1], nan=1.0), 1.0),
    }
    table = [_row(name, said, quantities, households, repeated, options.seed) for name, said in methods.items()]
    ours = _row(
        "habit, others' habits and the shopper's way, learned", foreseen, quantities, households, repeated,
        options.seed, is_ours=True,
    )  # fmt: skip
    return Report(
        task="quantities",
        data="Complete Journey, transactions_2017_sample",
        protocol=PROTOCOL,
        ties="of equally frequent quantities the smallest; of equally likely ones the smallest",
        sizes={"purchases": len(chosen), "repeated": int(repeated.sum()), "households": len(set(households))},
        tables=[Table("The quantity of a product bought before", [ACCURACY, ERROR], [*table, ours])],
        targets=[
            Target("accuracy above own mode's", table[2].figures[ACCURACY].value, ours.figures[ACCURACY].value),
            Target("MAE", 0.355, ours.figures[ERROR].value, lower_is_better=True),
        ],
    )


def _chosen(rows: Sample, products: dict[str, complete_journey.Product], options: Options) -> NDArray[np.int64]:
    """Positions of the rows used, by time; rows of one moment stay in the file's order."""
    fuel = {
        name
        for name, product in products.items()
        if product.department == complete_journey.FUEL_DEPARTMENT or product.type.startswith(FUEL_TYPE)
    }
    everyone = np.unique(rows.household)
    kept = set(everyone[options.keeps(len(everyone))])
    ordered = np.argsort(rows.time_d, kind="stable")
    usable = [row for row in ordered if rows.quantity[row] > 0 and rows.product[row] not in fuel]
    return np.array([row for row in usable if rows.household[row] in kept], dtype=np.int64)


def _mode(own: Sequence[int]) -> int:
    times = Counter(own)
    most = max(times.values())
    return min(quantity for quantity, count in times.items() if count == most)


def _row(
    name: str,
    said: NDArray[np.float64] | NDArray[np.int64],
    quantities: NDArray[np.int64],
    households: NDArray[np.str_],
    cases: NDArray[np.bool_],
    seed: int,
    *,
    is_ours: bool = False,
) -> Row:
    right = said[cases] == quantities[cases]
    errors = absolute_error(said[cases], quantities[cases])
    return Row(
        name,
        {
            ACCURACY: mean_figure(right, households[cases], seed=seed),
            ERROR: mean_figure(errors, households[cases], seed=seed),
        },
        is_ours,
    )
