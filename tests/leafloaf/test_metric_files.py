"""Processes of one machine count together, and none of them leaves anything behind for good."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.multiprocess import MultiProcessCollector

from leafloaf import metric_files
from leafloaf.local.places import CHECKOUT

COUNTING = """
from leafloaf.metric_files import use_slots
use_slots()
from prometheus_client import Counter, Gauge
acts = Counter("acts", "Acts.")
mood = Gauge("mood", "Mood.", multiprocess_mode="livemax")
acts.inc(3)
mood.set(7)
print("counted", flush=True)
input()
"""


def start(folder: Path, program: str = COUNTING) -> "subprocess.Popen[str]":
    """A process that has counted three acts, is in a mood of seven, and waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, metric_files.FOLDER_VARIABLE: str(folder)},
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def end(process: "subprocess.Popen[str]", how: signal.Signals = signal.SIGKILL) -> None:
    process.send_signal(how)
    process.communicate()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(metric_files.FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def told(folder: Path) -> dict[str, float]:
    metric_files.forget_the_dead()
    found = MultiProcessCollector(None, str(folder)).collect()  # type: ignore[no-untyped-call]
    return {sample.name: sample.value for metric in found for sample in metric.samples}


def test_it_works(folder: Path) -> None:
    together = [start(folder), start(folder)]
    assert told(folder) == {"acts_total": 6, "mood": 7}
    for process in together:
        end(process)


def test_what_a_killed_process_counted_stays_and_what_it_said_of_itself_goes(folder: Path) -> None:
    end(start(folder))
    assert told(folder) == {"acts_total": 3}


def test_a_successor_goes_on_in_the_same_file(folder: Path) -> None:
    for _ in range(4):
        end(start(folder))
    assert len(list(folder.glob("counter_*.db"))) == 1
    assert told(folder)["acts_total"] == 12


def test_a_live_process_keeps_its_slot_from_others(folder: Path) -> None:
    first = start(folder)
    for _ in range(3):
        end(start(folder))
    assert len(list(folder.glob("counter_*.db"))) == 2
    assert told(folder) == {"acts_total": 12, "mood": 7}
    end(first)


def test_a_fork_counts_for_itself(folder: Path) -> None:
    forking = COUNTING.replace(
        "print(", "import os\nif os.fork() == 0:\n    acts.inc(5)\n    os._exit(0)\nos.wait()\nprint("
    )
    end(start(folder, forking))
    assert len(list(folder.glob("counter_*.db"))) == 2
    assert told(folder) == {"acts_total": 8}


def test_whoever_starts_everything_begins_at_zero(folder: Path) -> None:
    end(start(folder))
    metric_files.clear(folder)
    assert told(folder) == {}
