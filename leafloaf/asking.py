"""Asking a part of the shop whether it is well, when it may be dead: never longer than a limit, never twice at once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a part said, how long it took, and when that was (time.monotonic)."""

    value: T
    milliseconds: float
    at: float

    @property
    def age_s(self) -> float:
        return max(0.0, time.monotonic() - self.at)


class Question(Generic[T]):
    """One question, asked in a thread of its own, its answer shared by everybody who asks within `fresh_s`.

    A part that hangs holds one thread, however often it is asked about; whoever asks is answered in time.
    """

    def __init__(self, ask: Callable[[], T], fresh_s: float) -> None:
        self._ask = ask
        self._fresh_s = fresh_s
        self._lock = threading.Lock()
        self._under_way: threading.Event | None = None
        self._since = 0.0
        self._answer: Answer[T] | None = None
        self._fault: BaseException | None = None
        self._over_at = 0.0

    def begin(self) -> None:
        """Ask now, unless it is being asked or was just answered."""
        with self._lock:
            if self._under_way or time.monotonic() - self._over_at < self._fresh_s:
                return
            self._under_way, self._since = threading.Event(), time.monotonic()
            threading.Thread(target=self._run, args=(self._under_way,), name="health", daemon=True).start()

    def answer(self, limit_s: float) -> Answer[T] | None:
        """The answer; None when there was none in time, or it was a fault."""
        self.begin()
        with self._lock:
            waiting, since = self._under_way, self._since
        if waiting is not None and not waiting.wait(max(0.0, since + limit_s - time.monotonic())):
            return None
        with self._lock:
            return None if self._fault else self._answer

    def forget(self) -> None:
        """The next question is asked afresh (tests)."""
        with self._lock:
            self._over_at = 0.0

    def _run(self, done: threading.Event) -> None:
        started = time.monotonic()
        answer: Answer[T] | None = None
        fault: BaseException | None = None
        try:
            value = self._ask()
            now = time.monotonic()
            answer = Answer(value, round(1000 * (now - started), 2), now)
        except Exception as error:
            # Whatever a part answers with, whoever asked must be told that it is not well.
            fault = error
        finally:
            connections.close_all()
            with self._lock:
                self._answer, self._fault, self._over_at, self._under_way = answer, fault, time.monotonic(), None
            done.set()
