"""Children that never outlive their parent, not even after `kill -9`."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that has the system send `death_signal` to the child when this process dies."""
    parent = os.getpid()

    def between_fork_and_exec() -> None:
        if _libc is None:
            return
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return between_fork_and_exec


def end_with_starter() -> None:
    """Let this process get SIGTERM when the `make` or the test run that started it is killed."""
    if _libc is not None and (os.environ.get("MAKELEVEL") or os.environ.get("LEAFLOAF_END_WITH_PARENT")):
        _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
