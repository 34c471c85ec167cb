"""What the next basket is guessed from, and how well planted habits are found."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from personalization.learning.evaluations.frame import Options, quiet
from personalization.learning.evaluations.usuals import HIT, NDCG, OURS, RECALL, evaluate
from personalization.learning.report import Report
from personalization.learning.usuals.baskets import Baskets, baskets_of
from personalization.learning.usuals.candidates import Candidates, candidates_of
from personalization.learning.usuals.crowd import Crowd, fit_crowd
from personalization.learning.usuals.features import FEATURES, NAMES, features_of
from personalization.learning.usuals.model import examples_of
from personalization.learning.usuals.population import fit_population

PLACES = {name: place for place, name in enumerate(["milk", "bread", "eggs", "rice", "salt", "wine"])}

Histories = list[list[list[str]]]


def known(histories: Histories, **extra: list[list[float]]) -> Baskets:
    return baskets_of(histories, PLACES, **extra)


def column(baskets: Baskets, item: str, name: str, now_d: float | None = None) -> float:
    """One feature of the first shopper's item."""
    candidates = Candidates(np.array([0]), np.array([PLACES[item]]), np.array([0.5]), np.array([1.0]))
    now = None if now_d is None else np.array([now_d])
    row: NDArray[np.float32] = features_of(baskets, candidates, fit_population(baskets), now)[0]
    return float(row[NAMES.index(name)])


HISTORY = [[["milk", "eggs"], ["bread"], ["milk"], ["rice"]]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("orders_with", 2),
        ("share_of_orders", 0.5),
        ("orders_since_last", 2),
        ("orders_since_first", 4),
        ("gap_orders", 2),
        ("elapsed_gaps", 1),
        ("faded_count", 0.9 + 0.9**3),
        ("lately", 1),
        ("share_since_first", 0.5),
        ("crowd_share", 0.5),
        ("orders", 4),
        ("basket_size", 1.25),
        ("newest_basket_size", 1),
        ("variety", 0.8),
    ],
)
def test_own_habits_are_counted_in_orders(name: str, value: float) -> None:
    assert column(known(HISTORY), "milk", name) == pytest.approx(value)


def test_days_count_where_they_are_known_and_are_unknown_where_not() -> None:
    dated = known(HISTORY, times_d=[[0.0, 7.0, 14.0, 21.0]])
    assert column(dated, "milk", "gap_days") == 14
    assert column(dated, "milk", "days_since_last", now_d=28.0) == 14
    assert column(dated, "milk", "elapsed_gap_days", now_d=35.0) == 1.5
    assert np.isnan(column(known(HISTORY), "milk", "days_since_last"))
    assert np.isnan(column(dated, "milk", "days_since_last"))


def test_what_was_never_bought_has_no_times() -> None:
    assert column(known(HISTORY), "wine", "orders_with") == 0
    for name in ("orders_since_last", "gap_orders", "usual_quantity"):
        assert np.isnan(column(known(HISTORY), "wine", name))


def test_unknown_items_leave_no_holes_between_baskets() -> None:
    baskets = known([[["milk"], ["caviar"], ["bread"]]])
    assert baskets.basket.tolist() == [0, 1]
    assert baskets.counts.tolist() == [2]


def test_every_feature_can_be_said_in_words() -> None:
    assert all(feature.words and feature.words[0].islower() for feature in FEATURES)
    assert len(set(NAMES)) == len(NAMES)


def test_popularity_is_told_only_coarsely() -> None:
    bought = [[["milk"] if at < 9 else ["bread"]] for at in range(9 + 11)]
    population = fit_population(known([*bought, [["rice"]]]))
    exact = fit_population(known([*bought, [["rice"]]]), is_exact=True)
    milk, bread, rice = (PLACES[name] for name in ("milk", "bread", "rice"))
    assert population.popularity[milk] == population.popularity[bread] > population.popularity[rice]
    assert exact.popularity[milk] < exact.popularity[bread]


def test_the_crowd_knows_what_follows() -> None:
    baskets = known([[["milk"], ["bread"]]] * 20 + [[["rice"], ["salt"]]] * 20 + [[["milk"]], [["rice"]]])
    crowd = fit_crowd(baskets)
    scores = crowd.scores(baskets)
    best = [crowd.items[row.argmax()] for row in scores[-2:]]
    assert best == [PLACES["bread"], PLACES["salt"]]


def test_who_never_bought_anything_gets_the_most_popular() -> None:
    baskets = known([[["milk"], ["milk"]], [["milk"], ["bread"]], [["milk"], ["bread"]], []])
    population = fit_population(baskets)
    empty = baskets.of(np.array([3]))
    crowd = fit_crowd(baskets)
    found = candidates_of(empty, crowd, population)
    assert set(found.item) == set(crowd.items)
    assert (found.crowd == 0).all()


def fitted(histories: Histories) -> tuple[Baskets, Crowd]:
    baskets = known(histories)
    return baskets, fit_crowd(baskets)


def test_one_shopper_alone_has_the_same_numbers_as_among_all() -> None:
    chance = random.Random(3)
    histories = [[chance.sample(sorted(PLACES), 2) for _ in range(chance.randint(1, 6))] for _ in range(30)]
    baskets, crowd = fitted(histories)
    population = fit_population(baskets)
    together = examples_of(baskets, crowd, population)
    for shopper in (0, 7, 29):
        alone = examples_of(baskets.of(np.array([shopper])), crowd, population)
        rows = together.candidates.shopper == shopper
        assert alone.candidates.item.tolist() == together.candidates.item[rows].tolist()
        np.testing.assert_allclose(alone.features, together.features[rows], rtol=1e-5)


def write(folder: Path, histories: Histories, nexts: list[list[str]]) -> Path:
    (folder / "tafeng").mkdir(exist_ok=True)
    ends = [[-1]]
    history = {str(at): [*ends, *known_baskets, *ends] for at, known_baskets in enumerate(histories)}
    future = {str(at): [*ends, basket, *ends] for at, basket in enumerate(nexts)}
    (folder / "tafeng" / "history.json").write_text(json.dumps(history))
    (folder / "tafeng" / "future.json").write_text(json.dumps(future))
    return folder


def shoppers_with_habits(count: int = 250) -> tuple[Histories, list[list[str]]]:
    """Each has three staples; half of them bought "kit" last, after which everybody buys "refill"."""
    chance = random.Random(11)
    items = [f"item{at}" for at in range(120)]
    histories, nexts = [], []
    for at in range(count):
        staples = chance.sample(items, 3)

        def basket(staples: list[str] = staples) -> list[str]:
            return list({item for item in staples if chance.random() < 0.7} | set(chance.sample(items, 3)))

        known_baskets = [basket() for _ in range(chance.randint(2, 7))]
        earlier = chance.randrange(len(known_baskets) - 1)
        known_baskets[earlier] = [*known_baskets[earlier], "kit"]
        known_baskets[earlier + 1] = [*known_baskets[earlier + 1], "refill"]
        if at % 2:
            known_baskets[-1] = list({*known_baskets[-1], "kit"})
        histories.append(known_baskets)
        nexts.append(list({*basket(), *(["refill"] if at % 2 else [])}))
    return histories, nexts


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return evaluate(write(tmp_path_factory.mktemp("data"), *shoppers_with_habits()), Options(seed=1), quiet)


def figures(report: Report, measure: str) -> dict[str, float]:
    return {row.method: row.figures[measure].value for row in report.tables[0].rows}


def test_planted_habits_are_found_better_than_by_counting(report: Report) -> None:
    for measure in (RECALL, NDCG, HIT):
        found = figures(report, measure)
        assert found[OURS] >= found["personal, then global top"]
        assert found[OURS] > found["global top"] + 0.05


def test_every_figure_is_between_zero_and_one_and_inside_its_interval(report: Report) -> None:
    for row in report.tables[0].rows:
        for figure in row.figures.values():
            assert figure.low is not None
            assert figure.high is not None
            assert 0 <= figure.low <= figure.value <= figure.high <= 1


def test_simple_methods_are_all_there(report: Report) -> None:
    names = {row.method for row in report.tables[0].rows}
    assert {"global top", "personal top", "personal, then global top", "TIFU-KNN", "UP-CF@10"} <= names


def test_the_hidden_baskets_change_nothing_in_what_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    from personalization.learning.evaluations import usuals

    histories, nexts = shoppers_with_habits()
    seen = []
    whole: Callable[..., object] = usuals.examples_of

    def watched(*arguments: object) -> object:
        examples = whole(*arguments)
        seen.append(examples)
        return examples

    monkeypatch.setattr(usuals, "examples_of", watched)
    half = len(histories) // 2
    for order in (nexts, nexts[half:] + nexts[:half]):
        evaluate(write(tmp_path, histories, order), Options(seed=1), quiet)
    count = len(seen) // 2
    for before, after in zip(seen[:count], seen[count:], strict=True):
        np.testing.assert_array_equal(before.features, after.features)  # type: ignore[attr-defined]


def test_the_same_seed_gives_the_same_report_also_of_a_sample(tmp_path: Path) -> None:
    data = write(tmp_path, *shoppers_with_habits(120))
    half = Options(seed=2, sample=0.5)
    assert evaluate(data, half, quiet) == evaluate(data, half, quiet)
    assert evaluate(data, half, quiet).sizes["shoppers"] == 60
