"""How many searches a minute one shopper may make (one network address, for those who left no trace yet)."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from analytics.api.throttles import permits
from shop.identity import subject_id_of


class SearchThrottle(SimpleRateThrottle):
    """Counted in bundles of permits, so that most searches ask nobody."""

    scope = "search"
    # Set by SimpleRateThrottle from the rate in the settings.
    num_requests: int | None
    duration: int | None

    def allow_request(self, request: Request, view: object) -> bool:
        ident = subject_id_of(request) or self.get_ident(request)
        self._wait = permits.take(f"search:{ident}", 1, self.num_requests or 0, self.duration or 60)
        return self._wait is None

    def wait(self) -> float | None:
        return self._wait
