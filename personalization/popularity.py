"""What many shoppers choose: trending (6-hour half-life) and popular (long half-life), by product."""

from collections.abc import Sequence

from personalization.preferences import read
from shop.redis_client import RedisAway


def trending(count: int) -> list[tuple[int, float]]:
    """(product id, decayed acts) of what is trending now, best first; empty while Redis is away. One ZREVRANGE."""
    try:
        return list(read(None, trending=count).trending)
    except RedisAway:
        return []


def popular(count: int) -> list[tuple[int, float]]:
    """The same over the long half-life."""
    try:
        return list(read(None, popular=count).popular)
    except RedisAway:
        return []


def values(product_ids: Sequence[int]) -> list[float]:
    """Decayed popularity of each product, in the order asked for; zeros while Redis is away."""
    try:
        return list(read(None, product_ids).popularity)
    except RedisAway:
        return [0.0] * len(product_ids)
