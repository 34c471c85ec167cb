"""The warehouse repaired: afterwards it is what Postgres is, and nothing unknown was deleted."""

from datetime import UTC, date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django.fixtures import Settings

from analytics.models import Event, WarehouseChange
from analytics.warehouse import changes
from analytics.warehouse.backfill import Repaired, repair
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.export import export_events
from analytics.warehouse.verify import compare
from leafloaf.local.ports import free_port
from tests.analytics.warehouse.stage import end_rest, ids_of, ids_there, make_events
from tests.analytics.warehouse.test_verify import buy, invent, remove, repeat, today
from tests.warehouse import Warehouse

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _warehouse(fresh_warehouse: Warehouse) -> Warehouse:
    return fresh_warehouse


def week() -> tuple[date, date]:
    return today() - timedelta(days=7), today() + timedelta(days=1)


def test_what_is_missing_is_there_again(fresh_warehouse: Warehouse) -> None:
    events = make_events(5)
    export_events()
    for event in events[:3]:
        remove(fresh_warehouse, event)
    assert repair(*week()) == Repaired(missing=3)
    assert ids_there() == ids_of(events)
    assert compare().gaps == []


def test_a_warehouse_that_lost_everything_gets_it_back(fresh_warehouse: Warehouse) -> None:
    events = make_events(5)
    export_events()
    buy()
    fresh_warehouse.query("DELETE FROM raw_user_actions WHERE TRUE")
    fresh_warehouse.query("DELETE FROM order_items WHERE TRUE")
    assert repair(*week()).left == []
    assert set(ids_of(events)) <= set(ids_there())
    assert len(fresh_warehouse.query("SELECT line_id FROM order_items")) == 1
    assert compare().gaps == []


def test_what_is_there_twice_is_there_once(fresh_warehouse: Warehouse) -> None:
    events = make_events(3)
    export_events()
    buy()
    repeat(fresh_warehouse, events[0])
    fresh_warehouse.query("INSERT INTO order_items SELECT * FROM order_items")
    repaired = repair(*week())
    assert (repaired.once, repaired.left) == (2, [])
    assert len(ids_there()) == len({*ids_there(), *ids_of(events)}) == 4
    assert len(fresh_warehouse.query("SELECT line_id FROM order_items")) == 1


def test_what_was_taken_back_goes() -> None:
    taken, kept = make_events(2)
    export_events()
    taken.refresh_from_db()
    taken.retracted_at = timezone.now()
    taken.save()
    repaired = repair(*week())
    assert (repaired.removed, repaired.left) == (1, [])
    assert ids_there() == [str(kept.event_id)]


def test_rows_that_nobody_knows_stay_and_are_said(fresh_warehouse: Warehouse) -> None:
    invented = invent(fresh_warehouse, timezone.now())
    repaired = repair(*week())
    assert [gap.extra for gap in repaired.left] == [[invented]]
    assert repaired.removed == 0
    assert ids_there() == [invented]


def test_what_still_waits_is_exported_as_well() -> None:
    events = make_events(3)
    assert repair(*week()) == Repaired()
    assert ids_there() == ids_of(events)


def test_days_outside_are_left_alone(fresh_warehouse: Warehouse) -> None:
    (old,) = make_events(1, event_time=timezone.now() - timedelta(days=3))
    export_events()
    remove(fresh_warehouse, old)
    repair(today(), today())
    assert ids_there() == []
    day = old.event_time.astimezone(UTC).date()
    repair(day, day)
    assert ids_there() == [str(old.event_id)]


def test_an_outage_is_said_and_the_next_run_goes_on(
    fresh_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = make_events(3)
    export_events()
    remove(fresh_warehouse, events[0])

    def away(ids: object) -> None:
        raise WarehouseUnavailable("gone")

    with monkeypatch.context() as patched:
        patched.setattr("analytics.warehouse.backfill._send_again", away)
        with pytest.raises(WarehouseUnavailable):
            repair(*week())
    end_rest()
    assert repair(*week()).left == []
    assert ids_there() == ids_of(events)


def test_an_event_taken_back_meanwhile_is_not_sent_again(fresh_warehouse: Warehouse) -> None:
    (event,) = make_events(1)
    export_events()
    remove(fresh_warehouse, event)
    event.refresh_from_db()
    event.retracted_at = timezone.now()
    event.save()
    changes.events_changed([event])
    repair(*week())
    assert ids_there() == []
    assert not WarehouseChange.objects.exists()
    assert not Event.objects.filter(exported_at=None).exists()


def test_the_command_says_what_it_did(fresh_warehouse: Warehouse) -> None:
    events = make_events(2)
    export_events()
    remove(fresh_warehouse, events[0])
    out = StringIO()
    first, last = week()
    call_command("warehouse", "backfill", "--from", str(first), "--to", str(last), stdout=out, stderr=StringIO())
    assert "1 rows were missing" in out.getvalue()
    assert "the warehouse is what Postgres is" in out.getvalue()


def test_the_command_fails_when_something_is_left(fresh_warehouse: Warehouse) -> None:
    invent(fresh_warehouse, timezone.now())
    first, last = week()
    with pytest.raises(CommandError, match="1 differences are left"):
        call_command(
            "warehouse", "backfill", "--from", str(first), "--to", str(last), stdout=StringIO(), stderr=StringIO()
        )


@pytest.mark.parametrize("days", [("2026-01-05", "2026-01-04"), ("2026-13-01", "2026-01-04")])
def test_days_that_are_none_are_said(days: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=r"before --from|no day"):
        call_command("warehouse", "backfill", "--from", days[0], "--to", days[1], stderr=StringIO())


def test_a_warehouse_that_is_away_is_one_sentence(settings: Settings) -> None:
    settings.BIGQUERY_EMULATOR_URL = f"http://127.0.0.1:{free_port()}"
    settings.WAREHOUSE_TIMEOUT_S = 1.0
    with pytest.raises(CommandError, match="cannot be used now: BigQuery gives no answer"):
        call_command("warehouse", "verify", stdout=StringIO())
