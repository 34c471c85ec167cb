"""The ranker, and the system library it needs."""

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from personalization.learning.boosting import Ranker, Settings, train_ranker

QUICK = Settings(rounds=20, leaves=4, min_leaf=5, feature_share=1.0)
GROUPS, SIZE = 60, 10


def a_ranker() -> tuple[Ranker, np.ndarray, np.ndarray]:
    """Of groups of ten in which the row with the largest second column is right."""
    features = np.random.default_rng(0).normal(size=(GROUPS * SIZE, 3)).astype(np.float32)
    labels = np.zeros((GROUPS, SIZE))
    labels[np.arange(GROUPS), features[:, 1].reshape(GROUPS, SIZE).argmax(axis=1)] = 1
    ranker = train_ranker(features, labels.ravel(), [SIZE] * GROUPS, ["noise", "reason", "more"], QUICK, seed=1)
    return ranker, features, labels.ravel()


def test_it_learns_what_puts_a_row_first() -> None:
    ranker, features, labels = a_ranker()
    first = ranker.scores(features).reshape(GROUPS, SIZE).argmax(axis=1)
    assert (labels.reshape(GROUPS, SIZE)[np.arange(GROUPS), first] == 1).mean() > 0.9
    assert max(ranker.importance(), key=ranker.importance().__getitem__) == "reason"


def test_contributions_add_up_to_the_score() -> None:
    ranker, features, _ = a_ranker()
    assert ranker.contributions(features).sum(axis=1) == pytest.approx(ranker.scores(features))


def test_it_is_the_same_after_being_kept_and_for_the_same_seed() -> None:
    ranker, features, _ = a_ranker()
    assert Ranker.from_text(ranker.to_text()).scores(features).tolist() == ranker.scores(features).tolist()
    assert a_ranker()[0].scores(features).tolist() == ranker.scores(features).tolist()


def test_no_candidates_have_no_scores() -> None:
    assert len(a_ranker()[0].scores(np.zeros((0, 3), dtype=np.float32))) == 0


def in_a_machine_without_it(statements: str, own_libraries: Path) -> "subprocess.CompletedProcess[str]":
    """Run with the system's OpenMP library hidden from ctypes, and LightGBM's with it unless ours is loaded."""
    program = f"""
import ctypes, sys
from pathlib import Path
whole = ctypes.CDLL.__init__
def without(self, name=None, *args, **kwargs):
    if str(name) == "libgomp.so.1":
        raise OSError("libgomp.so.1: cannot open shared object file")
    if str(name).endswith("lib_lightgbm.so") and "libgomp.so.1" not in Path("/proc/self/maps").read_text():
        raise OSError("libgomp.so.1: cannot open shared object file")
    whole(self, name, *args, **kwargs)
ctypes.CDLL.__init__ = without
from personalization.learning import boosting
boosting.OWN_LIBRARIES = Path({str(own_libraries)!r})
{statements}
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_without_the_system_library_it_says_how_to_get_it(tmp_path: Path) -> None:
    ran = in_a_machine_without_it("boosting.Ranker.from_text('')", tmp_path)
    assert "BoostingUnavailable: LightGBM cannot be loaded (libgomp.so.1: cannot open" in ran.stderr
    assert "`apt-get install libgomp1`" in ran.stderr


def test_a_library_unpacked_into_the_environment_is_used(tmp_path: Path) -> None:
    ctypes.CDLL("libgomp.so.1")
    maps = Path("/proc/self/maps").read_text().splitlines()
    system = next(line.split()[-1] for line in maps if "libgomp.so.1" in line)
    own = tmp_path / "usr" / "lib"
    own.mkdir(parents=True)
    shutil.copy(system, own / "libgomp.so.1")
    ran = in_a_machine_without_it(
        "boosting.library(); print([line for line in open('/proc/self/maps') if 'libgomp' in line][0])", tmp_path
    )
    assert str(own / "libgomp.so.1") in ran.stdout, ran.stderr
