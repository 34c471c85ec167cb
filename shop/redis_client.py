"""One connection pool to Redis for what is learned, and a breaker: a Redis that is away costs nothing but the first try."""

import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

T = TypeVar("T")

# After a failure Redis is left alone for so long.
PAUSE_S = 1.0

_away_until = 0.0


class RedisAway(Exception):
    """Redis did not answer, now or a moment ago. Nothing was changed, as far as is known."""


@cache
def client() -> "redis.Redis":
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_TIMEOUT_S,
        socket_connect_timeout=settings.REDIS_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


def ask(question: Callable[["redis.Redis"], T]) -> T:
    """Ask Redis something.

    Raises:
        RedisAway: at once while the breaker is open, else after the timeout.
    """
    global _away_until
    if time.monotonic() < _away_until:
        raise RedisAway
    try:
        return question(client())
    except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError) as away:
        _away_until = time.monotonic() + PAUSE_S
        raise RedisAway(str(away)) from away


def close_breaker() -> None:
    """Forget that Redis was away (tests, and whoever knows it is back)."""
    global _away_until
    _away_until = 0.0
