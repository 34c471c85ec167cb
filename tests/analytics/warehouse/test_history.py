"""Events that have left Postgres come back from the warehouse as they were, for those who still shop here."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from analytics.models import Event, EventId, GoneMonth, PrivacySetting
from analytics.partitions import Month
from analytics.warehouse.export import export_events
from analytics.warehouse.history import PastEvent, left_until, past_events
from shop.accounts import merge_subjects
from tests.analytics.warehouse.stage import make_events
from tests.shop.factories import make_subject, make_user
from tests.warehouse import Warehouse

pytestmark = [pytest.mark.django_db]

FACET = [["attribute:vegan", "mid", 0.6]]


@pytest.fixture(autouse=True)
def _warehouse(fresh_warehouse: Warehouse, _months_have_gone: None) -> Warehouse:
    return fresh_warehouse


@pytest.fixture
def _months_have_gone(db: None) -> None:
    drop_a_month()


def drop_a_month() -> None:
    """As if Postgres had given a month away, half a year ago."""
    month = Month.of(timezone.now() - timedelta(days=180))
    GoneMonth.objects.get_or_create(first=month.first_moment.date())


def long_ago(days: int = 0) -> datetime:
    """In the month that has left, or before."""
    until = left_until()
    assert until is not None
    return until - timedelta(days=20 + days, hours=3)


def forget_here(*events: Event) -> None:
    """As dropping their month does."""
    ids = [event.event_id for event in events]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_event WHERE event_id = ANY(%s)", [ids])
    EventId.objects.filter(pk__in=ids).delete()


def leave(*events: Event) -> None:
    """Let events reach the warehouse, and go from here."""
    export_events()
    forget_here(*events)


def old_events(count: int = 1, days: int = 0, **fields: object) -> list[Event]:
    when = long_ago(days)
    given = {"event_time": when, "received_at": when, "occurred_at": when, "contributions": FACET, **fields}
    subject = given.pop("subject", None)
    return make_events(count, subject, **given)  # type: ignore[arg-type]


def test_an_event_comes_back_as_it_was() -> None:
    user = make_user()
    subject = make_subject(user)
    (event,) = old_events(
        subject=subject, query="oat milk", quantity=2, position=3, ranking_id="r1", data={"source": "search"}
    )
    leave(event)
    (past,) = past_events()
    assert past == PastEvent(
        event_id=event.event_id,
        subject_id=subject.id,
        has_account=True,
        session_id="session-1",
        event_type="product_viewed",
        sku="OAT",
        query="oat milk",
        quantity=2,
        position=3,
        ranking_id="r1",
        data={"source": "search"},
        occurred_at=event.occurred_at,
        event_time=event.event_time,
        received_at=event.received_at,
        contributions=FACET,
        interaction_strength=1.0,
    )


def test_what_postgres_still_has_is_not_repeated() -> None:
    old, kept = old_events(2)
    make_events(2)
    leave(old)
    assert [past.event_id for past in past_events()] == [old.event_id]
    assert Event.objects.filter(event_id=kept.event_id).exists()


def test_one_shopper_s_events_come_in_order() -> None:
    subject, other = make_subject(), make_subject()
    late = old_events(subject=subject, days=1)
    early = old_events(subject=subject, days=9)
    foreign = old_events(subject=other, days=5)
    leave(*late, *early, *foreign)
    assert [past.event_id for past in past_events(subject.id)] == [early[0].event_id, late[0].event_id]


def test_everybody_s_events_come_day_by_day() -> None:
    first = old_events(3, days=9)
    second = old_events(2, days=2)
    leave(*first, *second)
    days = [past.event_time.astimezone(UTC).date() for past in past_events()]
    assert len(days) == 5
    assert days == sorted(days)


def test_a_visitor_who_signed_in_since_is_the_account() -> None:
    visitor, account = make_subject(), make_subject(make_user())
    events = old_events(subject=visitor)
    leave(*events)
    merge_subjects(visitor.id, account.id)
    # The warehouse has not been told yet.
    assert [past.subject_id for past in past_events()] == [account.id]
    assert [past.event_id for past in past_events(account.id)] == [events[0].event_id]


def test_an_erased_shopper_s_events_do_not_come_back() -> None:
    subject = make_subject()
    leave(*old_events(subject=subject))
    subject.delete()
    assert list(past_events()) == []
    assert list(past_events(uuid4())) == []


def test_a_search_that_was_not_exported_comes_back_without_its_words() -> None:
    subject = make_subject()
    PrivacySetting.objects.create(subject=subject, track_searches=False)
    leave(*old_events(subject=subject, query="oat milk"))
    assert [past.query for past in past_events()] == [""]


def test_more_than_one_step_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.warehouse.history.EVENTS_PER_STEP", 2)
    events = old_events(5)
    leave(*events)
    assert {past.event_id for past in past_events()} == {event.event_id for event in events}


def test_while_no_month_has_gone_the_warehouse_is_not_asked() -> None:
    leave(*old_events())
    GoneMonth.objects.all().delete()
    assert list(past_events()) == []
