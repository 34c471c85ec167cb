"""Events that have left Postgres for the warehouse still count: state made again from both is the state that was."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from analytics.events import record, retract
from analytics.models import Event, EventId, GoneMonth
from analytics.partitions import drop_old, make_ahead
from analytics.warehouse import evolution, history
from analytics.warehouse.client import WarehouseUnavailable
from analytics.warehouse.export import export_events
from analytics.warehouse.telling import tell_changes
from personalization import past, receivers
from personalization.catch_up import catch_up
from personalization.forgetting import forget
from personalization.models import StaleProfile
from personalization.preferences import profile
from personalization.rebuild import rebuild_all, rebuild_subject
from personalization.stale import settle_all
from shop import redis_client as shop_redis
from shop.accounts import merge_subjects
from shop.models import Subject
from tests.analytics.makers import an_event, oat_milk
from tests.personalization.histories import NOW, same, state, time_stands_still
from tests.shop.factories import make_product, make_subject, make_user

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = NOW - timedelta(days=200)


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(receivers, "catch_up_beside", lambda: None)
    evolution.migrate()
    with time_stands_still():
        yield


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def move(moment: Any) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


def look(subject_id: UUID, times: int, sku: str = "OAT") -> list[UUID]:
    events = [an_event("product_liked", sku) for _ in range(times)]
    assert {result.status for result in record(subject_id, "", events).results} == {"accepted"}
    return [event.event_id for event in events]


def leave() -> None:
    """All that Postgres has goes to the warehouse, and out of Postgres."""
    export_events(budget_s=60)
    tell_changes(limit=1000)
    assert not Event.objects.filter(exported_at=None).exists()
    drop_old(NOW + timedelta(days=400))
    make_ahead(NOW + timedelta(days=400))
    assert not Event.objects.exists()


@pytest.fixture
def subject(at: Any) -> Subject:
    """Somebody who liked things 200 days ago and 3 days ago, and took one back."""
    oat_milk()
    make_product("TEA")
    at(LONG_AGO)
    make_ahead()
    subject = make_subject(make_user())
    liked = look(subject.id, 3)
    retract(subject.id, liked[:1])
    at(NOW - timedelta(days=3))
    make_ahead()
    look(subject.id, 2, "TEA")
    at(NOW)
    return subject


class TestEverythingHasLeft:
    def test_one_subjects_state_is_made_again_from_the_warehouse(self, subject: Subject) -> None:
        before = state(subject.id)
        assert before.profile.counts["category:oat-milk"] == 4
        leave()
        rebuild_subject(subject.id)
        assert same(state(subject.id), before)

    def test_everybodys_too_and_the_crowds(self, subject: Subject) -> None:
        before = state(subject.id)
        shop_redis.client().flushdb()
        leave()
        rebuild_all()
        assert same(state(subject.id), before)

    def test_what_was_forgotten_stays_so(self, subject: Subject) -> None:
        export_events(budget_s=60)
        forget(subject.id, "brand:oatwell")
        before = state(subject.id)
        assert "brand:oatwell" not in before.profile.values
        leave()
        rebuild_subject(subject.id)
        assert same(state(subject.id), before)

    def test_a_merged_visitors_past_is_the_accounts(self, subject: Subject, at: Any) -> None:
        at(LONG_AGO)
        visitor = make_subject()
        look(visitor.id, 1)
        at(NOW)
        leave()
        merge_subjects(visitor.id, subject.id)
        # Nobody waits for the warehouse while signing in.
        assert StaleProfile.objects.filter(pk=subject.id).exists()
        settle_all()
        assert profile(subject.id).counts["category:oat-milk"] == 6

    def test_without_an_answer_the_note_waits(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        leave()

        def away(*args: Any, **kwargs: Any) -> Any:
            raise WarehouseUnavailable("BigQuery gives no answer.")

        with monkeypatch.context() as patch:
            patch.setattr(history, "run", away)
            forget(subject.id, "brand:oatwell")
            assert "brand:oatwell" not in profile(subject.id).values
            assert catch_up() is None
        assert StaleProfile.objects.exists()
        catch_up()
        assert not StaleProfile.objects.exists()
        assert "category:oat-milk" in profile(subject.id).values
        assert "brand:oatwell" not in profile(subject.id).values


def test_nothing_is_asked_of_the_warehouse_while_postgres_has_all(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "run", lambda *args, **kwargs: pytest.fail("asked"))
    assert not past.may_be_of(subject.id)
    rebuild_subject(subject.id)
    rebuild_all()


def test_what_is_in_both_counts_once(subject: Subject) -> None:
    before = state(subject.id)
    rows = list(Event.objects.all())
    leave()
    EventId.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row._state.adding = True
    Event.objects.bulk_create(rows)
    assert GoneMonth.objects.exists()
    rebuild_subject(subject.id)
    assert same(state(subject.id), before)
