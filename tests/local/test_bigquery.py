"""BigQuery's emulator beside the other servers: its data, its end, and what it must not do."""

import asyncio
import json
import signal
import time
from pathlib import Path

import duckdb
import psutil
import pytest

from leafloaf.local import bigquery, supervisor
from leafloaf.local.claim import State
from leafloaf.local.places import Places
from leafloaf.local.run import prepare_warehouse
from leafloaf.local.trouble import Trouble
from tests.local.conftest import Run, Start
from tests.warehouse import ask

RESTART_TIMEOUT_S = 120


def emulator_of(started: Run) -> psutil.Process:
    """The emulator's process, as the run's note names it."""
    children = json.loads(started.places.state_file.read_text())["children"]
    found = [psutil.Process(int(pid)) for pid in children]
    return next(process for process in found if "bigquery_process.py" in " ".join(process.cmdline()))


def run_sql(started: Run, *statements: str) -> list[tuple[object, ...]]:
    answers = [ask(started.places.bigquery_url, "kept", statement) for statement in statements]
    return answers[-1]


def test_the_second_start_finds_the_warehouse_again_even_after_kill_9(start: Start) -> None:
    first = start().wait_until_ready()
    run_sql(
        first, "CREATE SCHEMA kept", "CREATE TABLE kept.numbers (n INT64)", "INSERT INTO kept.numbers (n) VALUES (7)"
    )
    first.end(signal.SIGKILL)
    second = start().wait_until_ready()
    assert run_sql(second, "SELECT n FROM kept.numbers") == [(7,)]


def test_killed_it_is_started_again_and_the_other_servers_stay(start: Start) -> None:
    run = start().wait_until_ready()
    emulator = emulator_of(run)
    others = [process for process in run.family if process.pid != emulator.pid]
    emulator.kill()
    emulator.wait(timeout=10)
    deadline = time.monotonic() + RESTART_TIMEOUT_S
    while not bigquery.is_ready(run.places):
        assert time.monotonic() < deadline, "not started again"
        time.sleep(0.2)
    assert emulator_of(run).pid != emulator.pid
    run.family.append(emulator_of(run))
    assert all(process.is_running() for process in others if process.parent() is not None)


def test_writing_to_a_table_makes_no_copies_of_it(start: Start) -> None:
    run = start().wait_until_ready()
    run_sql(run, "CREATE SCHEMA kept", "CREATE TABLE kept.numbers (n INT64)")
    for _ in range(3):
        run_sql(run, "INSERT INTO kept.numbers (n) VALUES (7)")
    run.end(signal.SIGTERM)
    with duckdb.connect(str(run.places.bigquery_data / "bqemulator.duckdb"), read_only=True) as data:
        schemas = data.execute("SELECT schema_name FROM duckdb_tables() WHERE table_name <> 'numbers'").fetchall()
    assert "_bqemulator_snapshots" not in {schema for (schema,) in schemas}


def test_what_it_says_is_in_its_own_file_and_not_on_the_terminal(start: Start) -> None:
    run = start(LEAFLOAF_THROWAWAY="1").wait_until_ready()
    assert run.places.bigquery_log.exists()
    assert "sql.translator" not in run.end(signal.SIGTERM)


def test_the_extension_goes_with_the_data_when_the_environment_cannot_be_written(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", "/proc/nowhere")
    places = Places.from_environment(environ)
    bigquery.prepare(places)
    assert list(places.bigquery_data.glob("duckdb/.duckdb/extensions/*/*/spatial.duckdb_extension"))
    assert bigquery.environment(places)["HOME"] == str(places.bigquery_data / "duckdb")


def test_an_extension_that_cannot_be_had_is_one_sentence(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", "/proc/nowhere")
    monkeypatch.setattr(bigquery, "_IMPORT", "raise SystemExit('no room on the disk')")
    with pytest.raises(Trouble, match=r"spatial extension could not be put into .*: no room on the disk"):
        bigquery.prepare(Places.from_environment(environ))


def test_a_long_log_begins_anew(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bigquery, "LOG_KEPT_BYTES", 10)
    places = Places.from_environment(environ)
    places.bigquery_data.mkdir(parents=True)
    places.bigquery_log.write_text("much was said before\n")
    bigquery.prepare(places)
    assert not places.bigquery_log.exists()


def test_the_shop_opens_without_it(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(bigquery, "command", lambda places: ["sh", "-c", "echo no room; exit 1"])
    places = Places.from_environment(environ)

    async def open_shop() -> None:
        running = supervisor.Supervisor(State(places.data / "state.json", "nowhere"))
        try:
            await prepare_warehouse(running, places, environ)
            assert not running.is_ending
        finally:
            await running.end_all()

    places.data.mkdir()
    asyncio.run(open_shop())
    printed = capsys.readouterr().out
    assert f"bigquery cannot start: {places.bigquery_log} says why. The shop is open without it" in printed
    assert "no room" in places.bigquery_log.read_text()
