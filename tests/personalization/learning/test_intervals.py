"""How sure a figure is."""

import numpy as np
import pytest

from personalization.learning.intervals import mean_figure, statistic_figure

RANDOM = np.random.default_rng(1)


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide() -> None:
    values = RANDOM.normal(size=2000)
    figure = mean_figure(values, seed=0)
    assert figure.value == pytest.approx(values.mean())
    assert figure.high is not None
    assert figure.low is not None
    assert figure.high - figure.low == pytest.approx(2 * 1.96 / np.sqrt(2000), rel=0.1)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = RANDOM.normal(size=50)
    assert mean_figure(values, seed=3) == mean_figure(values, seed=3)
    assert mean_figure(values, seed=3) != mean_figure(values, seed=4)


def test_cases_of_one_shopper_are_not_independent() -> None:
    own = np.repeat(RANDOM.normal(size=100), 20)
    shoppers = np.repeat(np.arange(100), 20)
    alone, together = mean_figure(own, seed=0), mean_figure(own, shoppers, seed=0)
    assert alone.value == pytest.approx(together.value)
    assert alone.high is not None
    assert together.high is not None
    assert together.high - together.value > 3 * (alone.high - alone.value)


def test_any_statistic_gets_an_interval() -> None:
    values = RANDOM.normal(size=300)
    shoppers = RANDOM.integers(60, size=300)
    by_statistic = statistic_figure(lambda cases: float(values[cases].mean()), shoppers, seed=0, draws=2000)
    by_means = mean_figure(values, shoppers, seed=0)
    assert by_statistic.value == pytest.approx(by_means.value)
    assert by_statistic.low == pytest.approx(by_means.low, abs=0.02)
    assert by_statistic.high == pytest.approx(by_means.high, abs=0.02)


def test_nothing_measured_is_not_a_number() -> None:
    figure = mean_figure([], seed=0)
    assert np.isnan(figure.value)
    assert not figure.has_interval
