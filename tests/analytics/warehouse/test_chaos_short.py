"""What `make chaos` does for minutes, once each: a kill in the one bad moment, a BigQuery that goes and comes back."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from analytics.models import ExportBatch, ExportClaim, ExportState
from analytics.warehouse import export
from analytics.warehouse.client import client, limits
from analytics.warehouse.export import export_events
from tests.analytics.warehouse.stage import end_leases, end_rest, ids_of, ids_there, make_events, waiting
from tests.analytics.warehouse.test_exporters_at_once import worker
from tests.chaos.witness import Job, Witness

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 120


@pytest.fixture
def witness(warehouse: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    """Stands before the emulator."""
    witness = Witness(urlsplit(settings.BIGQUERY_EMULATOR_URL).port or 0)
    witness.listen()
    monkeypatch.setattr(settings, "BIGQUERY_EMULATOR_URL", witness.url)
    yield witness
    witness.leave()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "what was waited for did not come about"
        time.sleep(0.05)


def kill_between_answer_and_mark(witness: Witness, batch_rows: int) -> Job:
    """Let a worker export until BigQuery has answered its first job, which it never hears of."""
    struck = threading.Event()
    seen: list[Job] = []

    def strike(job: Job) -> None:
        if not seen:
            seen.append(job)
            os.kill(process.pid, signal.SIGKILL)
            struck.set()

    witness.before_answer = strike
    with worker(batch_rows) as process:
        assert struck.wait(PATIENCE_S)
        process.wait(PATIENCE_S)
    witness.before_answer = None
    return seen[0]


def test_what_a_killed_worker_had_sent_and_not_marked_is_marked_once_bigquery_says_it_knows_it(
    witness: Witness,
) -> None:
    made = make_events(30)
    job = kill_between_answer_and_mark(witness, batch_rows=30)
    # The bad moment: all there, nothing marked.
    assert ids_there() == ids_of(made)
    assert waiting() == len(job.keys) == 30
    end_leases()
    assert export_events().arrived == 30
    assert waiting() == 0
    assert ids_there() == ids_of(made)
    assert witness.lookups == {"known to BigQuery": 1}
    assert len(witness.jobs) == 1


def test_what_a_killed_worker_had_sent_is_sent_again_and_not_doubled_when_bigquery_has_forgotten_the_job(
    witness: Witness,
) -> None:
    made = make_events(30)
    job = kill_between_answer_and_mark(witness, batch_rows=20)
    assert len(ids_there()) == 20
    assert waiting() == 30
    client().delete_job_metadata(job.id, location=settings.BIGQUERY_LOCATION, **limits())
    end_leases()
    assert export_events().arrived == 30
    assert ids_there() == ids_of(made)
    # The twenty were sent twice, by two attempts.
    assert Counter(Counter(key for job in witness.jobs for key in job.keys).values()) == {2: 20, 1: 10}
    assert not ExportBatch.objects.exists()
    assert not ExportClaim.objects.exists()


def test_a_worker_goes_on_by_itself_when_bigquery_is_back(witness: Witness) -> None:
    made = make_events(10)
    with worker(batch_rows=5):
        until(lambda: waiting() == 0)
        witness.leave()
        made += make_events(12)
        until(lambda: ExportState.objects.filter(failures__gt=0).exists())
        assert waiting() == 12
        witness.listen()
        end_rest()
        until(lambda: waiting() == 0)
    assert ids_there() == ids_of(made)


def test_a_run_does_not_send_each_event_that_comes_in_meanwhile_by_itself(witness: Witness) -> None:
    made = make_events(6)

    def more_comes_in(done: export.Exported) -> None:
        made.extend(make_events(2))

    assert export_events(budget_s=60, on_progress=more_comes_in).arrived == 6
    assert len(witness.jobs) == 1
    assert export_events(budget_s=60).arrived == 2
    assert ids_there() == ids_of(made)


def test_two_beats_by_mistake_have_no_event_sent_twice(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH_ROWS", 25)
    made = make_events(150)

    def run_of_one_tick() -> None:
        export_events()
        connection.close()

    ticks = [threading.Thread(target=run_of_one_tick) for _ in range(4)]
    for tick in ticks:
        tick.start()
    for tick in ticks:
        tick.join(PATIENCE_S)
    assert ids_there() == ids_of(made)
    assert set(Counter(key for job in witness.jobs for key in job.keys).values()) == {1}
