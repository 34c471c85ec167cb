"""Generations of learned state: one is in use; a rebuild fills the next one beside it, and then they swap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import redis

from personalization.state import keys
from shop import redis_client

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Generations:
    current: str
    # Being filled now, or left behind by a rebuild that died.
    following: str | None


def text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def now() -> Generations:
    """
    Raises:
        RedisAway: when Redis does not answer; so does everything below.
    """
    current, following = redis_client.ask(lambda client: client.hmget(keys.GENERATIONS, "current", "next"))
    return Generations(text(current) if current else "0", text(following) if following else None)


def halves_of(generation: str) -> str | None:
    """The half-lives that a generation's numbers are made with, as JSON; None when nothing was counted in it."""
    raw = redis_client.ask(lambda client: client.get(f"{keys.base(generation)}half"))
    return text(raw) if raw else None


def open_next(halves: str) -> Generations:
    """Begin a fresh generation; from now on whatever happens is counted in it, too."""
    abandon_next()
    found = now()
    following = str(int(found.current) + 1)

    def begin(client: "redis.Redis") -> None:
        with client.pipeline(transaction=True) as together:
            together.set(f"{keys.base(following)}half", halves)
            together.hset(keys.GENERATIONS, "next", following)
            together.execute()

    sweep(following)
    redis_client.ask(begin)
    return Generations(found.current, following)


def swap(found: Generations, counted_until: datetime) -> None:
    """Put the next generation in use."""

    def change(client: "redis.Redis") -> None:
        with client.pipeline(transaction=True) as together:
            together.hset(keys.GENERATIONS, "current", str(found.following))
            together.hdel(keys.GENERATIONS, "next")
            together.set(keys.WATERMARK, f"{counted_until.timestamp():.6f}")
            together.execute()

    redis_client.ask(change)


def abandon_next() -> None:
    """Give up the generation that is being filled, if there is one."""
    found = now()
    if found.following:
        redis_client.ask(lambda client: client.hdel(keys.GENERATIONS, "next"))
        sweep(found.following)


def sweep(generation: str) -> None:
    """Remove the keys of a generation that is not in use, a few at a time."""

    def remove(client: "redis.Redis") -> None:
        for some in chunks(client.scan_iter(match=f"{keys.base(generation)}*", count=1_000)):
            client.unlink(*some)

    redis_client.ask(remove)


def chunks(found: Iterable[bytes | str], size: int = CHUNK) -> Iterator[list[bytes | str]]:
    """Lists of at most `size`."""
    some: list[bytes | str] = []
    for one in found:
        some.append(one)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
