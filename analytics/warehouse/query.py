"""Asking the warehouse: one statement, waited for no longer than said, reading no more than said."""

import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from google.api_core.exceptions import GoogleAPICallError
from google.cloud import bigquery

from analytics.warehouse.client import (
    WarehouseRefused,
    WarehouseUnavailable,
    asking,
    client,
    dataset_id,
    limits,
    refusal,
)

# How long to wait before asking whether a job has ended: at first, and at most.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.02, 1.0
GIGABYTE = 1_000_000_000
# The most a question of a person may read before they are told to narrow it: about 1.25 cents on the service.
MAX_BYTES = 2 * GIGABYTE

_NO_QUESTION = "Only one SELECT can be asked here: nothing is changed by a question."
# What may hold anything without meaning it: comments, texts and quoted names.
_OPAQUE = re.compile(
    r"""--[^\n]*|\#[^\n]*|/\*.*?\*/|\"{3}(?:\\.|.)*?\"{3}|'{3}(?:\\.|.)*?'{3}"""
    r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`\n]*`""",
    re.DOTALL,
)
_QUESTION = re.compile(r"[\s(]*(?:SELECT|WITH)\b", re.IGNORECASE)

Parameter = bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as tuples in the order of `columns`. `total` rows there were; `rows` has no more than were asked for."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    total: int
    bytes_read: int


def run(
    sql: str,
    parameters: Sequence[Parameter] = (),
    *,
    wait_s: float | None = None,
    max_rows: int | None = None,
    max_bytes: int | None = None,
) -> Answer:
    """Run a statement, and read what it answers. Tables need no more than their own name.

    Args:
        wait_s: give up, and cancel it, after so long (default: WAREHOUSE_TIMEOUT_S).
        max_rows: read at most so many of its rows.
        max_bytes: let the service refuse it when it would be billed for more.

    Raises:
        WarehouseUnavailable: no answer, or not in time.
        WarehouseRefused: BigQuery will not run it.
    """
    config = _config(parameters)
    if max_bytes is not None:
        config.maximum_bytes_billed = max_bytes
    with asking():
        job = client().query(sql, job_config=config, job_retry=None, **limits())
        _wait_for(job, wait_s or settings.WAREHOUSE_TIMEOUT_S)
        rows = job.result(job_retry=None, max_results=max_rows, **limits())
        return Answer(
            columns=tuple(field.name for field in rows.schema),
            rows=[tuple(row.values()) for row in rows],
            total=rows.total_rows or 0,
            bytes_read=job.total_bytes_processed or 0,
        )


def select(sql: str, *, max_rows: int, max_bytes: int = MAX_BYTES, wait_s: float | None = None) -> Answer:
    """Run a person's question: it may read, and no more than `max_bytes`.

    Raises:
        WarehouseUnavailable: no answer, or not in time.
        WarehouseRefused: it is no SELECT, has a fault, or would read too much.
    """
    _must_be_one_question(sql)
    config = _config(())
    config.dry_run = True
    config.use_query_cache = False
    with asking():
        plan = client().query(sql, job_config=config, job_retry=None, **limits())
    # The emulator does not name the kind of every SELECT.
    if plan.statement_type not in ("SELECT", None):
        raise WarehouseRefused(_NO_QUESTION)
    planned = plan.total_bytes_processed or 0
    if planned > max_bytes:
        raise WarehouseRefused(
            f"It would read {planned / GIGABYTE:,.1f} GB, more than {max_bytes / GIGABYTE:,.1f}: "
            "ask for fewer days or columns, or raise the limit."
        )
    return run(sql, wait_s=wait_s, max_rows=max_rows, max_bytes=max_bytes)


def _must_be_one_question(sql: str) -> None:
    """Before anything is sent: the emulator runs the statements of a script even when only asked for a plan."""
    bare = _OPAQUE.sub(" ", sql)
    if any(quote in bare for quote in "'\"`") or "/*" in bare:
        raise WarehouseRefused("A text, a quoted name or a comment in it has no end.")
    if not _QUESTION.match(bare) or ";" in bare.rstrip().rstrip(";"):
        raise WarehouseRefused(_NO_QUESTION)


def _config(parameters: Sequence[Parameter]) -> bigquery.QueryJobConfig:
    return bigquery.QueryJobConfig(
        default_dataset=dataset_id(), query_parameters=list(parameters), use_legacy_sql=False
    )


def _wait_for(job: bigquery.QueryJob, wait_s: float) -> None:
    """Wait by asking now and then: `job.result()` would hold one request open for two minutes, whatever it is told."""
    deadline, pause_s = time.monotonic() + wait_s, FIRST_PAUSE_S
    while job.state != "DONE":
        if time.monotonic() > deadline:
            with suppress(GoogleAPICallError):
                job.cancel(**limits())
            raise WarehouseUnavailable(f"The statement had not ended after {wait_s:,.0f} s, and was cancelled.")
        time.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        job.reload(**limits())
    if job.error_result:
        raise refusal(job.error_result)
