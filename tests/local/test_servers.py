"""`make servers` as a person meets it: starting twice, ending, and everything that may stand in the way."""

import json
import os
import signal
import socket
import subprocess
import time

import psutil
import psycopg
import pytest
import redis

from leafloaf.local.places import Places
from tests.local.conftest import Start


def test_it_works_and_the_second_start_finds_the_data_again(start: Start) -> None:
    first = start().wait_until_ready()
    with psycopg.connect(first.places.database_url) as connection:
        connection.execute("CREATE EXTENSION vector")
        connection.execute("CREATE TABLE kept AS SELECT '[1,2]'::vector AS v")
    with redis.Redis.from_url(first.places.redis_url()) as client:
        client.set("kept", "yes")
    first.end(signal.SIGINT)

    second = start().wait_until_ready()
    with psycopg.connect(second.places.database_url) as connection:
        assert connection.execute("SELECT v::text FROM kept").fetchall() == [("[1,2]",)]
    with redis.Redis.from_url(second.places.redis_url()) as client:
        assert client.get("kept") == b"yes"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_process_in_order(start: Start, number: signal.Signals) -> None:
    run = start(LEAFLOAF_THROWAWAY="1").wait_until_ready()
    printed = run.end(number)
    assert "database system is shut down" in printed
    assert printed.rstrip().endswith("LeafLoaf has stopped.")
    assert run.process.returncode == 0


def test_kill_9_leaves_no_process_and_the_next_start_works(start: Start) -> None:
    killed = start().wait_until_ready()
    assert len(killed.family) > 2
    killed.end(signal.SIGKILL)
    start().wait_until_ready()


def test_what_a_killed_run_left_is_ended_by_the_next_start(start: Start) -> None:
    killed = start().wait_until_ready()
    note = killed.places.state_file.read_text()
    killed.end(signal.SIGKILL)
    # An orphan of a child's group, as a build's grandchild is: its leader is gone, it lives on.
    leader = subprocess.Popen(
        ["sh", "-c", "sleep 600 >/dev/null & echo $!"], process_group=0, stdout=subprocess.PIPE, text=True
    )
    orphan = psutil.Process(int(leader.communicate()[0]))
    children = json.loads(note) | {"children": {leader.pid: time.time()}}
    killed.places.state_file.write_text(json.dumps(children))
    start().wait_until_ready()
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_a_stale_postmaster_pid_is_no_obstacle(start: Start) -> None:
    first = start().wait_until_ready()
    first.end(signal.SIGINT)
    # The number of a dead server that a living, unrelated process got: this one.
    stale = first.places.postgres_data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")
    start().wait_until_ready()
    assert stale.read_text().split()[0] != str(os.getpid())


def test_a_second_run_on_the_same_data_says_who_runs(start: Start) -> None:
    first = start(LEAFLOAF_THROWAWAY="1").wait_until_ready()
    for command in ("servers", "reset"):
        second = start(command)
        printed = second.process.communicate(timeout=30)[0]
        assert second.process.returncode == 1
        assert f"already runs on {first.places.data} (process {first.process.pid}" in printed
        assert "Traceback" not in printed


@pytest.mark.parametrize("variable", ["POSTGRES_PORT", "REDIS_PORT", "BIGQUERY_PORT", "BIGQUERY_GRPC_PORT"])
def test_a_port_in_use_is_named_with_its_holder_and_the_variable(
    start: Start, environ: dict[str, str], variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start(**{variable: str(port)})
        printed = run.process.communicate(timeout=30)[0]
    assert run.process.returncode == 1
    assert f"Port {port} is in use by " in printed
    assert f"(process {os.getpid()})" in printed
    assert f"{variable}={port + 1}" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "80 80"])
def test_a_port_that_is_no_port_is_refused(start: Start, value: str) -> None:
    run = start(PORT=value)
    printed = run.process.communicate(timeout=30)[0]
    assert run.process.returncode == 1
    assert printed.strip().startswith(f"LeafLoaf: PORT is '{value}': set it to a number from 1 to 65535")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(start: Start) -> None:
    run = start(LEAFLOAF_DATA_DIR="/proc/leafloaf")
    printed = run.process.communicate(timeout=30)[0]
    assert run.process.returncode == 1
    assert "/proc/leafloaf" in printed
    assert "Traceback" not in printed


def test_a_lost_password_is_said_and_not_waited_for(start: Start) -> None:
    first = start().wait_until_ready()
    first.end(signal.SIGINT)
    (first.places.data / "postgres_password").write_text("something else")
    printed = start().process.communicate(timeout=30)[0]
    assert "is not the password of the data beside it" in printed
    assert "Traceback" not in printed


def test_reset_wipes_the_data(start: Start) -> None:
    first = start(LEAFLOAF_THROWAWAY="1").wait_until_ready()
    first.end(signal.SIGTERM)
    assert first.places.postgres_data.exists()
    assert start("reset").process.wait(timeout=30) == 0
    assert list(first.places.data.iterdir()) == []


def test_reset_does_not_touch_a_folder_that_is_not_ours(start: Start, environ: dict[str, str]) -> None:
    places = Places.from_environment(environ)
    places.data.mkdir()
    (places.data / "thesis.txt").write_text("years of work")
    run = start("reset")
    assert run.process.wait(timeout=30) == 1
    assert (places.data / "thesis.txt").exists()


def test_the_state_note_names_the_children(start: Start) -> None:
    run = start(LEAFLOAF_THROWAWAY="1").wait_until_ready()
    note = json.loads(run.places.state_file.read_text())
    assert {int(pid) for pid in note["children"]} <= {child.pid for child in run.family}
    assert len(note["children"]) == 3
