"""Signs of life of the worker and of beat, kept in Redis where the web servers see them."""

import time
from typing import Literal

from shop import redis_client
from shop.redis_client import RedisAway

Name = Literal["worker", "beat"]
NAMES: tuple[Name, ...] = ("worker", "beat")
# Longer silence means that nothing is being worked on: the worker's sign comes every 10 s, beat's every 5.
SILENT_AFTER_S = 60.0
EVERY_S = 10.0


def alive(name: Name) -> None:
    """Give a sign of life. While Redis is away there is no queue either, so none is missed."""
    try:
        redis_client.ask(lambda client: client.set(_key(name), f"{time.time():.3f}"))
    except RedisAway:
        return


def ages() -> dict[Name, float | None]:
    """Seconds since each one's last sign; None when there never was one.

    Raises:
        RedisAway: nobody knows.
    """
    now = time.time()
    found = redis_client.ask(lambda client: client.mget([_key(name) for name in NAMES]))
    return {name: None if raw is None else max(0.0, now - float(raw)) for name, raw in zip(NAMES, found, strict=True)}


def _key(name: Name) -> str:
    return f"heartbeat:{name}"
