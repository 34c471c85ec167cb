"""What a choice inside a product type is guessed from, and how well planted habits are found."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from personalization.learning.datasets.complete_journey import read_log
from personalization.learning.datasets.reading import DataError
from personalization.learning.evaluations.frame import Options, quiet
from personalization.learning.evaluations.ranking import (
    ALL,
    NEW,
    OLD,
    OURS,
    OWN,
    POPULARITY,
    Case,
    evaluate,
    items_of,
    lines_of,
    replay,
)
from personalization.learning.report import Report
from personalization.learning.within_type.crowd import Crowd
from personalization.learning.within_type.features import FEATURES, NAMES, features_of
from personalization.learning.within_type.memory import Faded, Item, Memory

MILK = Item("MILK", maker="farm", size="1 l")
OAT = Item("MILK", maker="mill", size="1 l", is_private_label=True)

Row = tuple[int, str, str, str]


def numbers(memory: Memory, shopper: str, now_d: float) -> dict[str, dict[str, float]]:
    """Features by product and name of a choice between "milk" and "oat"."""
    products = ["milk", "oat"]
    rows = features_of(memory, Crowd(memory), shopper, "MILK", products, [MILK, OAT], now_d)
    return {product: dict(zip(NAMES, row.tolist(), strict=True)) for product, row in zip(products, rows, strict=True)}


def remembered(*purchases: tuple[str, str, float]) -> Memory:
    memory = Memory()
    for shopper, product, day in purchases:
        memory.add(shopper, product, MILK if product == "milk" else OAT, day)
    return memory


def test_what_fades_halves_in_its_half_life() -> None:
    sold = Faded(half_life_d=7.0)
    sold.add(0.0)
    sold.add(7.0)
    assert sold.now(7.0) == 1.5
    assert sold.now(14.0) == 0.75


def test_own_habits_of_a_kind() -> None:
    memory = remembered(("ann", "milk", 1), ("ann", "milk", 8), ("ann", "oat", 10), ("bob", "oat", 11))
    found = numbers(memory, "ann", 12)
    assert found["milk"]["own_count"] == 2
    assert found["milk"]["own_share"] == pytest.approx(2 / 3)
    assert found["milk"]["own_days"] == 4
    assert (found["milk"]["is_last"], found["oat"]["is_last"]) == (0, 1)
    assert found["milk"]["maker_in_type"] == pytest.approx(2 / 3)
    assert found["milk"]["days_in_type"] == 2
    assert found["oat"]["place"] == found["milk"]["place"] == 1


def test_who_buys_own_labels_is_known_by_it() -> None:
    memory = remembered(*(("ann", "oat", day) for day in range(9)), *(("bob", "milk", day) for day in range(9, 18)))
    assert numbers(memory, "ann", 20)["oat"]["private_label_fit"] > 0.2
    assert numbers(memory, "ann", 20)["milk"]["private_label_fit"] < -0.2
    assert numbers(memory, "bob", 20)["oat"]["private_label_fit"] < -0.2


def test_who_is_new_has_no_times_and_no_crowd() -> None:
    found = numbers(remembered(("ann", "milk", 1), ("bob", "oat", 2)), "carl", 3)
    assert found["milk"]["own_count"] == 0
    for name in ("own_days", "crowd", "own_variety", "days_in_type"):
        assert np.isnan(found["milk"][name])


def test_the_crowd_are_those_who_bought_the_same() -> None:
    memory = Memory()
    for shopper in ("ann", "bob"):
        memory.add(shopper, "tofu", Item("TOFU"), 1)
    memory.add("carl", "ham", Item("HAM"), 1)
    memory.add("bob", "oat", OAT, 2)
    memory.add("carl", "milk", MILK, 2)
    found = numbers(memory, "ann", 3)
    assert found["oat"]["crowd"] > found["milk"]["crowd"]


def test_sales_are_told_only_coarsely() -> None:
    memory = remembered(*(("ann", "milk", 1),) * 20, *(("bob", "oat", 1),) * 21)
    found = numbers(memory, "ann", 2)
    assert found["milk"]["popularity"] == found["oat"]["popularity"]


def test_every_feature_can_be_said_in_words() -> None:
    assert all(feature.words and feature.words[0].islower() for feature in FEATURES)
    assert len(set(NAMES)) == len(NAMES)


def write(folder: Path, rows: Sequence[Row]) -> Path:
    products = sorted({product for _, _, _, product in rows})
    lines = [f"{product},1,GROCERY,National,FOOD,KIND {product[0]},1 LB" for product in products]
    head = "product_id,manufacturer_id,department,brand,product_category,product_type,package_size"
    (folder / "products.csv").write_text("\n".join([head, *lines]) + "\n")
    log = ["day,basket_id,household_id,product_id", *(",".join(map(str, row)) for row in rows)]
    (folder / "all_purchases_days_1_79.csv").write_text("\n".join(log) + "\n")
    return folder


def households_with_favourites(days: int = 60, households: int = 60) -> list[Row]:
    """Four kinds of fifteen products; each household mostly stays with its own of each kind."""
    chance = random.Random(5)
    kinds = {kind: [f"{kind}{number}" for number in range(15)] for kind in "abcd"}
    favourites = {home: {kind: chance.choice(all_of) for kind, all_of in kinds.items()} for home in range(households)}
    rows: list[Row] = []
    for day in range(1, days + 1):
        for home in range(households):
            if chance.random() < 0.4:
                kind = chance.choice("abcd")
                product = favourites[home][kind] if chance.random() < 0.8 else chance.choice(kinds[kind])
                rows.append((day, f"{day}-{home:03d}", f"home{home:03d}", product))
    return rows


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return evaluate(write(tmp_path_factory.mktemp("data"), households_with_favourites()), Options(seed=1), quiet)


def test_planted_favourites_are_found_at_least_as_well_as_by_counting(report: Report) -> None:
    found = {row.method: row.figures for row in report.tables[0].rows}
    assert found[OURS][ALL].value > found[POPULARITY][ALL].value + 0.1
    assert found[OURS][ALL].value >= found[OWN][ALL].value - 0.02


def test_every_figure_is_between_zero_and_one_and_inside_its_interval(report: Report) -> None:
    for row in report.tables[0].rows:
        for name in (ALL, OLD, NEW):
            figure = row.figures[name]
            assert figure.low is not None
            assert figure.high is not None
            assert 0 < figure.low <= figure.value <= figure.high <= 1


def cases_of(folder: Path, rows: Sequence[Row]) -> list[Case]:
    data = write(folder, rows)
    items = items_of(data)
    lines = lines_of(read_log(data), items, Options())
    return [case for _, found in replay(lines, items) for case in found]


def test_the_future_changes_nothing_in_what_is_known(tmp_path: Path) -> None:
    rows = households_with_favourites(days=45)
    past = [row for row in rows if row[0] <= 40]
    future = [row for row in rows if row[0] > 40]
    products = [product for _, _, _, product in future]
    random.Random(1).shuffle(products)
    changed = [(*row[:3], product) for row, product in zip(future, products, strict=True)]
    before = cases_of(tmp_path, past + future)
    after = cases_of(tmp_path, past + changed)
    known = len(cases_of(tmp_path, past))
    assert known > 100
    for one, other in zip(before[:known], after[:known], strict=True):
        np.testing.assert_array_equal(one.choice.features, other.choice.features)
    assert any(
        one.choice.right != other.choice.right for one, other in zip(before[known:], after[known:], strict=False)
    )


def test_a_log_too_short_to_rank_is_said(tmp_path: Path) -> None:
    data = write(tmp_path, households_with_favourites(days=20))
    with pytest.raises(DataError, match="too few purchases to rank after day 25"):
        evaluate(data, Options(), quiet)
