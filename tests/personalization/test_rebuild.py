"""Learned state made again from the events is the state that was there, whatever had happened and still happens."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.events import record, retract
from analytics.models import Event, EventId
from personalization import rebuild, rules
from personalization.forgetting import forget
from personalization.models import StaleProfile
from personalization.preferences import apply, profile
from personalization.rebuild import rebuild_all, rebuild_subject
from personalization.stale import mark_stale, settle_all
from personalization.state import generations, keys
from shop import redis_client as shop_redis
from shop.accounts import merge_subjects
from shop.models import Subject
from tests.analytics.makers import an_event, oat_milk
from tests.personalization.histories import an_act, histories, kept, same, state, time_stands_still
from tests.shop.factories import make_subject, make_user

pytestmark = pytest.mark.django_db
law = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_stands_still():
        yield


@pytest.mark.usefixtures("stopped_clock")
class TestLaws:
    @law
    @given(history=histories(), undone=st.sets(st.integers(0, 11)), seed=st.integers())
    def test_live_state_is_what_a_rebuild_makes(self, history: list[Event], undone: set[int], seed: int) -> None:
        shop_redis.client().flushdb()
        Event.objects.all().delete()
        EventId.objects.all().delete()
        subject = uuid4()
        kept(history, subject)
        for act in random.Random(seed).sample(history, len(history)):
            apply(subject, [act])
        for place in undone:
            if place < len(history):
                retract(subject, [history[place].event_id])
                apply(subject, [], [history[place]])
        live = state(subject)
        rebuild_subject(subject)
        assert same(state(subject), live)
        rebuild_all()
        assert same(state(subject), live)
        shop_redis.client().flushdb()
        rebuild_all()
        assert same(state(subject), live)

    @law
    @given(ones=histories(), others=histories(), seed=st.integers())
    def test_merging_is_having_done_it_all_oneself(self, ones: list[Event], others: list[Event], seed: int) -> None:
        states = []
        for source_acts, target_acts in ((ones, others), (others, ones)):
            shop_redis.client().flushdb()
            Event.objects.all().delete()
            EventId.objects.all().delete()
            source, target = make_subject(), make_subject(make_user())
            for subject, acts in ((source, source_acts), (target, target_acts)):
                kept(acts, subject.id)
                apply(subject.id, acts)
            merge_subjects(source.id, target.id)
            settle_all()
            # Merging twice is merging once.
            merge_subjects(source.id, target.id)
            settle_all()
            states.append(state(target.id))
            assert not profile(source.id)
        itself = uuid4()
        shop_redis.client().flushdb()
        apply(itself, random.Random(seed).sample([*ones, *others], len(ones) + len(others)))
        assert same(states[0], state(itself))
        assert same(states[1], state(itself))

    @law
    @given(history=histories(), facet=st.sampled_from(["brand:oatwell", "attribute:vegan"]))
    def test_forgetting_a_facet_is_its_never_having_been_spoken_of(self, history: list[Event], facet: str) -> None:
        shop_redis.client().flushdb()
        Event.objects.all().delete()
        EventId.objects.all().delete()
        subject = make_subject()
        kept(history, subject.id)
        apply(subject.id, history)
        before = state(subject.id)
        forget(subject.id, facet)
        after = state(subject.id)
        assert facet not in after.profile.values
        values = {name: value for name, value in before.profile.values.items() if name != facet}
        assert dict(after.profile.values) == pytest.approx(values, abs=1e-9, rel=1e-9)
        assert after.popularity == pytest.approx(before.popularity)
        rebuild_all()
        assert same(state(subject.id), after)
        # What is undone afterwards takes nothing of the forgotten along.
        retract(subject.id, [act.event_id for act in history])
        apply(subject.id, [], Event.objects.filter(subject_id=subject.id))
        assert not state(subject.id).profile.values


@pytest.fixture
def subject() -> Subject:
    oat_milk()
    return make_subject()


def do(subject_id: UUID, count: int = 1) -> None:
    """Look at a product so many times, through the front door."""
    record(subject_id, "", [an_event() for _ in range(count)])


class TestOneSubject:
    def test_it_works(self, subject: Subject, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            do(subject.id, 3)
        with time_stands_still():
            before = state(subject.id)
            rebuild_subject(subject.id)
            assert same(state(subject.id), before)

    def test_events_not_yet_counted_are_counted_once_the_crowds_too(self, subject: Subject) -> None:
        do(subject.id, 2)
        waiting = list(Event.objects.all())
        rebuild_subject(subject.id)
        once = state(subject.id)
        assert once.profile.counts["category:oat-milk"] == 4
        assert once.trending
        apply(subject.id, waiting)
        assert state(subject.id).profile.counts == once.profile.counts
        assert [product for product, _ in state(subject.id).trending] == [product for product, _ in once.trending]

    def test_who_did_nothing_has_nothing(self, subject: Subject, redis_client: "redis.Redis[bytes]") -> None:
        rebuild_subject(subject.id)
        assert not profile(subject.id)
        assert not redis_client.exists(keys.profile("0", subject.id))

    def test_accounts_are_kept_longer_than_visitors(self, subject: Subject, redis_client: "redis.Redis[bytes]") -> None:
        account = make_subject(make_user())
        for who in (subject, account):
            do(who.id)
            rebuild_subject(who.id)
        kept_for = [redis_client.ttl(keys.profile("0", who.id)) for who in (subject, account)]
        assert kept_for == pytest.approx([keys.VISITOR_S, keys.ACCOUNT_S], abs=60)

    def test_it_starts_over_when_something_is_counted_meanwhile(
        self, subject: Subject, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        do(subject.id)
        rebuild_subject(subject.id)
        late = an_act(subject_id=subject.id, received_at=timezone.now(), event_time=timezone.now())
        fields_of, tries = rebuild.fields_of, []

        def meanwhile(events: Any, half: Any) -> Any:
            if not tries:
                late.save()
                apply(subject.id, [late])
            tries.append(1)
            return fields_of(events, half)

        monkeypatch.setattr(rebuild, "fields_of", meanwhile)
        rebuild_subject(subject.id)
        assert len(tries) == 2
        assert profile(subject.id).counts["category:oat-milk"] == 3

    def test_it_gives_up_on_somebody_who_never_stops(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        do(subject.id)
        monkeypatch.setattr(rebuild, "_try_rebuild", lambda *args: False)
        with pytest.raises(rebuild.NeverQuiet):
            rebuild_subject(subject.id)

    def test_what_is_noted_is_made_again_later(self, subject: Subject) -> None:
        do(subject.id)
        mark_stale(subject.id, uuid4())
        mark_stale(subject.id)
        assert settle_all() == 2
        assert profile(subject.id)
        assert not StaleProfile.objects.exists()


class TestEverybody:
    def test_the_old_generation_is_swept_away(self, subject: Subject, redis_client: "redis.Redis[bytes]") -> None:
        do(subject.id, 3)
        for turn in range(1, 4):
            assert rebuild_all() == 3
            found = {key.split(b":")[1] for key in redis_client.scan_iter("leaf:[0-9]*")}
            assert found == {str(turn).encode()}
        assert generations.now() == generations.Generations("3", None)

    def test_it_takes_the_half_lives_of_the_rules_in_force(
        self, subject: Subject, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = an_act(days_ago=14, contributions=[["attribute:vegan", "taste", 0.8]])
        kept([old], subject.id)
        with time_stands_still():
            rebuild_all()
            assert profile(subject.id).values == pytest.approx({"attribute:vegan": 0.4})
            changed = rules.load(rules.RULES_FILE.read_text().replace("taste: 14 d", "taste: 7 d"))
            monkeypatch.setattr(rules, "refresh", lambda: changed)
            rebuild_all()
            assert profile(subject.id).values == pytest.approx({"attribute:vegan": 0.2})
        current = generations.halves_of(generations.now().current)
        assert json.loads(current or "")["taste"] == 7 * 86_400

    def test_a_rebuild_that_failed_is_swept_by_the_next(
        self, subject: Subject, monkeypatch: pytest.MonkeyPatch, redis_client: "redis.Redis[bytes]"
    ) -> None:
        do(subject.id, 2)

        def fail(*args: Any) -> int:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(rebuild, "_fill", fail)
            with pytest.raises(ZeroDivisionError):
                rebuild_all()
        assert generations.now().following == "1"
        do(subject.id)
        assert rebuild_all() == 3
        assert generations.now().following is None
        assert profile(subject.id).counts["category:oat-milk"] == 6

    def test_what_was_forgotten_or_undone_while_it_ran_stays_so(
        self, subject: Subject, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            do(subject.id, 2)
        undone = Event.objects.latest("received_at")
        all_events = list(rebuild._all_events(timezone.now() - timedelta(days=1)))
        fill = rebuild._fill

        def meanwhile(*args: Any) -> int:
            with django_capture_on_commit_callbacks(execute=True):
                retract(subject.id, [undone.event_id])
            forget(subject.id, "brand:oatwell")
            return fill(*args)

        monkeypatch.setattr(rebuild, "_fill", meanwhile)
        # The fill reads what was there when it began.
        monkeypatch.setattr(rebuild, "_all_events", lambda since: iter(all_events))
        rebuild_all()
        monkeypatch.undo()
        settle_all()
        with time_stands_still():
            after = state(subject.id)
            assert "brand:oatwell" not in after.profile.values
            assert after.profile.counts["category:oat-milk"] == 2
            rebuild_all()
            assert same(state(subject.id), after)


class TestCommand:
    def test_everybody(self, subject: Subject, capsys: pytest.CaptureFixture[str]) -> None:
        do(subject.id, 2)
        call_command("rebuild_preferences")
        assert "2 events" in capsys.readouterr().out
        assert profile(subject.id)

    def test_one_subject(self, subject: Subject) -> None:
        do(subject.id)
        call_command("rebuild_preferences", "--subject", str(subject.id))
        assert profile(subject.id)

    def test_without_redis_it_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shop_redis, "_next_try", float("inf"))
        with pytest.raises(CommandError, match="Redis does not answer"):
            call_command("rebuild_preferences")


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_of_everything_while_many_shop_loses_and_doubles_nothing() -> None:
    oat_milk()
    subjects = [make_subject().id for _ in range(4)]
    for subject_id in subjects:
        do(subject_id, 30)
    stop = Signal()

    def shop_on(subject_id: UUID) -> None:
        done = 0
        while not stop.is_set() or done < 20:
            events = [an_event(), an_event()]
            record(subject_id, "", events)
            if done % 3 == 0:
                retract(subject_id, [events[0].event_id])
            if done % 7 == 0:
                forget(subject_id, "attribute:vegan")
            done += 1
        connection.close()

    with ThreadPoolExecutor(len(subjects)) as pool:
        running = [pool.submit(shop_on, subject_id) for subject_id in subjects]
        for _ in range(3):
            assert rebuild_all() is not None
        stop.set()
        for one in running:
            one.result()
    settle_all()
    with time_stands_still():
        live = [state(subject_id) for subject_id in subjects]
        rebuild_all()
        for subject_id, before in zip(subjects, live, strict=True):
            assert same(state(subject_id), before)
