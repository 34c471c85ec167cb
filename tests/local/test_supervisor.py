"""The supervisor with small programs: what is restarted, what ends everything, and in which order."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from leafloaf.local import supervisor as supervising
from leafloaf.local.claim import State
from leafloaf.local.supervisor import Program, Stopping, Supervisor
from leafloaf.local.trouble import Trouble

Body = Callable[[Supervisor], Awaitable[None]]


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "FIRST_PAUSE_S", 0.05)


def shell(name: str, script: str, *, vital: bool = False, stop_timeout_s: float = 5) -> Program:
    return Program(
        name=name,
        command=["sh", "-c", script],
        env={"PATH": "/usr/bin:/bin"},
        folder=Path("/"),
        vital=vital,
        stop_timeout_s=stop_timeout_s,
    )


def supervise(tmp_path: Path, body: Body) -> None:
    """Run a body under a supervisor, then end everything; no child of this process may be left."""

    async def run() -> None:
        supervisor = Supervisor(State(tmp_path / "state.json", "nowhere"))
        try:
            await body(supervisor)
        finally:
            await supervisor.end_all()

    # What already runs beside the tests, as their own database does, may start children of its own meanwhile.
    before = set(psutil.Process().children())
    try:
        asyncio.run(run())
    finally:
        left = [process for child in set(psutil.Process().children()) - before for process in with_offspring(child)]
        assert not left, f"left behind: {left}"


def with_offspring(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def lines(file: Path) -> list[str]:
    return file.read_text().split() if file.exists() else []


async def until(true: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.02)


def test_a_program_that_ends_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    starts = tmp_path / "starts"

    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("beat", f"echo started >> {starts}; exit 3"))
        await until(lambda: len(lines(starts)) >= 3)

    supervise(tmp_path, body)
    assert "ended by itself (exit code 3); starting it again" in capsys.readouterr().out


def test_the_pause_before_a_restart_grows(tmp_path: Path) -> None:
    starts = tmp_path / "starts"

    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("beat", f"date +%s%N >> {starts}; exit 3"))
        await until(lambda: len(lines(starts)) >= 4)

    supervise(tmp_path, body)
    times = [int(line) for line in lines(starts)]
    assert times[3] - times[2] > times[1] - times[0]


def test_the_end_of_a_vital_program_ends_everything_and_says_which(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("web", "exec sleep 60"))
        await supervisor.start(shell("postgres", "kill -KILL $$", vital=True))
        await supervisor.until_stopped()

    with pytest.raises(Trouble, match=r"postgres ended by itself \(killed by SIGKILL\)"):
        supervise(tmp_path, body)


def test_vital_programs_end_after_all_the_others(tmp_path: Path) -> None:
    ends = tmp_path / "ends"
    script = "trap 'sleep {pause}; echo {name} >> {ends}; exit' TERM; while :; do sleep 0.02; done"

    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("postgres", script.format(pause=0, name="postgres", ends=ends), vital=True))
        await supervisor.start(shell("web", script.format(pause=0.3, name="web", ends=ends)))
        await asyncio.sleep(0.3)

    supervise(tmp_path, body)
    assert lines(ends) == ["web", "postgres"]


def test_a_program_deaf_to_signals_is_killed_when_its_time_is_up(tmp_path: Path) -> None:
    ready = tmp_path / "ready"

    async def body(supervisor: Supervisor) -> None:
        deaf = shell("worker", f"trap '' TERM QUIT; touch {ready}; while :; do sleep 1; done", stop_timeout_s=0.2)
        await supervisor.start(deaf, ready=ready.exists)

    began = time.monotonic()
    supervise(tmp_path, body)
    assert time.monotonic() - began < 10


def test_a_second_ctrl_c_hurries(tmp_path: Path) -> None:
    ready = tmp_path / "ready"

    async def body(supervisor: Supervisor) -> None:
        slow = shell("worker", f"trap '' TERM; touch {ready}; while :; do sleep 0.1; done", stop_timeout_s=60)
        await supervisor.start(slow, ready=ready.exists)
        loop = asyncio.get_running_loop()
        for moment_s in (0, 0.01, supervising.SECOND_ASK_AFTER_S + 0.1):
            loop.call_later(moment_s, supervisor.stop)
        await supervisor.until_stopped()

    began = time.monotonic()
    supervise(tmp_path, body)
    assert time.monotonic() - began < 20


def test_grandchildren_end_with_their_parent(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await supervisor.step(shell("npm", "sleep 61 & exit 0"))
        assert not [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "61"]]

    supervise(tmp_path, body)


def test_a_step_that_fails_is_named(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await supervisor.step(shell("migrate", "exit 4"))

    with pytest.raises(Trouble, match=r"migrate failed \(exit code 4\)"):
        supervise(tmp_path, body)


def test_a_step_is_ended_when_the_person_stops_the_run(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        asyncio.get_running_loop().call_later(0.2, supervisor.stop)
        await supervisor.step(shell("npm", "exec sleep 60"))

    with pytest.raises(Stopping):
        supervise(tmp_path, body)


def test_a_step_is_ended_when_something_beside_it_fails(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await asyncio.gather(
            supervisor.step(shell("npm", "exec sleep 60")),
            supervisor.step(shell("migrate", "sleep 0.2; exit 1")),
        )

    with pytest.raises(Trouble, match="migrate failed"):
        supervise(tmp_path, body)


def test_a_program_that_never_becomes_ready_is_given_up(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("web", "exit 1"), ready=lambda: False)

    with pytest.raises(Trouble, match="web cannot start"):
        supervise(tmp_path, body)


def test_a_missing_program_is_one_sentence(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        missing = Program("redis", ["/nowhere/redis-server"], {}, Path("/"), vital=True)
        await supervisor.start(missing)
        await supervisor.until_stopped()

    with pytest.raises(Trouble, match=r"redis ended by itself .*/nowhere/redis-server"):
        supervise(tmp_path, body)


def test_a_line_of_a_megabyte_is_dropped_and_the_next_one_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def body(supervisor: Supervisor) -> None:
        script = "print('x' * 3_000_000); print('still here')"
        await supervisor.step(Program("demo", [sys.executable, "-c", script], {}, Path("/")))

    supervise(tmp_path, body)
    assert "demo     | still here" in capsys.readouterr().out


def test_children_ignore_the_ctrl_c_meant_for_the_supervisor(tmp_path: Path) -> None:
    async def body(supervisor: Supervisor) -> None:
        await supervisor.start(shell("web", "exec sleep 60"))
        await asyncio.sleep(0.2)
        child = next(each for each in psutil.Process().children() if each.name() == "sleep")
        assert os.getpgid(child.pid) == child.pid

    supervise(tmp_path, body)
