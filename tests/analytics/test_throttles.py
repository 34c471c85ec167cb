"""Permits: shared by all processes, taken in bundles, and still counted while Redis is away."""

import pytest
import redis

from analytics.api.throttles import BUNDLES_PER_PERIOD, MAX_KEYS_HELD, Permits
from shop import redis_client as shop_redis


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, redis_client: "redis.Redis[bytes]") -> None:
    """Ten seconds into a minute."""
    monkeypatch.setattr("analytics.api.throttles.time.time", lambda: 6_000_010.0)


def granted(permits: Permits, times: int, count: int = 1, limit: int = 100) -> int:
    return sum(permits.take("who", count, limit, 60) is None for _ in range(times))


def test_as_many_are_granted_as_allowed() -> None:
    assert granted(Permits(), 150) == 100


def test_two_processes_share_them() -> None:
    one, other = Permits(), Permits()
    assert granted(one, 60) + granted(other, 60) == 100


def test_who_is_refused_is_told_how_long_to_wait() -> None:
    permits = Permits()
    granted(permits, 100)
    assert permits.take("who", 1, 100, 60) == pytest.approx(50)


def test_the_next_minute_is_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    permits = Permits()
    granted(permits, 100)
    monkeypatch.setattr("analytics.api.throttles.time.time", lambda: 6_000_060.0)
    assert granted(permits, 150) == 100


def test_everybody_has_their_own() -> None:
    permits = Permits()
    granted(permits, 100)
    assert permits.take("somebody else", 1, 100, 60) is None


def test_a_batch_that_does_not_fit_leaves_room_for_one_that_does() -> None:
    permits = Permits()
    assert granted(permits, 1, count=90) == 1
    assert granted(permits, 1, count=20) == 0
    assert granted(permits, 1, count=5) == 1


def test_most_requests_ask_redis_nothing(redis_client: "redis.Redis[bytes]") -> None:
    permits = Permits()
    before = redis_client.info("stats")["total_commands_processed"]
    granted(permits, 100)
    asked = redis_client.info("stats")["total_commands_processed"] - before
    # Two commands a bundle, and the question itself.
    assert asked <= 2 * BUNDLES_PER_PERIOD + 2


def test_while_redis_is_away_each_process_counts_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_redis, "_next_try", float("inf"))
    assert granted(Permits(), 150) == 100
    assert granted(Permits(), 150) == 100


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_redis, "_next_try", float("inf"))
    permits = Permits()
    for number in range(MAX_KEYS_HELD + 10):
        permits.take(f"visitor {number}", 1, 100, 60)
    monkeypatch.setattr("analytics.api.throttles.time.time", lambda: 6_000_070.0)
    permits.take("one more", 1, 100, 60)
    assert len(permits._held) == 1
