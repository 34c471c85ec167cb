"""Runs programs as one: what ends unexpectedly is restarted or ends everything, and nothing is left.

Known supervisors were weighed: honcho cannot restart, order the stop or survive its own `kill -9`;
supervisord and circus bring a daemon, a control socket and a configuration language.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from leafloaf.local.claim import State
from leafloaf.local.offspring import end_with_parent
from leafloaf.local.output import say
from leafloaf.local.trouble import Trouble, sentence_for

STEADY_AFTER_S = 30.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
READY_TIMEOUT_S = 90.0
SECOND_ASK_AFTER_S = 0.5
READY_PAUSE_S = 0.1
EXIT_PAUSE_S = 0.05
DEATHS_BEFORE_READY = 3
LAST_LINES_TIMEOUT_S = 2.0
LAST_WORD_TIMEOUT_S = 3.0
LINE_LIMIT_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Program:
    """One process to keep: its command, how it is told to end, and what its unexpected end means.

    A `vital` program's end ends everything; another is restarted after a growing pause.
    `death_signal` is what it gets when the supervisor itself is killed. What it prints is repeated, or kept in `log`.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    vital: bool = False
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGTERM
    stop_timeout_s: float = 10.0
    log: Path | None = None

    @property
    def whose_lines(self) -> str:
        return f"{self.log} says why" if self.log else "its lines above say why"


class Stopping(Exception):
    """The person, or a vital program's end, asked for the end of the run."""


@dataclass
class _Kept:
    program: Program
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    deaths: int = 0
    task: asyncio.Task[None] | None = None


class Supervisor:
    """Starts programs, watches them, and ends them: vital ones after all the others."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._kept: list[_Kept] = []
        self._steps: set[asyncio.Task[int]] = set()
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._asked_at = 0.0
        self._trouble: Trouble | None = None

    def listen_for_signals(self) -> None:
        """Ctrl-C, SIGTERM and SIGHUP end the run; a second one hurries."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)

    def stop(self) -> None:
        """Ask for the end of the run; asked again after a moment, hurry."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._asked_at = time.monotonic()
        # One Ctrl-C or kill may arrive twice, once by way of make.
        elif time.monotonic() - self._asked_at > SECOND_ASK_AFTER_S:
            self._hurry.set()

    async def start(self, program: Program, ready: Callable[[], bool] | None = None) -> None:
        """Start a program and keep it; return when `ready` says so.

        Raises:
            Stopping: when the run ends before it is ready.
            Trouble: when it ends by itself or does not become ready in time.
        """
        self._raise_if_stopping()
        kept = _Kept(program)
        kept.task = asyncio.create_task(self._keep(kept))
        self._kept.append(kept)
        deadline = time.monotonic() + READY_TIMEOUT_S
        while ready is not None and not await asyncio.to_thread(ready):
            if time.monotonic() > deadline:
                raise Trouble(f"{program.name} was not ready after {READY_TIMEOUT_S:.0f} s: {program.whose_lines}.")
            await self.pause(READY_PAUSE_S)
            if kept.deaths >= DEATHS_BEFORE_READY:
                raise Trouble(f"{program.name} cannot start: {program.whose_lines}.")

    @property
    def is_ending(self) -> bool:
        return self._stopping.is_set()

    async def pause(self, seconds: float) -> None:
        """Wait a moment.

        Raises:
            Stopping: when the run ends meanwhile.
        """
        await _wait(self._stopping, seconds)
        self._raise_if_stopping()

    async def step(self, program: Program) -> None:
        """Run a program to its end.

        Raises:
            Stopping: when the run ends meanwhile.
            Trouble: when it fails.
        """
        self._raise_if_stopping()
        task = asyncio.create_task(self._live(program, self._stopping))
        self._steps.add(task)
        task.add_done_callback(self._steps.discard)
        code = await task
        self._raise_if_stopping()
        if code != 0:
            raise Trouble(f"{program.name} failed ({_ending(code)}): {program.whose_lines}.")

    async def until_stopped(self) -> None:
        """Wait for Ctrl-C or the end of a vital program.

        Raises:
            Trouble: when a vital program ended by itself.
        """
        await self._stopping.wait()
        if self._trouble:
            raise self._trouble

    async def end_all(self) -> None:
        """End every program in bounded time."""
        self._stopping.set()
        await asyncio.gather(*self._steps, return_exceptions=True)
        for vital in (False, True):
            group = [kept for kept in self._kept if kept.program.vital == vital]
            for kept in group:
                kept.stop.set()
            await asyncio.gather(*(kept.task for kept in group if kept.task), return_exceptions=True)

    async def _keep(self, kept: _Kept) -> None:
        program, stop = kept.program, kept.stop
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            born = time.monotonic()
            try:
                ending = _ending(await self._live(program, stop))
            except OSError as refused:
                ending = sentence_for(refused)
            if self._stopping.is_set() or stop.is_set():
                return
            if program.vital:
                self._trouble = Trouble(f"{program.name} ended by itself ({ending}): {program.whose_lines}.")
                self._stopping.set()
                return
            kept.deaths += 1
            if time.monotonic() - born > STEADY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            say(program.name, f"ended by itself ({ending}); starting it again in {pause_s:.0f} s")
            await _wait(stop, pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _live(self, program: Program, stop: asyncio.Event) -> int:
        """Run the program until it ends or is asked to; return its exit code."""
        with program.log.open("ab") if program.log else nullcontext(asyncio.subprocess.PIPE) as output:
            child = await asyncio.create_subprocess_exec(
                *program.command,
                env=dict(program.env),
                cwd=program.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                limit=LINE_LIMIT_BYTES,
                # Its own group, so that Ctrl-C reaches only the supervisor, which keeps the order.
                process_group=0,
                preexec_fn=end_with_parent(program.death_signal),
            )
        self._state.born(child.pid)
        lines = asyncio.create_task(_repeat_lines(program.name, child))
        ended = asyncio.create_task(_exit_code(child))
        asked = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not ended.done():
            await self._end(program, child)
        # Grandchildren that outlived their parent.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await asyncio.wait({lines}, timeout=LAST_LINES_TIMEOUT_S)
        lines.cancel()
        self._state.gone(child.pid)
        return await ended

    async def _end(self, program: Program, child: asyncio.subprocess.Process) -> None:
        """Ask it to end; when time is up or the person hurries, ask harder, then kill it."""
        ended = asyncio.create_task(_exit_code(child))
        hurry = asyncio.create_task(self._hurry.wait())
        _signal(child, program.stop_signal)
        await asyncio.wait({ended, hurry}, timeout=program.stop_timeout_s, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        if not ended.done():
            # PostgreSQL's immediate shutdown, Celery's cold one.
            _signal(child, signal.SIGQUIT)
            await asyncio.wait({ended}, timeout=LAST_WORD_TIMEOUT_S)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await ended

    def _raise_if_stopping(self) -> None:
        if self._trouble:
            raise self._trouble
        if self._stopping.is_set():
            raise Stopping


def _signal(child: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        child.send_signal(number)


async def _repeat_lines(name: str, child: asyncio.subprocess.Process) -> None:
    if child.stdout is None:
        return
    while True:
        try:
            line = await child.stdout.readline()
        except ValueError:  # longer than LINE_LIMIT_BYTES; asyncio has dropped it
            continue
        if not line:
            return
        say(name, line.decode(errors="replace").rstrip())


async def _exit_code(child: asyncio.subprocess.Process) -> int:
    """Wait for the process alone: asyncio's own `wait()` also waits for grandchildren that hold its output."""
    while child.returncode is None:
        await asyncio.sleep(EXIT_PAUSE_S)
    return child.returncode


async def _wait(event: asyncio.Event, timeout_s: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), timeout_s)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"killed by {signal.Signals(-code).name}"
