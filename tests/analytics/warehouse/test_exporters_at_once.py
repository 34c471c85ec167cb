"""Exporters share the work, and may be killed at any moment: in the end each event is there once."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from analytics.models import Event, ExportBatch, ExportClaim
from analytics.warehouse import claims, export
from analytics.warehouse.export import Exported, export_events
from leafloaf.local.places import CHECKOUT
from tests.analytics.warehouse.stage import dataset, ids_of, ids_there, make_events, waiting
from tests.shop.factories import make_subject

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("warehouse")]

KILLS = 10
# Events that come in while a worker lives.
EVENTS_PER_KILL = 60


@contextmanager
def worker(batch_rows: int) -> Iterator["subprocess.Popen[str]"]:
    """An exporter in its own process. Its leases are short: those of the killed must end within the test."""
    database = connection.settings_dict
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.analytics.warehouse.worker", str(batch_rows)],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "DATABASE_URL": (
                f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
                f"/{database['NAME']}"
            ),
            "BIGQUERY_DATASET": dataset(),
            "BIGQUERY_EMULATOR_URL": settings.BIGQUERY_EMULATOR_URL,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until_drained(limit_s: float = 120) -> None:
    deadline = time.monotonic() + limit_s
    while waiting() and time.monotonic() < deadline:
        # As if the leases of the killed had run out.
        ExportBatch.objects.update(lease_until=None)
        export_events()
    assert waiting() == 0


def test_two_exporters_at_once_send_each_event_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH_ROWS", 40)
    made = make_events(400)
    done: list[Exported] = []

    def work() -> None:
        done.append(export_events())
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    # No double work either: what one had, no other sent.
    assert sum(one.arrived for one in done) == 400
    assert ids_there() == ids_of(made)
    assert not ExportClaim.objects.exists()


def test_an_event_that_a_shoppers_transaction_holds_is_marked_when_it_is_free_again() -> None:
    made = make_events(3)
    batch, _ = claims.claim(10)
    assert batch is not None
    claims.give_back(batch.id, batch.attempt)
    url = connection.get_connection_params()
    with psycopg.connect(
        dbname=url["dbname"], host=url["host"], port=url["port"], user=url["user"], password=url.get("password")
    ) as shopper:
        shopper.execute("SELECT FROM analytics_event WHERE event_id = %s FOR UPDATE", [made[1].event_id])
        assert export_events().arrived == 2
        assert waiting() == 1
    assert export_events().arrived == 1
    assert waiting() == 0
    assert ids_there() == ids_of(made)


def test_a_worker_killed_at_any_moment_loses_nothing_and_doubles_nothing() -> None:
    subject = make_subject()
    made: list[Event] = []
    attempts_seen = 0
    for _ in range(KILLS):
        with worker(batch_rows=7) as process:
            made += make_events(EVENTS_PER_KILL, subject)
            # Somewhere between its first claim and the end of its work.
            time.sleep(random.uniform(0.0, 0.8))
            process.kill()
            process.wait()
        attempts_seen += ExportBatch.objects.count()
        ExportBatch.objects.update(lease_until=None)
    assert attempts_seen, "no worker was killed with a batch in its hands"
    wait_until_drained()
    assert ids_there() == ids_of(made)
    assert not ExportBatch.objects.exists()
    assert not ExportClaim.objects.exists()
