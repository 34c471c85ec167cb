"""Runs of the local commands as a person starts them: own data, own ports, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from leafloaf.local.places import CHECKOUT, Places
from leafloaf.local.ports import free_port
from tests.servers import is_ready

START_TIMEOUT_S = 120
END_TIMEOUT_S = 30


@dataclass
class Run:
    """One `python -m leafloaf.local servers`, and all the processes it started."""

    environ: dict[str, str]
    process: "subprocess.Popen[str]"
    family: list[psutil.Process] = field(default_factory=list)

    @property
    def places(self) -> Places:
        return Places.from_environment(self.environ)

    def wait_until_ready(self) -> "Run":
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_ready(self.places, self.process.pid):
            assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < deadline, "not ready in time"
            time.sleep(0.05)
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        return self

    def end(self, number: signal.Signals) -> str:
        """Send the signal, wait until the whole family is gone, return what was printed."""
        self.process.send_signal(number)
        _, alive = psutil.wait_procs(self.family, timeout=END_TIMEOUT_S)
        assert not alive, f"still running: {alive}"
        return self.process.communicate(timeout=END_TIMEOUT_S)[0]


Start = Callable[..., Run]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with own data and free ports."""
    return {
        **os.environ,
        "LEAFLOAF_DATA_DIR": str(tmp_path / "data"),
        "LEAFLOAF_END_WITH_PARENT": "1",
        "PORT": str(free_port()),
        "POSTGRES_PORT": str(free_port()),
        "REDIS_PORT": str(free_port()),
        "BIGQUERY_PORT": str(free_port()),
        "BIGQUERY_GRPC_PORT": str(free_port()),
    }


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Start `python -m leafloaf.local` with a command; whatever still runs after the test is ended."""
    started: list[Run] = []

    def start_run(*arguments: str, prefix: tuple[str, ...] = (), **changes: str) -> Run:
        changed = {**environ, **changes}
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "leafloaf.local", *(arguments or ["servers"])],
            env=changed,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(Run(changed, process))
        return started[-1]

    yield start_run
    for run in started:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.communicate(timeout=END_TIMEOUT_S)
