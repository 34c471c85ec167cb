"""Slow truths about the whole catalog that every ranking needs: built once, shared by all processes."""

import json
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from shop import redis_client
from shop.signals import catalog_changed

T = TypeVar("T")

# An hour-old truth ranks as well as a new one. A process looks at the shared one every minute.
SHARED_FOR_S = 3600
HELD_FOR_S = 60


class CatalogTruth(Generic[T]):
    """A value made from the catalog: held by the process, else kept in Redis, else built.

    A change of anything and everything (an import) makes it anew; a change of single products does not.

    Args:
        plain: the value as JSON can say it; `read` makes it a value again.
    """

    def __init__(self, name: str, build: Callable[[], T], plain: Callable[[T], Any], read: Callable[[Any], T]) -> None:
        self._key = f"catalog-truth:{name}"
        self._build, self._plain, self._read = build, plain, read
        self._held: tuple[float, T] | None = None
        catalog_changed.connect(self._on_change, weak=False, dispatch_uid=self._key)

    def get(self) -> T:
        now = time.monotonic()
        if self._held and now - self._held[0] < HELD_FOR_S:
            return self._held[1]
        value = self._shared() or self._built()
        self._held = (now, value)
        return value

    def _shared(self) -> T | None:
        try:
            kept = redis_client.ask(lambda client: client.get(self._key))
        except redis_client.RedisAway:
            return None
        return self._read(json.loads(kept)) if isinstance(kept, bytes) else None

    def _built(self) -> T:
        value = self._build()
        text = json.dumps(self._plain(value), separators=(",", ":"))
        try:
            redis_client.ask(lambda client: client.set(self._key, text, ex=SHARED_FOR_S))
        except redis_client.RedisAway:
            return value
        return value

    def forget(self) -> None:
        """Build it anew at the next use."""
        self._held = None
        try:
            redis_client.ask(lambda client: client.delete(self._key))
        except redis_client.RedisAway:
            # It dies of age.
            return

    def _on_change(self, product_ids: list[int] | None, **kwargs: Any) -> None:
        if product_ids is None:
            self.forget()
