"""Who is calling: the session's cookie with CSRF on every write, or a trusted server's token."""

import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from rest_framework import authentication, exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request


class SessionEnded(exceptions.NotAuthenticated):
    """A write with a session that is over must not quietly land in an empty cart."""

    default_code = "session_ended"
    default_detail = "Your session has ended. Reload the page, and sign in again if you were signed in."


class SessionAuthentication(authentication.SessionAuthentication):
    """Session sign-in; unlike DRF's, visitors' writes need the CSRF token too (their carts matter as much)."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.check_session(request)
        user = getattr(request._request, "user", None)
        if not user or not user.is_active:
            return None
        return (user, None)

    def check_session(self, request: Request) -> None:
        """Refuse a write without the CSRF token, or with a session that is over."""
        self.enforce_csrf(request)
        view = getattr(request, "parser_context", {}).get("view")
        if request.method not in SAFE_METHODS and not getattr(view, "mends_session", False):
            _refuse_ended_session(request)

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                "The page is out of date: reload it and try again.", code="csrf_failed"
            ) from None

    def authenticate_header(self, request: Request) -> str:
        return "Session"


def _refuse_ended_session(request: Request) -> None:
    """Refuse when a cookie came but no session is behind it any more. (The answer takes the cookie away.)

    A view says `mends_session = True` to give such a visitor a new session instead.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    request.session.get("")
    if request.session.is_empty():
        raise SessionEnded


class ServiceToken(authentication.BaseAuthentication):
    """`Authorization: Bearer …` of a trusted server: the only caller whose `user_id` is believed.

    Sets `request.auth` to "service".
    """

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        if not any(hmac.compare_digest(token.encode(), known.encode()) for known in settings.STAFF_SERVICE_TOKENS):
            raise exceptions.AuthenticationFailed("This service token is not known.")
        return (AnonymousUser(), "service")

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
