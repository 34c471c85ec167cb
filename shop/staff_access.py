"""The admin's second lock: staff enter only with a second factor, where `STAFF_TWO_FACTOR_REQUIRED` is on.

The admin's own sign-in page asks for a password alone, so it is never shown then: people sign in at the storefront,
where allauth asks for the second factor.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shop.models import User

SIGN_IN = "/sign-in"
SECURITY_PAGE = "/account/security"


class StaffTwoFactor:
    """Middleware before every admin page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_TWO_FACTOR_REQUIRED and request.path.startswith(self.admin):
            elsewhere = self._where_to_go_first(request)
            if elsewhere is not None:
                query = urlencode({"next": request.get_full_path() if request.method == "GET" else self.admin})
                return HttpResponseRedirect(f"{elsewhere}?{query}")
        return self.get_response(request)

    def _where_to_go_first(self, request: HttpRequest) -> str | None:
        user = request.user
        if not isinstance(user, User):
            return SIGN_IN
        if not user.is_staff:
            raise Http404
        if request.path == reverse("admin:logout"):
            return None
        if not is_mfa_enabled(user):
            return SECURITY_PAGE
        if not any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
            # Signed in before the second factor was set up, on another device: once more, with it.
            logout(request)
            return SIGN_IN
        return None


@receiver(authenticator_added, dispatch_uid="shop.setting_up_is_proof")
def setting_up_is_proof(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has just set a second factor up, with a code from it, need not show it again in this session."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, method="mfa", type=authenticator.type)
