"""Where the processes of one machine keep their Prometheus numbers, so that one scrape adds all of them up.

prometheus-client names each file after its process's id: every worker that is replaced leaves a file behind for good.
Here a process takes the lowest free slot instead and goes on in the file its predecessor left. There are never more
files than processes at once, counters survive a restart, and no process needs to be told that another one died: the
kernel lets go of a slot's lock with its holder, whatever ended it.
"""

import fcntl
import os
from itertools import count
from pathlib import Path

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

_holder: tuple[int, int, int] | None = None  # process id, slot, descriptor of its lock


def folder() -> Path | None:
    """The shared folder; None when this process counts for itself alone."""
    name = os.environ.get(FOLDER_VARIABLE)
    return Path(name) if name else None


def use_slots() -> None:
    """Let this process count into the shared folder, if there is one. Call before the first metric is made."""
    where = folder()
    if where is None:
        os.environ.pop(FOLDER_VARIABLE, None)
        return
    where.mkdir(parents=True, exist_ok=True)
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(process_identifier=_slot)  # type: ignore[no-untyped-call]
    os.register_at_fork(after_in_child=_leave_to_parent)


def forget_the_dead() -> None:
    """Remove what processes that are gone said about themselves. What they counted stays counted."""
    where = folder()
    if where is None:
        return
    for file in where.glob("gauge_live*_*.db"):
        slot = int(file.stem.rpartition("_")[2])
        lock = _lock(where, slot)
        if lock is not None:
            file.unlink(missing_ok=True)
            os.close(lock)


def clear(where: Path) -> None:
    """Begin at zero: for whoever starts all the processes."""
    where.mkdir(parents=True, exist_ok=True)
    for file in (*where.glob("*.db"), *where.glob("*.lock")):
        file.unlink(missing_ok=True)


def _slot() -> int:
    """This process's slot. Asked at every count, under the library's lock."""
    global _holder
    mine = os.getpid()
    if _holder is not None and _holder[0] == mine:
        return _holder[1]
    where = folder()
    assert where is not None
    slot, lock = next((slot, lock) for slot in count() if (lock := _lock(where, slot)) is not None)
    _holder = (mine, slot, lock)
    for file in where.glob(f"gauge_live*_{slot}.db"):
        file.unlink(missing_ok=True)
    return slot


def _lock(where: Path, slot: int) -> int | None:
    """The descriptor of the slot's lock; None when another process holds it."""
    descriptor = os.open(where / f"slot-{slot}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _leave_to_parent() -> None:
    global _holder
    if _holder is not None:
        os.close(_holder[2])
        _holder = None
