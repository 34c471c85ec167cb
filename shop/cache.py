"""The cache: Redis, and while Redis is away this process's own memory.

Memory is no match for Redis, but it keeps sign-in limits and throttles at work: with a cache that forgets everything
they would stop either nobody or everybody.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted

log = logging.getLogger(__name__)

# Redis is asked again after so long, so that its absence costs one timeout now and then and not one a call.
ASK_AGAIN_AFTER_S = 5.0


class _Absence:
    """When Redis may be asked again; one for all threads of this process."""

    until = 0.0


class RedisOrMemoryCache(RedisCache):
    """django-redis, with `get`, `set`, `add` and `delete` answered from memory while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache("while-redis-is-away", {"OPTIONS": {"MAX_ENTRIES": 5000}})

    def get(self, key: str, default: Any = None, version: int | None = None, client: Any = None) -> Any:
        return self._ask("get", key, default=default, version=version)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", key, value, *args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", key, value, *args, **kwargs)

    def delete(self, key: str, version: int | None = None) -> Any:
        return self._ask("delete", key, version=version)

    def _ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= _Absence.until:
            try:
                return getattr(self.client, method)(*args, **kwargs)
            except ConnectionInterrupted as trouble:
                log.warning("Redis is away, its cache is kept in memory meanwhile: %s", trouble)
                _Absence.until = time.monotonic() + ASK_AGAIN_AFTER_S
        return getattr(self._memory, method)(*args, **kwargs)


def ask_redis_now() -> None:
    """Forget that Redis was away."""
    _Absence.until = 0.0
