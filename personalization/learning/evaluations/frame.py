"""What every evaluation is given, and how the command finds them."""

import pkgutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np

from personalization.learning import evaluations
from personalization.learning.report import Report


@dataclass(frozen=True, slots=True)
class Options:
    """
    Args:
        seed: of every random choice; the same seed gives the same report.
        sample: share of the shoppers (or orders) to use, above 0 and up to 1, for a quick look.
    """

    seed: int = 0
    sample: float = 1.0

    def keeps(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """The positions of a random `sample` of `count` shoppers, at least two, in their order."""
        if self.sample >= 1.0:
            return np.arange(count)
        kept = min(count, max(2, round(count * self.sample)))
        return np.sort(np.random.default_rng(self.seed).choice(count, size=kept, replace=False))


class Advance(Protocol):
    def __call__(self, steps: int = 1, /) -> None: ...


class Progress(Protocol):
    """Tells whoever waits how far it is: `with progress("Reading", 3) as advance: advance()`."""

    def __call__(self, stage: str, total: int, /) -> AbstractContextManager[Advance]: ...


@contextmanager
def quiet(stage: str, total: int) -> Iterator[Advance]:
    """Progress that nobody watches."""

    def advance(steps: int = 1, /) -> None:
        pass

    yield advance


class Evaluate(Protocol):
    def __call__(self, data: Path, options: Options, progress: Progress, /) -> Report: ...


def task_names() -> list[str]:
    """The tasks there are: the modules beside this one."""
    return sorted(module.name for module in pkgutil.iter_modules(evaluations.__path__) if module.name != "frame")


def evaluation_of(task: str) -> Evaluate:
    """The task's own function; its module is imported only now."""
    function: Evaluate = import_module(f"{evaluations.__name__}.{task}").evaluate
    return function
