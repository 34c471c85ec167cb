"""The Lua scripts, loaded once per process and called by their hash."""

from functools import cache
from pathlib import Path
from typing import Any

import redis
from redis.commands.core import Script

from shop import redis_client

FOLDER = Path(__file__).parent


@cache
def _script(name: str) -> Script:
    return redis_client.client().register_script((FOLDER / f"{name}.lua").read_text())


def run(name: str, keys: list[str], arguments: list[Any]) -> Any:
    """Run a script in one EVALSHA; a Redis that forgot it is taught again.

    Raises:
        RedisAway: when Redis does not answer.
    """
    script = _script(name)

    def call(client: "redis.Redis") -> Any:
        return script(keys=keys, args=arguments, client=client)

    return redis_client.ask(call)
