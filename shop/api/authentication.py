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

    refuses_ended_sessions = True

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.enforce_csrf(request)
        user = getattr(request._request, "user", None)
        if self.refuses_ended_sessions and request.method not in SAFE_METHODS and _session_has_ended(request):
            raise SessionEnded
        if not user or not user.is_active:
            return None
        return (user, None)

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            raise exceptions.PermissionDenied(
                "The page is out of date: reload it and try again.", code="csrf_failed"
            ) from None

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class MendingSessionAuthentication(SessionAuthentication):
    """For the one endpoint that gives a new session to whoever comes with an ended one."""

    refuses_ended_sessions = False


def _session_has_ended(request: Request) -> bool:
    """A cookie came, but no session is behind it any more. (The answer takes the cookie away.)"""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    request.session.get("")
    return bool(request.session.is_empty())


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
