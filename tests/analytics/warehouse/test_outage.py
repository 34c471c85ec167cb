"""While BigQuery is away nothing hangs, nothing is lost and nothing is marked; afterwards it drains by itself."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics.models import Event, ExportBatch, ExportState
from analytics.warehouse import resting, telling
from analytics.warehouse.export import backlog, export_events
from leafloaf.local.ports import free_port
from tests.analytics.warehouse.stage import end_rest, ids_of, ids_there, make_events, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse")]


@pytest.fixture
def nobody_there(settings: Any, warehouse: Any) -> None:
    """BigQuery's address refuses connections."""
    settings.BIGQUERY_EMULATOR_URL = f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def silence(settings: Any, warehouse: Any) -> Iterator[None]:
    """BigQuery's address accepts connections, and answers nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        settings.BIGQUERY_EMULATOR_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings.WAREHOUSE_TIMEOUT_S = 0.5
        yield


@pytest.mark.usefixtures("nobody_there")
def test_nothing_is_marked_and_the_backlog_grows() -> None:
    make_events(3)
    done = export_events()
    assert (done.arrived, done.refused) == (0, 0)
    assert done.away
    make_events(2)
    assert export_events().away
    assert waiting() == backlog().rows == 5
    assert ExportState.objects.get().last_failure


def test_no_attempt_hangs(silence: None) -> None:
    make_events(1)
    started = time.monotonic()
    assert export_events().away
    # Generous for a loaded machine; the client alone would have tried for ten minutes.
    assert time.monotonic() - started < 60
    assert waiting() == 1


def test_afterwards_all_of_it_arrives_once(settings: Any, warehouse: Any) -> None:
    there = settings.BIGQUERY_EMULATOR_URL
    settings.BIGQUERY_EMULATOR_URL = f"http://127.0.0.1:{free_port()}"
    made = make_events(5)
    for _ in range(3):
        end_rest()
        assert export_events().away
    assert ExportState.objects.get().failures == 3
    settings.BIGQUERY_EMULATOR_URL = there
    made += make_events(4)
    end_rest()
    assert export_events().arrived == 9
    assert ids_there() == ids_of(made)
    state = ExportState.objects.get()
    assert (state.failures, state.next_try_at) == (0, None)
    assert not ExportBatch.objects.exists()


@pytest.mark.usefixtures("nobody_there")
def test_nobody_tries_while_the_exporters_rest() -> None:
    make_events(1)
    export_events()
    ExportState.objects.update(next_try_at=timezone.now() + timedelta(minutes=1))
    export_events()
    telling.tell_changes()
    assert ExportState.objects.get().failures == 1


@pytest.mark.usefixtures("nobody_there")
def test_failures_take_no_more_events_than_one_batch() -> None:
    make_events(3)
    for _ in range(3):
        end_rest()
        export_events()
    batch = ExportBatch.objects.get()
    assert batch.attempts == 3


def test_while_bigquery_is_away_one_exporter_tries_at_a_time() -> None:
    assert resting.may_try(30)
    resting.note_failure("away")
    end_rest()
    assert resting.may_try(30)
    assert not resting.may_try(30)


def test_whoever_has_nothing_to_send_leaves_the_try_to_others() -> None:
    resting.note_failure("away")
    end_rest()
    assert telling.tell_changes().changes == 0
    assert resting.may_try(30)


def test_rests_grow_at_random_up_to_a_limit() -> None:
    rests = [resting.note_failure("away").total_seconds() for _ in range(40)]
    assert all(rest <= resting.FIRST_REST_S * 2**number for number, rest in enumerate(rests[:5]))
    assert max(rests) <= resting.LONGEST_REST_S
    assert len(set(rests)) == len(rests)
    assert max(rests[10:]) > resting.LONGEST_REST_S / 3


def test_a_success_ends_the_rest() -> None:
    resting.note_failure("away")
    resting.note_success()
    assert resting.may_try(30)
    assert resting.last_success() is not None


@pytest.mark.usefixtures("nobody_there")
def test_the_command_says_that_bigquery_is_away() -> None:
    make_events(1)
    with pytest.raises(CommandError, match="does not answer"):
        call_command("export_events", stdout=StringIO(), stderr=StringIO())
    assert Event.objects.filter(exported_at=None).count() == 1
