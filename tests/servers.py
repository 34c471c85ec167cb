"""The servers under test: real PostgreSQL, Redis and BigQuery emulator on free ports with throwaway data, for one run.

With TEST_DATABASE_URL, TEST_REDIS_URL and TEST_BIGQUERY_URL set, those servers are used instead; the Redis number given
and the next one are flushed by the tests, which make warehouse datasets of their own.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

from leafloaf.local.places import CHECKOUT, Places
from leafloaf.local.ports import free_port

START_TIMEOUT_S = 120
FOLDER_PREFIX = "leafloaf-test-"


@dataclass(frozen=True)
class Servers:
    """Where PostgreSQL, Redis and the BigQuery emulator answer, and a folder for files the tests make."""

    database_url: str
    redis_url: str
    bigquery_url: str
    folder: Path

    def settings(self, database_url: str | None = None, redis_url: str | None = None) -> dict[str, str]:
        """The environment `leafloaf.settings` needs to use these servers."""
        return {
            "DATABASE_URL": database_url or self.database_url,
            "REDIS_URL": redis_url or self.redis_url,
            "BIGQUERY_EMULATOR_URL": self.bigquery_url,
            "BIGQUERY_PROJECT": "leafloaf",
            "BIGQUERY_DATASET": f"test_{os.getpid()}",
            "SECRET_KEY": "only-for-tests-" * 5,
            "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
            "LEAFLOAF_TEST": "1",
            "LEAFLOAF_LOCAL": "0",
            "STAFF_TWO_FACTOR_REQUIRED": "0",
            "DEBUG": "0",
            "EMAIL_URL": "console://",
            "STATIC_ROOT": str(self.folder / "static"),
            "MEDIA_ROOT": str(self.folder / "media"),
        }

    def beside(self) -> tuple[str, str]:
        """A database URL and a Redis URL next to the unit tests' ones, for the served shop."""
        database = urlsplit(self.database_url)
        redis = urlsplit(self.redis_url)
        number = int(redis.path.strip("/") or 0) + 1
        return (
            urlunsplit(database._replace(path=f"{database.path}_live")),
            urlunsplit(redis._replace(path=f"/{number}")),
        )


def servers_for_tests() -> Servers:
    """Start the servers, or take the ones the environment names. They end with this process, however it ends."""
    _sweep_folders_of_killed_runs()
    holder = tempfile.TemporaryDirectory(prefix=f"{FOLDER_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)
    atexit.register(holder.cleanup)
    folder = Path(holder.name)
    given = [os.environ.get(f"TEST_{name}_URL") for name in ("DATABASE", "REDIS", "BIGQUERY")]
    if not all(given):
        places, process = start_throwaway_servers(folder / "data")
        atexit.register(_end, process)
        started = [places.database_url, places.redis_url(), places.bigquery_url]
        given = [url or ours for url, ours in zip(given, started, strict=True)]
    database_url, redis_url, bigquery_url = (url or "" for url in given)
    return Servers(database_url, redis_url, bigquery_url, folder)


def start_throwaway_servers(data: Path) -> tuple[Places, subprocess.Popen[str]]:
    """Start the servers under the same supervisor as `make servers`, with nothing kept safe on disk."""
    environ = {
        **os.environ,
        "LEAFLOAF_DATA_DIR": str(data),
        "LEAFLOAF_THROWAWAY": "1",
        "LEAFLOAF_END_WITH_PARENT": "1",
        "PORT": str(free_port()),
        "POSTGRES_PORT": str(free_port()),
        "REDIS_PORT": str(free_port()),
        "BIGQUERY_PORT": str(free_port()),
        "BIGQUERY_GRPC_PORT": str(free_port()),
    }
    data.mkdir(parents=True, exist_ok=True)
    with (data / "servers.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "leafloaf.local", "servers"],
            env=environ,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            # Ctrl-C is for pytest, which ends the servers after its last test.
            process_group=0,
        )
    places = Places.from_environment(environ)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not is_ready(places, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"The test servers did not start:\n{(data / 'servers.log').read_text()}")
        time.sleep(0.05)
    return places, process


def is_ready(places: Places, pid: int) -> bool:
    """Whether the supervisor with this process id has said that all is ready."""
    try:
        note = json.loads(places.state_file.read_text())
    except FileNotFoundError:
        return False
    return bool(note["ready"]) and note["pid"] == pid


def _sweep_folders_of_killed_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*-*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).split("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(timeout=30)
