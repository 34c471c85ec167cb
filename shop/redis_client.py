"""One connection pool to Redis, and a breaker: a Redis that is away costs nothing but the first try."""

import time
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from shop.signals import redis_breaker_moved

T = TypeVar("T")

# After a failure Redis is left alone for so long; then one caller tries, and the others go on without it meanwhile.
PAUSE_S = 1.0

# No answer, not ready yet, out of memory, or a replica that may not be written to: all mean "do without it".
_AWAY = (
    redis.ConnectionError,
    redis.TimeoutError,
    redis.BusyLoadingError,
    redis.ReadOnlyError,
    redis.OutOfMemoryError,
    redis.exceptions.MasterDownError,
)

_lock = Lock()
# When the next try may be made; 0 while Redis answers.
_next_try = 0.0


class RedisAway(Exception):
    """Redis did not answer, now or a moment ago. Nothing was changed, as far as is known."""


@cache
def client() -> "redis.Redis":
    """This process's client. It waits REDIS_TIMEOUT_S and never tries twice."""
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
    global _next_try
    if _next_try:
        with _lock:
            now = time.monotonic()
            if now < _next_try:
                raise RedisAway("Redis was away a moment ago.")
            _next_try = now + PAUSE_S
    try:
        answer = question(client())
    except _AWAY as away:
        was_open, _next_try = bool(_next_try), time.monotonic() + PAUSE_S
        if not was_open:
            redis_breaker_moved.send_robust(sender=None, is_open=True)
        raise RedisAway(str(away)) from away
    if _next_try:
        close_breaker()
    return answer


def close_breaker() -> None:
    """Forget that Redis was away (tests, and whoever means to look whether it is back)."""
    global _next_try
    was_open, _next_try = bool(_next_try), 0.0
    if was_open:
        redis_breaker_moved.send_robust(sender=None, is_open=False)
