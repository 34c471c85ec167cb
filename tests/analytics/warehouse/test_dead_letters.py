"""A row that BigQuery refuses is kept with its reason, and never keeps another back."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics import events
from analytics.models import DeadLetter, Event, ExportBatch, ExportState, WarehouseChange
from analytics.warehouse import dead_letters, export, order_lines
from analytics.warehouse.client import client, table_id
from analytics.warehouse.export import export_events
from analytics.warehouse.rows import TABLE, Row
from analytics.warehouse.shipping import Shipment, ship
from analytics.warehouse.telling import tell_changes
from tests.analytics.warehouse.stage import end_rest, ids_of, ids_there, make_events, mend, spoil, waiting
from tests.shop.factories import make_subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse")]


def test_one_bad_row_of_500_and_499_arrive_in_the_same_run() -> None:
    made = make_events(500)
    bad = made.pop(321)
    spoil(bad)
    done = export_events()
    assert (done.arrived, done.refused, done.away) == (499, 1, "")
    assert ids_there() == ids_of(made)
    letter = DeadLetter.objects.get()
    assert (letter.table, letter.key, letter.attempts, letter.retrying) == (TABLE, str(bad.event_id), 1, False)
    assert "0044-03-15" in letter.reason
    assert "0044-03-15" in letter.row
    assert "0044" not in letter.problem
    assert "timestamp" in letter.problem.lower()
    assert not ExportBatch.objects.exists()


def test_a_bad_row_does_not_come_back_by_itself_and_holds_nobody_up() -> None:
    (bad,) = make_events(1)
    spoil(bad)
    export_events()
    made = make_events(3)
    done = export_events()
    assert (done.arrived, done.refused) == (3, 0)
    assert ids_there() == ids_of(made)
    assert waiting() == 1
    assert export.backlog() == export.Backlog(rows=0, oldest_age_s=0.0, dead_letters=1, changes=0)


def test_many_bad_rows_are_all_found() -> None:
    made = make_events(60)
    for event in made[::7]:
        spoil(event)
    done = export_events()
    bad = made[::7]
    assert (done.arrived, done.refused) == (60 - len(bad), len(bad))
    assert set(DeadLetter.objects.values_list("key", flat=True)) == {str(event.event_id) for event in bad}


def test_a_mended_row_arrives_when_it_is_tried_again_and_its_letter_goes() -> None:
    (bad,) = make_events(1)
    spoil(bad)
    export_events()
    mend(bad.event_id)
    assert dead_letters.replay(DeadLetter.objects.all()) == 1
    assert export.backlog().rows == 1
    assert export_events().arrived == 1
    assert ids_there() == [str(bad.event_id)]
    assert not DeadLetter.objects.exists()


def test_a_row_that_is_still_bad_stays_with_the_newer_try() -> None:
    (bad,) = make_events(1)
    spoil(bad)
    export_events()
    before = DeadLetter.objects.get()
    dead_letters.replay(DeadLetter.objects.all())
    assert dead_letters.replay(DeadLetter.objects.all()) == 0
    export_events()
    after = DeadLetter.objects.get()
    assert (after.attempts, after.retrying) == (2, False)
    assert after.first_tried_at == before.first_tried_at
    assert after.last_tried_at > before.last_tried_at


def test_a_bad_event_that_is_taken_back_needs_no_letter_any_more() -> None:
    subject = make_subject()
    (bad,) = make_events(1, subject)
    spoil(bad)
    export_events()
    # The event can be read again, but nobody has asked for another try.
    mend(bad.event_id)
    events.retract(subject.id, [bad.event_id])
    assert not DeadLetter.objects.exists()
    assert export_events().unwanted == 1
    assert ids_there() == []


def test_an_event_that_turns_bad_after_it_arrived_is_kept_as_a_letter_and_told_again() -> None:
    (event,) = make_events(1)
    export_events()
    export.export_again([event.event_id])
    spoil(event)
    assert tell_changes().refused == 1
    assert ids_there() == [str(event.event_id)]
    mend(event.event_id)
    dead_letters.replay(DeadLetter.objects.all())
    assert WarehouseChange.objects.count() == 1
    tell_changes()
    assert not DeadLetter.objects.exists()


def test_a_refused_order_line_is_tried_again_with_its_order() -> None:
    dead_letters.bury(order_lines.TABLE, Row("line", "2026-11-21", "{}", source="17"), "No such thing.")
    dead_letters.replay(DeadLetter.objects.all())
    change = WarehouseChange.objects.get()
    assert (change.kind, change.key) == ("order", "17")


@pytest.mark.usefixtures("broken_warehouse")
def test_a_missing_table_is_an_outage_and_no_rows_fault() -> None:
    make_events(3)
    client().delete_table(table_id(TABLE), timeout=30)
    done = export_events()
    assert done.away
    assert (done.arrived, done.refused) == (0, 0)
    assert not DeadLetter.objects.exists()
    assert waiting() == 3
    assert ExportState.objects.get().failures == 1


def test_a_table_with_another_shape_is_an_outage_and_no_rows_fault(broken_warehouse: Any) -> None:
    make_events(3)
    client().query(f"ALTER TABLE `{table_id(TABLE)}` DROP COLUMN product_id", timeout=30).result(timeout=30)
    assert export_events().away
    assert not DeadLetter.objects.exists()
    broken_warehouse.renew()
    end_rest()
    assert export_events().arrived == 3


def test_a_batch_too_large_for_one_request_is_sent_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.warehouse.sending.MAX_REQUEST_BYTES", 3_000)
    made = make_events(20)
    assert export_events().arrived == 20
    assert ids_there() == ids_of(made)


def test_a_bad_row_costs_few_jobs() -> None:
    sent: list[int] = []
    rows = [Row(str(number), "2026-11-21", "{}" if number != 700 else "not json") for number in range(1024)]
    refused: list[str] = []

    def ask_nothing(rows: Any) -> str:
        sent.append(len(rows))
        return "SELECT PARSE_JSON(@rows)"

    ship(
        rows,
        Shipment(
            job_id=f"few_{timezone.now():%H%M%S%f}",
            statement=ask_nothing,
            before_request=lambda: None,
            arrived=lambda rows: None,
            refused=lambda row, reason: refused.append(row.key),
        ),
    )
    assert refused == ["700"]
    assert len(sent) <= 2 * 10 + 2


# --- The command --------------------------------------------------------------------------------------------------


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("dead_letters", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def letter() -> DeadLetter:
    (bad,) = make_events(1)
    spoil(bad)
    export_events()
    return DeadLetter.objects.get()


def test_the_command_lists_letters(letter: DeadLetter) -> None:
    assert letter.key in said()
    assert letter.problem in said("list")
    assert "1 refused rows." in said("list", "--limit", "1")


def test_the_command_shows_a_letter(letter: DeadLetter) -> None:
    shown = said("show", letter.key)
    assert letter.reason in shown
    assert letter.row in shown
    with pytest.raises(CommandError, match="no refused row"):
        said("show", "nothing")


def test_the_command_replays_letters(letter: DeadLetter) -> None:
    with pytest.raises(CommandError, match="Say which"):
        said("replay")
    assert "0 rows" in said("replay", "--reason", "another reason")
    assert "1 rows" in said("replay", "--reason", "timestamp")
    assert "will be tried again" in said("list")


def test_the_export_command_says_what_it_did() -> None:
    made = make_events(7)
    spoil(made[3])
    out, err = StringIO(), StringIO()
    call_command("export_events", "--limit", "7", stdout=out, stderr=err)
    assert "6 events in" in out.getvalue()
    assert "1 rows refused" in out.getvalue()
    assert "7/7" in err.getvalue()
    assert Event.objects.filter(exported_at=None).count() == 1
    with pytest.raises(CommandError, match="1 or more"):
        call_command("export_events", "--limit", "0")


def test_replaying_asks_for_each_letter_once_however_many_there_are(django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        dead_letters.bury(order_lines.TABLE, Row(f"line-{number}", "2026-11-21", "{}", source="17"), "Bad.")
    with django_assert_max_num_queries(8):
        assert dead_letters.replay(DeadLetter.objects.all()) == 20
    assert WarehouseChange.objects.count() == 1
