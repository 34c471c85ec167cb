"""How many events a minute one session, one network address and one service token may report.

A process takes permits from Redis in bundles, so that most requests ask nobody. While Redis is away each process counts
for itself: events are never lost because nobody could count them.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from rest_framework.exceptions import Throttled
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from shop import redis_client
from shop.identity import PUBLIC_SESSION_KEY

BUNDLES_PER_PERIOD = 20
MAX_KEYS_HELD = 20_000


@dataclass(slots=True)
class _Permits:
    """What this process holds for one key in one period."""

    left: int = 0
    # Permits it gave itself while Redis was away.
    own: int = 0
    is_used_up: bool = False


class Permits:
    """Permits per key and period, shared by all processes through Redis."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], _Permits] = {}
        self._lock = Lock()

    def take(self, key: str, count: int, limit: int, period_s: int) -> float | None:
        """Take `count` permits.

        Returns:
            None when granted, else how many seconds to wait.
        """
        now = time.time()
        period = int(now // period_s)
        with self._lock:
            if len(self._held) > MAX_KEYS_HELD:
                self._held = {held: permits for held, permits in self._held.items() if held[1] == period}
            permits = self._held.setdefault((key, period), _Permits())
        wait = (period + 1) * period_s - now
        if permits.is_used_up:
            return wait
        if permits.left < count:
            wanted = max(count - permits.left, limit // BUNDLES_PER_PERIOD)
            try:
                permits.left += self._granted(f"permits:{key}:{period}", wanted, limit, 2 * period_s)
            except redis_client.RedisAway:
                granted = min(wanted, limit - permits.own)
                permits.own += granted
                permits.left += granted
        if permits.left < count:
            # Less than a whole batch may be left: the next single event shall still get it.
            permits.is_used_up = permits.left <= 0
            return wait
        permits.left -= count
        return None

    def forget(self) -> None:
        """Forget what this process holds (tests)."""
        self._held.clear()

    @staticmethod
    def _granted(name: str, wanted: int, limit: int, keep_s: int) -> int:
        def ask(client: Any) -> int:
            with client.pipeline(transaction=False) as together:
                together.incrby(name, wanted)
                together.expire(name, keep_s)
                taken, _ = together.execute()
            return max(0, min(wanted, limit - (int(taken) - wanted)))

        return redis_client.ask(ask)


permits = Permits()


class EventsThrottle(BaseThrottle):
    """One permit for the request itself; `charge` takes those of the other events in its batch."""

    def __init__(self) -> None:
        self._wait: float | None = None

    def allow_request(self, request: Any, view: object) -> bool:
        self._wait = _take(request, 1)
        return self._wait is None

    def wait(self) -> float | None:
        return self._wait


def charge(request: Any, events: int) -> None:
    """Take the permits of a batch, of which the request has paid for the first event.

    Raises:
        Throttled: with the time to wait; nothing of the batch may be recorded then.
    """
    if events > 1 and (wait := _take(request, events - 1)) is not None:
        raise Throttled(wait)


def _take(request: Any, count: int) -> float | None:
    for scope, ident in _keys(request):
        limit, period_s = _rate(scope)
        wait = permits.take(f"{scope}:{ident}", count, limit, period_s)
        if wait is not None:
            return wait
    return None


def _keys(request: Any) -> Iterable[tuple[str, str]]:
    if request.auth == "service":
        yield "events_service", sha256(request.headers["Authorization"].encode()).hexdigest()[:16]
        return
    session = request.session.get(PUBLIC_SESSION_KEY)
    if session:
        yield "events", str(session)
    yield "events_address", str(BaseThrottle().get_ident(request))


def _rate(scope: str) -> tuple[int, int]:
    rates: Mapping[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
    parse = SimpleRateThrottle.__new__(SimpleRateThrottle).parse_rate
    limit, period_s = parse(rates[scope])
    return int(limit or 0), int(period_s or 60)
