"""Redis goes away and comes back, with its data or empty: the shop sells on, and nothing that was done is lost."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from analytics.events import record, retract
from analytics.models import Event
from personalization import catch_up as catching_up
from personalization import receivers, rules
from personalization.catch_up import TOO_LONG, catch_up
from personalization.forgetting import forget
from personalization.learned import facts
from personalization.models import StaleProfile
from personalization.preferences import profile
from personalization.rebuild import alone, rebuild_all
from personalization.state import generations, keys, scripts
from personalization.tasks import catch_up_with_events
from shop import cart, redis_client
from shop.accounts import merge_subjects
from shop.cart import Shopper
from shop.models import Subject
from shop.redis_client import RedisAway
from tests.analytics.makers import an_event, oat_milk
from tests.personalization.histories import same, state, time_stands_still
from tests.personalization.own_redis import OwnRedis
from tests.shop.factories import make_subject, make_user


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[OwnRedis]:
    """The shop uses this server instead of the tests' common one."""
    server = OwnRedis(tmp_path)
    server.start()
    settings.REDIS_URL = server.url
    forget_connections()
    yield server
    server.end()
    forget_connections()


def forget_connections() -> None:
    redis_client.client.cache_clear()
    scripts._script.cache_clear()
    redis_client.close_breaker()


@pytest.fixture
def subject(transactional_db: None, own_redis: OwnRedis, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """Somebody who looked at an oat milk twice."""
    # Only when a test asks for it.
    monkeypatch.setattr(receivers, "catch_up_beside", lambda: None)
    oat_milk()
    subject = make_subject()
    assert catch_up() == 0
    look(subject.id, 2)
    return subject


def look(subject_id: UUID, times: int = 1) -> list[UUID]:
    events = [an_event() for _ in range(times)]
    assert {result.status for result in record(subject_id, "", events).results} == {"accepted"}
    return [event.event_id for event in events]


def looked(subject_id: UUID) -> int:
    """How many times, as far as Redis knows. Each counts in the session and in the taste."""
    return profile(subject_id).counts.get("category:oat-milk", 0) // 2


def is_as_rebuilt(subject_id: UUID) -> bool:
    with time_stands_still():
        live = state(subject_id)
        rebuild_all()
        return same(state(subject_id), live)


class TestAway:
    def test_the_shop_sells_and_keeps_the_events(self, subject: Subject, own_redis: OwnRedis) -> None:
        own_redis.stop()
        shopper = Shopper(subject.id, "s")
        cart.add_item(shopper, "OAT", 1)
        look(subject.id)
        assert Event.objects.count() == 4
        assert all(event.contributions for event in Event.objects.all())
        assert facts(subject.id) == []
        assert catch_up() is None

    @pytest.mark.parametrize("how", ["stop", "freeze"])
    def test_only_the_first_to_ask_waits(self, subject: Subject, own_redis: OwnRedis, how: str) -> None:
        getattr(own_redis, how)()
        started = time.perf_counter()
        with pytest.raises(RedisAway):
            profile(subject.id)
        assert time.perf_counter() - started < 2
        started = time.perf_counter()
        for _ in range(100):
            with pytest.raises(RedisAway):
                profile(subject.id)
        assert time.perf_counter() - started < 0.1
        if how == "freeze":
            own_redis.thaw()

    def test_it_is_asked_again_after_a_pause(
        self, subject: Subject, own_redis: OwnRedis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own_redis.stop()
        with pytest.raises(RedisAway):
            profile(subject.id)
        own_redis.start()
        with pytest.raises(RedisAway):
            profile(subject.id)
        later = time.monotonic() + redis_client.PAUSE_S
        monkeypatch.setattr(redis_client.time, "monotonic", lambda: later)
        assert looked(subject.id) == 2


class TestBack:
    def test_what_was_missed_is_counted_once(self, subject: Subject, own_redis: OwnRedis) -> None:
        own_redis.stop()
        look(subject.id, 3)
        own_redis.start()
        assert catch_up() == 3
        assert looked(subject.id) == 5
        assert catch_up() == 0
        assert looked(subject.id) == 5
        assert is_as_rebuilt(subject.id)

    def test_an_emptied_redis_is_filled_again(self, subject: Subject, own_redis: OwnRedis) -> None:
        own_redis.stop(losing_all=True)
        look(subject.id)
        own_redis.start()
        look(subject.id)
        assert catch_up() == 4
        assert looked(subject.id) == 4
        assert is_as_rebuilt(subject.id)

    def test_an_older_copy_is_brought_up_to_date(self, subject: Subject, own_redis: OwnRedis, tmp_path: Path) -> None:
        """As after a crash: what Redis saved last is older than what it had told us."""
        own_redis.stop()
        saved = (tmp_path / "dump.rdb").read_bytes()
        own_redis.start()
        look(subject.id, 2)
        retract(subject.id, look(subject.id))
        catch_up()
        own_redis.stop()
        (tmp_path / "dump.rdb").write_bytes(saved)
        own_redis.start()
        assert looked(subject.id) == 2
        assert catch_up() == 4
        assert looked(subject.id) == 4
        assert is_as_rebuilt(subject.id)

    def test_too_long_an_absence_is_a_rebuild(self, subject: Subject, own_redis: OwnRedis) -> None:
        long_ago = timezone.now() - TOO_LONG - timedelta(minutes=1)
        redis_client.client().set(keys.WATERMARK, long_ago.timestamp())
        before = generations.now().current
        assert catch_up() == 2
        assert generations.now().current != before
        assert looked(subject.id) == 2

    @pytest.mark.parametrize("is_counted", [True, False])
    def test_what_was_taken_back_meanwhile_counts_no_more(
        self, subject: Subject, own_redis: OwnRedis, is_counted: bool
    ) -> None:
        if is_counted:
            undone = look(subject.id)
            own_redis.stop()
        else:
            own_redis.stop()
            undone = look(subject.id)
        retract(subject.id, undone)
        own_redis.start()
        catch_up()
        assert looked(subject.id) == 2
        assert is_as_rebuilt(subject.id)

    def test_what_was_forgotten_meanwhile_is_forgotten(self, subject: Subject, own_redis: OwnRedis) -> None:
        own_redis.stop()
        forget(subject.id, "brand:oatwell")
        look(subject.id)
        own_redis.start()
        assert "brand:oatwell" in profile_when_back(subject.id)
        catch_up()
        assert looked(subject.id) == 3
        # Only of the act after it.
        assert profile(subject.id).counts["brand:oatwell"] == 2
        assert not StaleProfile.objects.exists()
        assert is_as_rebuilt(subject.id)

    def test_who_signed_in_meanwhile_brings_everything(self, subject: Subject, own_redis: OwnRedis) -> None:
        account = make_subject(make_user())
        look(account.id)
        own_redis.stop()
        look(subject.id)
        merge_subjects(subject.id, account.id)
        look(subject.id)
        own_redis.start()
        catch_up()
        assert looked(account.id) == 5
        assert not profile(subject.id)
        assert is_as_rebuilt(account.id)

    def test_a_process_that_died_between_commit_and_redis_is_made_up_for(
        self, subject: Subject, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def die(*args: Any, **kwargs: Any) -> Any:
            raise RedisAway

        with monkeypatch.context() as patch:
            patch.setattr(receivers.preferences, "apply", die)
            look(subject.id)
        assert looked(subject.id) == 2
        assert catch_up() == 1
        assert looked(subject.id) == 3

    def test_a_transaction_that_took_its_time_to_commit_is_not_missed(self, subject: Subject) -> None:
        catch_up()
        late = look(subject.id)
        Event.objects.filter(pk__in=late).update(received_at=F("received_at") - timedelta(seconds=90))
        base = keys.base(generations.now().current)
        redis_client.client().delete(f"{base}event:{late[0]}")
        assert catch_up() == 1


def profile_when_back(subject_id: UUID) -> set[str]:
    redis_client.close_breaker()
    return set(profile(subject_id).values)


class TestByItself:
    def test_the_worker_does_it(self, subject: Subject, own_redis: OwnRedis) -> None:
        own_redis.stop()
        look(subject.id)
        own_redis.start()
        catch_up_with_events()
        assert looked(subject.id) == 3

    def test_without_a_worker_the_next_act_does_it(
        self, subject: Subject, own_redis: OwnRedis, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receivers, "catch_up_beside", catching_up.catch_up_beside)
        own_redis.stop()
        look(subject.id, 3)
        own_redis.start()
        redis_client.close_breaker()
        look(subject.id)
        deadline = time.monotonic() + 20
        while looked(subject.id) < 6:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def test_two_at_once_do_it_once(self, subject: Subject) -> None:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [catching_up.CATCH_UP_LOCK])
            assert catch_up() is None
            cursor.execute("SELECT pg_advisory_unlock(%s)", [catching_up.CATCH_UP_LOCK])
        other.close()
        assert catch_up() == 0

    def test_new_half_lives_are_taken_over(self, subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
        changed = rules.load(rules.RULES_FILE.read_text().replace("taste: 14 d", "taste: 7 d"))
        monkeypatch.setattr(rules, "refresh", lambda: changed)
        monkeypatch.setattr(rules, "_current", changed)
        before = generations.now().current
        assert catch_up() == 2
        assert generations.now().current != before
        assert catch_up() == 0

    def test_a_rebuild_that_died_is_cleared_away(self, subject: Subject) -> None:
        generations.open_next("{}")
        with alone() as mine:
            assert mine
        catch_up()
        assert generations.now().following is None
        assert looked(subject.id) == 2
