"""Who may ask how often. Counted per shopper, because a whole office may share one address."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

from shop.identity import subject_id_of


class PerShopper(ScopedRateThrottle):
    """The view's `throttle_scope`, per subject; by network address for who has none yet."""

    def get_ident(self, request: Request) -> Any:
        return subject_id_of(request) or super().get_ident(request)

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
