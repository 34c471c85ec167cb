"""Lines of many processes on one terminal, each with the coloured name of its process."""

import os
import sys
from itertools import cycle

_COLOURS = cycle((36, 33, 35, 32, 34, 31))
_assigned: dict[str, int] = {}
NAME_WIDTH = 8


def say(name: str, line: str) -> None:
    """Print one line under a name. A terminal that went away is no error: the end still goes in order."""
    try:
        print(f"{_prefix(name)} {line}", flush=True)
    except OSError:
        _silence()


def say_plain(text: str) -> None:
    """Print text without a name."""
    try:
        print(text, flush=True)
    except OSError:
        _silence()


def bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if coloured() else text


def coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _prefix(name: str) -> str:
    text = f"{name:<{NAME_WIDTH}} |"
    if not coloured():
        return text
    if name not in _assigned:
        _assigned[name] = next(_COLOURS)
    return f"\x1b[{_assigned[name]}m{text}\x1b[0m"


def _silence() -> None:
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
