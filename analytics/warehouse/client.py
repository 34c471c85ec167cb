"""The one way to BigQuery: the service in production, the emulator on one machine, the same client for both.

No call may wait for longer than WAREHOUSE_TIMEOUT_S: by itself, the library tries a dead address for ten minutes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import requests
from django.conf import settings
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery

# A refusal that another try may not meet: too many requests, or a fault on the other side.
_PASSING = frozenset({"rateLimitExceeded", "backendError", "internalError", "badGateway", "jobRateLimitExceeded"})
# What is left of the time after which the library begins no other try.
_RETRY_SHARE = 0.5


class WarehouseError(Exception):
    """BigQuery did not do what it was asked for. The text says why in one sentence."""


class WarehouseUnavailable(WarehouseError):
    """It gave no answer, or none about what was asked: another try, later, may succeed."""


class WarehouseRefused(WarehouseError):
    """It answered no. `reason` is BigQuery's own word for the kind ("invalidQuery", "notFound", ...)."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


def client() -> bigquery.Client:
    """The client of this process. Give each call `**limits()`, within `asking()`.

    Raises:
        google.auth.exceptions.GoogleAuthError: the machine has no credentials (`asking` turns it into an outage).
    """
    # One for each process: a connection must not be shared with a parent.
    return _client(os.getpid(), settings.BIGQUERY_PROJECT, settings.BIGQUERY_LOCATION, settings.BIGQUERY_EMULATOR_URL)


def dataset_id() -> str:
    """ "project.dataset"."""
    return f"{settings.BIGQUERY_PROJECT}.{settings.BIGQUERY_DATASET}"


def table_id(name: str) -> str:
    """ "project.dataset.name"."""
    return f"{dataset_id()}.{name}"


def limits() -> dict[str, Any]:
    """The arguments that bound a call: how long one request may take, and until when a failed one is repeated."""
    timeout_s = settings.WAREHOUSE_TIMEOUT_S
    return {"timeout": timeout_s, "retry": bigquery.DEFAULT_RETRY.with_timeout(timeout_s * _RETRY_SHARE)}


@contextmanager
def asking() -> Iterator[None]:
    """Turn what the library raises into an outage or a refusal.

    Raises:
        WarehouseUnavailable: no answer.
        WarehouseRefused: the answer was no.
    """
    try:
        yield
    except exceptions.RetryError as gave_up:
        raise _error_of(gave_up.cause or gave_up) from gave_up
    except (
        exceptions.GoogleAPICallError,
        GoogleAuthError,
        requests.RequestException,
        ConnectionError,
        TimeoutError,
    ) as failed:
        raise _error_of(failed) from failed


def refusal(error: dict[str, Any]) -> WarehouseError:
    """The error that a job ended with, as an outage or a refusal."""
    reason, message = str(error.get("reason", "")), str(error.get("message", "")) or "BigQuery gave no reason."
    return WarehouseUnavailable(message) if reason in _PASSING else WarehouseRefused(message, reason)


def _error_of(failed: Exception) -> WarehouseError:
    if isinstance(failed, exceptions.GoogleAPICallError):
        found = next((error for error in failed.errors if isinstance(error, dict)), {})
        reason, message = str(found.get("reason", "")), str(found.get("message", "") or failed.message)
        code = failed.code or HTTPStatus.INTERNAL_SERVER_ERROR
        passing = reason in _PASSING or code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
        if passing or code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return WarehouseUnavailable(message)
        return WarehouseRefused(message, reason)
    if isinstance(failed, GoogleAuthError):
        return WarehouseUnavailable(f"This machine has no credentials for BigQuery: {failed}")
    return WarehouseUnavailable(f"BigQuery gives no answer ({type(failed).__name__}).")


@lru_cache(maxsize=4)
def _client(process: int, project: str, location: str, emulator_url: str) -> bigquery.Client:
    if emulator_url:
        return bigquery.Client(
            project=project,
            location=location,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]  # the library has no types here
            client_options=ClientOptions(api_endpoint=emulator_url),
        )
    return bigquery.Client(project=project, location=location)
