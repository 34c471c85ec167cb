"""Slow truths about the whole catalog that every ranking needs: built once, shared by all processes."""

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from django.core.cache import cache

from shop.signals import catalog_changed

T = TypeVar("T")

# An hour-old truth ranks as well as a new one. A process looks at the shared one every minute.
SHARED_FOR_S = 3600
HELD_FOR_S = 60


class CatalogTruth(Generic[T]):
    """A value made from the catalog: held by the process, else kept in Redis, else built.

    A change of anything and everything (an import) makes it anew; a change of single products does not.
    """

    def __init__(self, name: str, build: Callable[[], T]) -> None:
        self._key = f"catalog-truth:{name}"
        self._build = build
        self._held: tuple[float, T] | None = None
        catalog_changed.connect(self._on_change, weak=False, dispatch_uid=self._key)

    def get(self) -> T:
        now = time.monotonic()
        if self._held and now - self._held[0] < HELD_FOR_S:
            return self._held[1]
        value = cast(T | None, cache.get(self._key))
        if value is None:
            value = self._build()
            cache.set(self._key, value, SHARED_FOR_S)
        self._held = (now, value)
        return value

    def forget(self) -> None:
        """Build it anew at the next use."""
        self._held = None
        cache.delete(self._key)

    def _on_change(self, product_ids: list[int] | None, **kwargs: Any) -> None:
        if product_ids is None:
            self.forget()
