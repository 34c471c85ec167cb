"""PostgreSQL refuses root: each way to start it all the same, as far as this machine and user allow it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from leafloaf.local import postgres
from leafloaf.local.places import Places
from leafloaf.local.run_as import CAPABILITY, NAMESPACE, PLAIN_NOBODY, Account, works
from leafloaf.local.trouble import Trouble
from tests.local.conftest import Start

ROOT = os.geteuid() == 0
POSTGRES = postgres.programs() / "postgres"
WAYS = [way for way in (NAMESPACE, CAPABILITY) if ROOT and works(way, POSTGRES, Path("/"))] or [
    Account((), os.geteuid())
]


@pytest.fixture
def places(environ: dict[str, str], tmp_path: Path) -> Places:
    """Data below a folder that only its owner may enter."""
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    return Places.from_environment(environ | {"LEAFLOAF_DATA_DIR": str(closed / "data"), "LEAFLOAF_THROWAWAY": "1"})


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.prefix[0] if way.prefix else "own user")
def test_it_runs_under_a_closed_folder(places: Places, way: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "unprivileged_account", lambda *_: way)
    assert_it_serves(places)
    assert places.postgres_data.stat().st_uid == way.owner


def test_data_made_one_way_is_found_the_other_way(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    for way in (*WAYS, *WAYS[:1]):
        monkeypatch.setattr(postgres, "unprivileged_account", lambda *_, way=way: way)
        assert_it_serves(places)


def test_root_does_not_choose_an_account_that_cannot_enter(places: Places) -> None:
    assert not ROOT or not works(PLAIN_NOBODY, POSTGRES, places.data)


def test_root_is_told_when_no_way_is_left(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    from leafloaf.local import run_as

    monkeypatch.setattr(run_as, "works", lambda *_: False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(Trouble, match="run the command as a normal user"):
        run_as.unprivileged_account(POSTGRES, places.data)


def test_a_normal_user_can_run_it(start: Start) -> None:
    # For root, a namespace that shows root as a user without rights is as good as another account.
    run = start(prefix=NAMESPACE.prefix[:4] if NAMESPACE in WAYS else (), LEAFLOAF_THROWAWAY="1")
    run.wait_until_ready()
    with psycopg.connect(run.places.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def assert_it_serves(places: Places) -> None:
    postgres.prepare(places)
    process = subprocess.Popen(
        postgres.command(places),
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while not postgres.is_ready(places):
            assert process.poll() is None, "PostgreSQL ended at once"
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
