"""Recording events: each is one row, whoever reports it and however often."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.events import MAX_AGE, record, retract
from analytics.models import Event
from analytics.privacy.settings import set_learning
from analytics.signals import events_recorded, events_recording, events_retracted
from shop.accounts import merge_subjects
from shop.models import Product, Subject
from tests.analytics.makers import an_event, oat_milk
from tests.shop.factories import make_subject, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Subject:
    return make_subject()


@pytest.fixture(autouse=True)
def product() -> Product:
    return oat_milk()


@pytest.fixture
def listen() -> Iterator[Any]:
    """Call with a signal and a function that hears it until the test ends."""
    heard: list[tuple[Signal, Any]] = []

    def connect(signal: Signal, hear: Any) -> None:
        signal.connect(hear, weak=False)
        heard.append((signal, hear))

    yield connect
    for signal, hear in heard:
        signal.disconnect(hear)


def test_it_works(subject: Subject) -> None:
    event = an_event(query="oat", quantity=2, position=3, ranking_id="r1", data={"shelf": "trending"})
    recorded = record(subject.id, "session-1", [event])
    assert [result.status for result in recorded.results] == ["accepted"]
    row = Event.objects.get()
    assert (row.subject_id, row.session_id, row.event_id, row.event_type) == (
        subject.id,
        "session-1",
        event.event_id,
        "product_viewed",
    )
    assert (row.sku, row.query, row.quantity, row.position, row.ranking_id) == ("OAT", "oat", 2, 3, "r1")
    assert row.data == {"shelf": "trending"}
    assert row.occurred_at == event.occurred_at
    assert row.contributions
    assert row.retracted_at is None


def test_the_same_event_twice_is_one(subject: Subject) -> None:
    event = an_event()
    assert record(subject.id, "", [event]).results[0].status == "accepted"
    assert record(subject.id, "", [event]).results[0].status == "duplicate"
    assert Event.objects.count() == 1


def test_twice_in_one_batch_is_one(subject: Subject) -> None:
    event = an_event()
    statuses = [result.status for result in record(subject.id, "", [event, an_event(), event]).results]
    assert statuses == ["accepted", "accepted", "duplicate"]
    assert Event.objects.count() == 2


def test_nobody_overwrites_anothers_event(subject: Subject) -> None:
    event, other = an_event(), make_subject()
    record(subject.id, "", [event])
    assert record(other.id, "", [event]).results[0].status == "duplicate"
    assert Event.objects.get().subject_id == subject.id


def test_a_bad_event_holds_up_no_other(subject: Subject) -> None:
    batch = [
        an_event(),
        an_event("danced"),
        an_event(sku="NO-SUCH"),
        an_event(sku=""),
        an_event(ago=timedelta(minutes=-30)),
        an_event("search_performed", sku="", query="milk"),
    ]
    results = record(subject.id, "", batch).results
    assert [(result.status, result.code) for result in results] == [
        ("accepted", ""),
        ("rejected", "unknown_event_type"),
        ("rejected", "unknown_sku"),
        ("rejected", "sku_missing"),
        ("rejected", "in_the_future"),
        ("accepted", ""),
    ]
    assert all(result.reason.endswith(".") for result in results if result.code)
    assert Event.objects.count() == 2


def test_the_senders_wrong_clock_cancels_out(subject: Subject) -> None:
    """Their clock is two days slow; the event was a minute before they sent it."""
    wrong_now = timezone.now() - timedelta(days=2)
    event = an_event(ago=timedelta(days=2, minutes=1))
    before = timezone.now()
    record(subject.id, "", [event], sent_at=wrong_now)
    row = Event.objects.get()
    assert timedelta(seconds=59) < row.received_at - row.event_time < timedelta(seconds=62)
    assert row.received_at >= before
    assert row.occurred_at == event.occurred_at


@pytest.mark.parametrize(
    ("ago", "age"), [(timedelta(days=30), MAX_AGE), (timedelta(minutes=-5), timedelta()), (timedelta(hours=3), None)]
)
def test_an_event_is_between_now_and_a_week_old(subject: Subject, ago: timedelta, age: timedelta | None) -> None:
    record(subject.id, "", [an_event(ago=ago)])
    row = Event.objects.get()
    assert row.received_at - row.event_time == pytest.approx(age if age is not None else ago, abs=timedelta(seconds=2))


def test_who_does_not_let_the_shop_learn_teaches_nothing_from_the_next_event_on(subject: Subject) -> None:
    record(subject.id, "", [an_event()])
    set_learning(subject.id, False)
    record(subject.id, "", [an_event()])
    set_learning(subject.id, True)
    record(subject.id, "", [an_event()])
    taught = [bool(event.contributions) for event in Event.objects.order_by("received_at")]
    assert taught == [True, False, True]


def test_events_of_a_visitor_who_signed_in_are_the_accounts(subject: Subject) -> None:
    account = make_subject(make_user())
    before = an_event()
    record(subject.id, "", [before])
    merge_subjects(subject.id, account.id)
    record(subject.id, "", [an_event()])
    assert set(Event.objects.values_list("subject_id", flat=True)) == {account.id}


def test_nothing_is_kept_of_somebody_erased() -> None:
    results = record(uuid4(), "", [an_event()]).results
    assert [(result.status, result.code) for result in results] == [("rejected", "unknown_subject")]
    assert not Event.objects.exists()


def test_a_fault_of_the_floor_above_loses_no_event(subject: Subject, listen: Any, caplog: Any) -> None:
    def fail(events: list[Event], **_: Any) -> None:
        events[0].contributions = [["half", "taste", 1.0]]
        events[0].interaction_strength = 1.0
        raise ArithmeticError("a bug")

    listen(events_recording, fail)
    listen(events_recorded, fail)
    assert record(subject.id, "", [an_event()]).results[0].status == "accepted"
    row = Event.objects.get()
    assert (row.contributions, row.interaction_strength) == ([], None)
    assert "a bug" in caplog.text


def test_what_is_recorded_is_told_once_and_only_after_commit(
    subject: Subject, listen: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Any] = []
    listen(events_recorded, lambda events, **_: told.append([event.event_id for event in events]) and None)
    event = an_event()
    with django_capture_on_commit_callbacks() as waiting:
        record(subject.id, "", [event])
        record(subject.id, "", [event])
    assert told == []
    for tell in waiting:
        tell()
    assert told == [[event.event_id]]


def test_an_event_in_a_transaction_that_fails_never_was(subject: Subject) -> None:
    @transaction.atomic
    def change_of_heart() -> None:
        record(subject.id, "", [an_event()])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_heart()
    assert not Event.objects.exists()


@pytest.mark.parametrize("size", [1, 500])
def test_a_batch_of_any_size_is_two_statements(subject: Subject, size: int) -> None:
    batch = [an_event() for _ in range(size)]
    with CaptureQueriesContext(connection) as queries:
        assert all(result.status == "accepted" for result in record(subject.id, "", batch).results)
    assert len(queries) == 2


class TestRetract:
    def test_it_works(self, subject: Subject, listen: Any, django_capture_on_commit_callbacks: Any) -> None:
        told: list[Event] = []
        listen(events_retracted, lambda events, **_: told.extend(events))
        event, other = an_event(), an_event()
        record(subject.id, "", [event, other])
        with django_capture_on_commit_callbacks(execute=True):
            assert retract(subject.id, [event.event_id]) == 1
        assert [row.event_id for row in told] == [event.event_id]
        assert Event.objects.get(pk=event.event_id).retracted_at is not None
        assert Event.objects.get(pk=other.event_id).retracted_at is None

    def test_twice_is_once(self, subject: Subject, listen: Any, django_capture_on_commit_callbacks: Any) -> None:
        told: list[Event] = []
        event = an_event()
        record(subject.id, "", [event])
        retract(subject.id, [event.event_id])
        listen(events_retracted, lambda events, **_: told.extend(events))
        with django_capture_on_commit_callbacks(execute=True):
            assert retract(subject.id, [event.event_id]) == 0
        assert told == []

    def test_nobody_takes_anothers_event_back(self, subject: Subject) -> None:
        event = an_event()
        record(subject.id, "", [event])
        assert retract(make_subject().id, [event.event_id]) == 0
        assert Event.objects.get().retracted_at is None
