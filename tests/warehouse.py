"""A warehouse for a test: a dataset of its own in the real emulator."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import requests
from google.api_core.client_options import ClientOptions
from google.api_core.exceptions import GoogleAPICallError
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

TIMEOUT_S = 60
_RETRY = bigquery.DEFAULT_RETRY.with_timeout(10)


@dataclass(frozen=True)
class Warehouse:
    """The ten tables in a dataset that no other test uses."""

    client: bigquery.Client
    dataset: str

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement; tables need only their name."""
        return _rows(self.client, self.dataset, statement)

    def insert(self, table: str, *rows: dict[str, Any]) -> None:
        """Write rows as they are, JSON columns as text."""
        errors = self.client.insert_rows_json(f"{self.dataset}.{table}", list(rows), timeout=TIMEOUT_S)
        assert not errors, errors


@contextmanager
def own_warehouse() -> Iterator[Warehouse]:
    """Make a dataset with the ten tables, let the settings name it, and drop it afterwards."""
    # Django's test tools read the settings at once; benchmarks, which need only `ask`, make those later.
    from django.test import override_settings

    from analytics.warehouse import evolution
    from analytics.warehouse.client import client

    dataset = f"test_{uuid4().hex}"
    with override_settings(BIGQUERY_DATASET=dataset):
        evolution.migrate()
        try:
            yield Warehouse(client(), dataset)
        finally:
            client().delete_dataset(dataset, delete_contents=True, not_found_ok=True, timeout=TIMEOUT_S)


def ask(url: str, dataset: str, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a statement on a dataset of the emulator at `url`."""
    return _rows(_client(url), dataset, statement)


def drop_dataset(url: str, dataset: str) -> None:
    """Drop a dataset if the emulator still answers."""
    with suppress(GoogleAPICallError, requests.RequestException):
        _client(url).delete_dataset(dataset, delete_contents=True, not_found_ok=True, retry=None, timeout=TIMEOUT_S)


def _rows(client: bigquery.Client, dataset: str, statement: str) -> list[tuple[Any, ...]]:
    config = bigquery.QueryJobConfig(default_dataset=f"{client.project}.{dataset}")
    # The library's own default tries a statement that fails for ten minutes.
    job = client.query(statement, job_config=config, retry=_RETRY, job_retry=None, timeout=TIMEOUT_S)
    rows = job.result(retry=_RETRY, job_retry=None, timeout=TIMEOUT_S)
    return [tuple(row.values()) for row in rows]


@cache
def _client(url: str) -> bigquery.Client:
    return bigquery.Client(
        project="leafloaf", credentials=AnonymousCredentials(), client_options=ClientOptions(api_endpoint=url)
    )
