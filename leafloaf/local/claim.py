"""One run per data folder: a lock the system drops by itself, and a note of which processes run.

The lock is `flock`, so a crash leaves none behind. The note lets the next start end what a
`kill -9` of the last one may have left running.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from leafloaf.local.places import Places
from leafloaf.local.trouble import Trouble

LEFTOVER_TIMEOUT_S = 10


@dataclass
class State:
    """The note: the supervisor, its children by process id and start time, and whether all are ready."""

    file: Path
    address: str
    ready: bool = False
    children: dict[int, float] = field(default_factory=dict)

    def born(self, pid: int) -> None:
        try:
            self.children[pid] = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return
        self._write()

    def gone(self, pid: int) -> None:
        self.children.pop(pid, None)
        self._write()

    def all_ready(self) -> None:
        self.ready = True
        self._write()

    def _write(self) -> None:
        note = {"pid": os.getpid(), "address": self.address, "ready": self.ready, "children": self.children}
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(note))
        draft.replace(self.file)


@contextmanager
def claimed(places: Places, address: str) -> Iterator[State]:
    """Hold the data folder for one run, after ending what a crashed run left.

    Raises:
        Trouble: when another run holds it.
    """
    places.data.mkdir(parents=True, exist_ok=True)
    with (places.data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = read_state(places)
            raise Trouble(
                f"The shop already runs on {places.data} (process {note.get('pid', 'unknown')}, "
                f"{note.get('address', 'starting')}): end it with Ctrl-C there, or set LEAFLOAF_DATA_DIR, "
                "PORT, POSTGRES_PORT, REDIS_PORT, BIGQUERY_PORT and BIGQUERY_GRPC_PORT to run a second one."
            ) from None
        _end_leftovers(read_state(places))
        try:
            yield State(places.state_file, address)
        finally:
            places.state_file.unlink(missing_ok=True)


def read_state(places: Places) -> dict[str, Any]:
    """The note of the current or last run; empty when there is none or it was cut off."""
    try:
        note = json.loads(places.state_file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return note if isinstance(note, dict) else {}


def _end_leftovers(note: dict[str, Any]) -> None:
    """Children of a killed run end by themselves, grandchildren may not: wait for the first, then end all."""
    groups = {int(pid) for pid, started in note.get("children", {}).items() if _is_ours(int(pid), started)}
    if not groups:
        return
    members = [process for process in psutil.process_iter() if _group(process) in groups]
    children = [process for process in members if process.pid in groups]
    for child in children:
        child.terminate()
    psutil.wait_procs(children, timeout=LEFTOVER_TIMEOUT_S)
    for member in members:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(members, timeout=5)


def _is_ours(group: int, started: float) -> bool:
    """Each child leads a group of its own number, which the system gives to no one while a member lives."""
    try:
        return abs(psutil.Process(group).create_time() - started) < 1
    except psutil.NoSuchProcess:
        return True


def _group(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid)
    except (ProcessLookupError, PermissionError):
        return None
