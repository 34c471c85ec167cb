"""How far Redis has counted, for people who look after it."""

import time
from dataclasses import dataclass

from personalization.models import StaleProfile
from personalization.state import keys
from shop import redis_client
from shop.redis_client import RedisAway


@dataclass(frozen=True, slots=True)
class CatchUpState:
    is_away: bool
    # Everything that arrived longer ago is counted. None: nobody knows, a rebuild comes or Redis is away.
    behind_s: float | None
    # Shoppers whose state waits to be made again.
    stale: int


def catch_up_state() -> CatchUpState:
    """One small query, one question to Redis."""
    stale = StaleProfile.objects.count()
    try:
        raw = redis_client.ask(lambda client: client.get(keys.WATERMARK))
    except RedisAway:
        return CatchUpState(True, None, stale)
    return CatchUpState(False, max(0.0, time.time() - float(raw)) if raw else None, stale)
