"""Every error of the API as one RFC 9457 problem document."""

import logging
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from shop import errors

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
STATUS_OF_DOMAIN_ERROR: list[tuple[type[errors.DomainError], int]] = [
    (errors.NotFound, status.HTTP_404_NOT_FOUND),
    (errors.Conflict, status.HTTP_409_CONFLICT),
    (errors.Gone, status.HTTP_410_GONE),
    (errors.PaymentDeclined, status.HTTP_402_PAYMENT_REQUIRED),
    (errors.Unavailable, status.HTTP_503_SERVICE_UNAVAILABLE),
    (errors.DomainError, status.HTTP_400_BAD_REQUEST),
]
TITLES = {
    400: "That cannot be right",
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in that form",
    413: "Too much at once",
    415: "Please send JSON",
    429: "One moment, please",
    500: "Something went wrong on our side",
}


def problem(status_code: int, code: str, detail: str, title: str | None = None, **extra: Any) -> dict[str, Any]:
    """The members of one problem document."""
    return {
        "type": f"https://leafloaf.example/problems/{code.replace('_', '-')}",
        "title": title or TITLES.get(status_code, "That did not work"),
        "status": status_code,
        "code": code,
        "detail": detail,
        **extra,
    }


def _flatten(detail: Any, where: str = "") -> list[dict[str, str]]:
    """DRF's nested error lists as a flat list of {field, message}."""
    if isinstance(detail, dict):
        return [row for key, value in detail.items() for row in _flatten(value, f"{where}.{key}".strip("."))]
    if isinstance(detail, list):
        rows: list[dict[str, str]] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            rows += _flatten(value, f"{where}[{index}]" if nested else where)
        return rows
    return [{"field": where or "body", "message": str(detail)}]


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook: answer any refusal as a problem; let real faults through to be logged as such."""
    headers: dict[str, str] = {}
    if isinstance(exc, errors.DomainError):
        code = next(number for kind, number in STATUS_OF_DOMAIN_ERROR if isinstance(exc, kind))
        body = problem(code, exc.code, exc.detail, exc.title, **exc.extra)
    elif isinstance(exc, exceptions.ValidationError):
        rows = _flatten(exc.detail)
        first = rows[0] if rows else {"field": "body", "message": "Invalid."}
        where = "" if first["field"] in {"body", "non_field_errors"} else f"{first['field']}: "
        body = problem(400, "invalid", f"{where}{first['message']}", errors=rows)
    elif isinstance(exc, exceptions.APIException):
        wait_s = getattr(exc, "wait", None)
        if wait_s is not None:
            headers["Retry-After"] = str(int(wait_s) + 1)
        if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            headers["WWW-Authenticate"] = getattr(exc, "auth_header", "Session")
        codes = exc.get_codes()
        body = problem(exc.status_code, codes if isinstance(codes, str) else "refused", str(exc.detail))
    elif isinstance(exc, Http404):
        body = problem(404, "not_found", "There is nothing here under that name.")
    elif isinstance(exc, PermissionDenied):
        body = problem(403, "permission_denied", "You may not do that.")
    elif isinstance(exc, RequestDataTooBig):
        body = problem(413, "body_too_large", "The request is larger than 1 MB: send less at once.")
    elif isinstance(exc, BadRequest | SuspiciousOperation | UnicodeDecodeError | DataError):
        body = problem(400, "malformed", "The request could not be read.")
    else:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM_TYPE)


def _plain(status_code: int, code: str, detail: str) -> HttpResponse:
    return JsonResponse(problem(status_code, code, detail), status=status_code, content_type=PROBLEM_TYPE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain(403, "csrf_failed", "The page is out of date: reload it and try again.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _plain(413, "body_too_large", "The request is larger than 1 MB: send less at once.")
    return _plain(400, "malformed", "The request could not be read.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(404, "not_found", "There is nothing here under that name.")


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(500, "server_error", "Something went wrong on our side. Please try again in a moment.")
