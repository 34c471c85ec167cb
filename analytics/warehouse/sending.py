"""One job in BigQuery, run at most once by its id, and whether its failure is the rows' fault."""

import json
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from google.api_core import exceptions
from google.cloud import bigquery

from analytics.warehouse.client import WarehouseRefused, WarehouseUnavailable, asking, client

# What one request may hold is 10 MB.
MAX_REQUEST_BYTES = 8_000_000
# How long to wait before asking whether a job has ended: at first, and at most.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0

_ROW_FAULTS = frozenset({"invalidQuery", "invalid"})
# Comes with the reason of a bad row, and says that another job changed the same partition meanwhile.
_CONCURRENT = ("could not serialize access", "due to concurrent update")


class RowsRefused(Exception):
    """BigQuery will not have these rows; none of them arrived."""


def as_payload(rows: Sequence[str]) -> str:
    """Rows, JSON objects as text, as the one parameter the statements take."""
    return f"[{','.join(rows)}]"


def fits(payload: str) -> bool:
    """Whether one request can carry it."""
    return len(json.dumps(payload)) <= MAX_REQUEST_BYTES


def run(sql: str, payload: str, job_id: str) -> None:
    """Run a statement as the job of this id, and return when it has ended.

    A job with this id that is there already is waited for instead of run again: its answer got lost.

    Raises:
        RowsRefused: with BigQuery's reason.
        WarehouseUnavailable: it did not answer, or did not end, within WAREHOUSE_TIMEOUT_S, or what it answered is
            not about the rows. Whether they arrived is not known.
    """
    config = bigquery.QueryJobConfig(
        query_parameters=[bigquery.ScalarQueryParameter("rows", "STRING", payload)], use_legacy_sql=False
    )
    timeout_s = settings.WAREHOUSE_TIMEOUT_S
    deadline = time.monotonic() + timeout_s
    try:
        with asking():
            job = _begin(sql, config, job_id)
            # Not `job.result()`: its requests wait for two minutes at least, whatever the timeout.
            pause_s = FIRST_PAUSE_S
            while job.state != "DONE":
                if time.monotonic() > deadline:
                    raise WarehouseUnavailable(f"The job {job_id} has not ended within {timeout_s} s.")
                time.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
                job.reload(**_once())
    except WarehouseRefused as refused:
        _raise({"reason": refused.reason, "message": str(refused)}, refused)
    if job.error_result:
        _raise(job.error_result)


def has_succeeded(job_id: str) -> bool:
    """Whether the job of this id is known to have ended well.

    Raises:
        WarehouseUnavailable: no answer.
    """
    try:
        with asking():
            job = client().get_job(job_id, **_once())
    except WarehouseRefused as refused:
        if isinstance(refused.__cause__, exceptions.NotFound):
            return False
        raise WarehouseUnavailable(str(refused)) from refused
    return bool(job.state == "DONE" and not job.error_result)


def is_fault_of_rows(error: Mapping[str, Any]) -> bool:
    """Whether sending the same rows again would fail again, by BigQuery's error (`reason`, `message`)."""
    text = str(error.get("message", "")).lower()
    return error.get("reason") in _ROW_FAULTS and not any(sign in text for sign in _CONCURRENT)


def _begin(sql: str, config: bigquery.QueryJobConfig, job_id: str) -> Any:
    try:
        return client().query(sql, job_config=config, job_id=job_id, job_retry=None, **_once())
    except exceptions.Conflict:
        return client().get_job(job_id, **_once())
    except exceptions.GoogleAPICallError as failed:
        if failed.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise RowsRefused("The row is larger than a request to BigQuery may be.") from failed
        raise


def _once() -> dict[str, Any]:
    """Each request is made once and waits no longer than its timeout: repeating is the exporter's business."""
    return {"retry": None, "timeout": settings.WAREHOUSE_TIMEOUT_S}


def _raise(error: Mapping[str, Any], cause: Exception | None = None) -> None:
    message = str(error.get("message", "")) or "BigQuery gave no reason."
    if is_fault_of_rows(error):
        raise RowsRefused(message) from cause
    raise WarehouseUnavailable(message) from cause
