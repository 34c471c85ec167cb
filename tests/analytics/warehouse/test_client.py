"""An outage is told from a refusal, and neither takes long."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from google.api_core import exceptions
from pytest_django.fixtures import Settings

from analytics.warehouse.client import (
    WarehouseRefused,
    WarehouseUnavailable,
    asking,
    client,
    limits,
    refusal,
    table_id,
)
from analytics.warehouse.query import run
from leafloaf.local.ports import free_port
from tests.warehouse import Warehouse

# Far above what it may take, far below the ten minutes that the library would.
PATIENCE_S = 60


@pytest.fixture
def silent_server() -> Iterator[str]:
    """A server that accepts every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepted: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    accepted.append(listening.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    for connection in accepted:
        connection.close()


def test_an_address_where_nobody_listens_is_an_outage(settings: Settings) -> None:
    settings.BIGQUERY_EMULATOR_URL = f"http://127.0.0.1:{free_port()}"
    settings.WAREHOUSE_TIMEOUT_S = 1.0
    began = time.monotonic()
    with pytest.raises(WarehouseUnavailable, match="BigQuery gives no answer"):
        run("SELECT 1")
    assert time.monotonic() - began < PATIENCE_S


def test_a_server_that_never_answers_is_an_outage(settings: Settings, silent_server: str) -> None:
    settings.BIGQUERY_EMULATOR_URL = silent_server
    settings.WAREHOUSE_TIMEOUT_S = 1.0
    began = time.monotonic()
    with pytest.raises(WarehouseUnavailable, match="BigQuery gives no answer"):
        run("SELECT 1")
    assert time.monotonic() - began < PATIENCE_S


def test_a_faulty_statement_is_a_refusal_with_bigquery_s_reason(fresh_warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseRefused, match="Syntax error") as refused:
        run("SELEC 1")
    assert refused.value.reason == "invalidQuery"


def test_a_table_that_is_missing_is_a_refusal(fresh_warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseRefused) as refused, asking():
        client().get_table(table_id("nowhere"), **limits())
    assert refused.value.reason == "notFound"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (exceptions.ServiceUnavailable("away"), WarehouseUnavailable),
        (exceptions.TooManyRequests("slow down"), WarehouseUnavailable),
        (exceptions.Forbidden("quota", errors=[{"reason": "rateLimitExceeded"}]), WarehouseUnavailable),
        (exceptions.Forbidden("not yours", errors=[{"reason": "accessDenied"}]), WarehouseRefused),
        (exceptions.RetryError("gave up", cause=exceptions.InternalServerError("broken")), WarehouseUnavailable),
        (exceptions.BadRequest("no", errors=[{"reason": "invalid", "message": "bad row"}]), WarehouseRefused),
        (TimeoutError(), WarehouseUnavailable),
    ],
)
def test_what_the_library_raises_is_one_or_the_other(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind), asking():
        raise error


def test_a_job_that_failed_for_the_moment_is_no_refusal() -> None:
    assert isinstance(refusal({"reason": "backendError", "message": "try again"}), WarehouseUnavailable)
    refused = refusal({"reason": "invalidQuery", "message": "no such column"})
    assert isinstance(refused, WarehouseRefused)
    assert refused.reason == "invalidQuery"


def test_the_client_is_made_once_for_each_address(settings: Settings) -> None:
    first = client()
    assert client() is first
    settings.BIGQUERY_PROJECT = "another"
    assert client() is not first
    assert client().project == "another"
