"""Postgres and the warehouse compared: what differs is found, what merely waits is not called a difference."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from analytics.models import Event, GoneMonth
from analytics.partitions import Month
from analytics.warehouse import changes, verify
from analytics.warehouse.export import export_events
from analytics.warehouse.telling import tell_changes
from analytics.warehouse.verify import Gap, Report, compare
from shop import signals
from shop.models import Order
from tests.analytics.makers import oat_milk
from tests.analytics.warehouse.stage import make_events, spoil
from tests.personalization.makers import make_order
from tests.shop.factories import make_subject
from tests.warehouse import Warehouse

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _warehouse(fresh_warehouse: Warehouse) -> Warehouse:
    return fresh_warehouse


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def only(report: Report) -> Gap:
    assert len(report.gaps) == 1, report.gaps
    return report.gaps[0]


def remove(warehouse: Warehouse, event: Event) -> None:
    warehouse.query(f"DELETE FROM raw_user_actions WHERE event_id = '{event.event_id}'")


def repeat(warehouse: Warehouse, event: Event) -> None:
    warehouse.query(f"INSERT INTO raw_user_actions SELECT * FROM raw_user_actions WHERE event_id = '{event.event_id}'")


def invent(warehouse: Warehouse, when: datetime) -> str:
    """A row that Postgres knows nothing of."""
    event_id = str(uuid4())
    warehouse.insert(
        "raw_user_actions",
        {
            "event_id": event_id,
            "event_timestamp": when.isoformat(),
            "event_type": "product_viewed",
            "user_id": str(uuid4()),
            "session_id": "s",
        },
    )
    return event_id


def buy() -> Order:
    order = make_order(make_subject(), {oat_milk(): 2}, status="placed")
    signals.order_placed.send(sender=Order, order=order, session_key="session-1")
    tell_changes()
    return order


def month_gone() -> datetime:
    """A moment of a month that Postgres has dropped."""
    month = Month.of(timezone.now() - timedelta(days=180))
    GoneMonth.objects.get_or_create(first=month.first_moment.date())
    return month.first_moment + timedelta(days=3)


def test_what_was_exported_is_the_same() -> None:
    make_events(5)
    export_events()
    buy()
    export_events()
    report = compare()
    assert report.gaps == []
    # Five, and the order's own.
    assert (report.events, report.order_lines, report.waiting) == (6, 1, 0)


def test_nothing_on_both_sides_is_the_same() -> None:
    report = compare()
    assert (report.gaps, report.days) == ([], 0)


def test_what_waits_to_be_exported_is_counted_and_no_difference() -> None:
    make_events(3)
    export_events()
    make_events(2)
    report = compare()
    assert (report.gaps, report.events, report.waiting) == ([], 3, 2)


def test_a_missing_row_is_named_with_its_day_and_type(fresh_warehouse: Warehouse) -> None:
    events = make_events(3)
    export_events()
    remove(fresh_warehouse, events[1])
    gap = only(compare())
    assert (gap.table, gap.kind, gap.here, gap.there) == ("raw_user_actions", "product_viewed", 3, 2)
    assert gap.day == events[1].event_time.astimezone(UTC).date()
    assert gap.missing == [str(events[1].event_id)]
    assert (gap.extra, gap.twice) == ([], [])


def test_a_row_that_is_there_twice_is_found(fresh_warehouse: Warehouse) -> None:
    events = make_events(3)
    export_events()
    repeat(fresh_warehouse, events[0])
    gap = only(compare())
    assert (gap.missing, gap.extra, gap.twice) == ([], [], [str(events[0].event_id)])


def test_one_missing_and_another_invented_do_not_cancel_out(fresh_warehouse: Warehouse) -> None:
    (event,) = make_events(1)
    export_events()
    remove(fresh_warehouse, event)
    invented = invent(fresh_warehouse, event.event_time)
    gap = only(compare())
    assert (gap.here, gap.there) == (1, 1)
    assert (gap.missing, gap.extra) == ([str(event.event_id)], [invented])


def test_an_event_taken_back_that_is_still_there_is_found_once_it_was_told() -> None:
    (event,) = make_events(1)
    export_events()
    event.refresh_from_db()
    event.retracted_at = timezone.now()
    event.save()
    changes.events_changed([event])
    assert compare().gaps == []
    # The note got lost: now nobody will remove the row.
    changes.WarehouseChange.objects.all().delete()
    assert only(compare()).extra == [str(event.event_id)]


def test_a_refused_row_is_counted_and_no_difference() -> None:
    good, bad = make_events(2)
    spoil(bad)
    export_events()
    report = compare()
    assert (report.gaps, report.dead, report.events) == ([], 1, 1)
    assert good.event_id


def test_days_that_postgres_dropped_are_not_compared_and_said(fresh_warehouse: Warehouse) -> None:
    before = month_gone()
    invent(fresh_warehouse, before)
    invent(fresh_warehouse, before)
    report = compare()
    assert report.gaps == []
    assert report.dropped == {before.date(): 2}


def test_a_row_twice_is_found_on_a_dropped_day_too(fresh_warehouse: Warehouse) -> None:
    before = month_gone()
    event_id = invent(fresh_warehouse, before)
    fresh_warehouse.query(f"INSERT INTO raw_user_actions SELECT * FROM raw_user_actions WHERE event_id = '{event_id}'")
    gap = only(compare())
    assert (gap.twice, gap.extra) == ([event_id], [])


def test_an_order_line_that_is_missing_is_found(fresh_warehouse: Warehouse) -> None:
    order = buy()
    fresh_warehouse.query("DELETE FROM order_items WHERE TRUE")
    gap = only(compare())
    assert (gap.table, gap.here, gap.there) == ("order_items", 1, 0)
    assert [gap.orders[each] for each in gap.missing] == [str(order.pk)]


def test_an_order_that_waits_to_be_told_is_no_difference() -> None:
    order = make_order(make_subject(), {oat_milk(): 2}, status="placed")
    signals.order_placed.send(sender=Order, order=order, session_key="session-1")
    report = compare()
    assert report.gaps == []
    assert report.changes == 1


def test_one_day_alone_leaves_the_others_out(fresh_warehouse: Warehouse) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    (old,) = make_events(1, event_time=yesterday)
    make_events(1)
    export_events()
    remove(fresh_warehouse, old)
    day = yesterday.astimezone(UTC).date()
    assert compare(today(), today()).gaps == []
    assert only(compare(day, day)).missing == [str(old.event_id)]


def test_the_command_prints_every_difference_and_fails(fresh_warehouse: Warehouse) -> None:
    events = make_events(2)
    export_events()
    remove(fresh_warehouse, events[0])
    out = StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("warehouse", "verify", stdout=out)
    assert "raw_user_actions" in out.getvalue()
    assert str(events[0].event_id) in out.getvalue()


def test_the_command_succeeds_when_all_is_the_same() -> None:
    make_events(2)
    export_events()
    make_events(1)
    out = StringIO()
    call_command("warehouse", "verify", "--day", today().isoformat(), stdout=out)
    assert "No difference." in out.getvalue()
    assert "1 events and 0 changes wait to be exported" in out.getvalue()


def test_what_is_recorded_while_it_compares_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    make_events(2)
    export_events()
    ask = verify._tally_there

    def ask_late(*given: object) -> object:
        make_events(3)
        export_events()
        return ask(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(verify, "_tally_there", ask_late)
    assert compare().gaps == []
