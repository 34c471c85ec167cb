"""`manage.py evaluate`: what it takes and what it says."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from personalization.learning.evaluations.frame import Options, evaluation_of, task_names


def test_every_task_has_an_evaluation() -> None:
    for task in task_names():
        assert callable(evaluation_of(task))


def test_an_unknown_task_names_the_known_ones() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'horoscope'"):
        call_command("evaluate", "horoscope", "--data", "somewhere")


@pytest.mark.parametrize("share", ["0", "1.5", "half"])
def test_a_sample_is_a_share(share: str) -> None:
    with pytest.raises(CommandError, match="is no share"):
        call_command("evaluate", "usuals", "--data", "somewhere", "--sample", share)


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no such folder"):
        call_command("evaluate", "usuals", "--data", str(tmp_path / "nowhere"))


def test_a_sample_keeps_the_same_shoppers_for_the_same_seed() -> None:
    kept = Options(seed=4, sample=0.1).keeps(1000)
    assert len(kept) == 100
    assert kept.tolist() == Options(seed=4, sample=0.1).keeps(1000).tolist()
    assert kept.tolist() != Options(seed=5, sample=0.1).keeps(1000).tolist()
    assert Options().keeps(3).tolist() == [0, 1, 2]
