"""One line says what happened, whose request it was, and nothing about the person."""

import json
import logging
import logging.config
import time
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from leafloaf.celery import app
from leafloaf.logs import logging_config
from tests.live_shop import LiveShop

Lines = Callable[[], list[dict[str, Any]]]


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("something\nin two lines")


def sends_a_task(request: HttpRequest) -> HttpResponse:
    app.send_task("shop.clear_ended_sessions")
    return HttpResponse("sent")


urlpatterns = [path("broken/", broken), path("send/", sends_a_task), path("", include("leafloaf.urls"))]


@pytest.fixture
def lines(settings: Any) -> Iterator[Lines]:
    """What was logged as JSON, line by line."""
    written = StringIO()
    config = logging_config("json", "INFO")
    config["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.django_db
class TestRequests:
    def test_it_works(self, client: Client, lines: Lines) -> None:
        asked = str(uuid4())
        answer = client.get("/api/v1/search/?q=secret+wish", HTTP_X_REQUEST_ID=asked)
        [line] = [line for line in lines() if line["logger"] == "leafloaf.request"]
        assert answer["X-Request-ID"] == line["request_id"] == asked
        assert (line["method"], line["route"], line["status"]) == ("GET", "api/v1/search/", 200)
        assert line["bytes"] == len(answer.content)
        assert line["milliseconds"] >= line["query_milliseconds"] > 0
        assert line["queries"] > 0
        assert line["time"].endswith("+00:00")

    def test_nothing_typed_and_nobody_s_address_is_in_it(self, client: Client, lines: Lines) -> None:
        client.get("/api/v1/search/?q=secret+wish", REMOTE_ADDR="192.0.2.77")
        client.get("/api/v1/products/secret-sku/", REMOTE_ADDR="192.0.2.77")
        client.get("/account/someone@example.com/", REMOTE_ADDR="192.0.2.77")
        text = json.dumps(lines())
        assert len(lines()) == 3
        for private in ("secret", "192.0.2.77", "someone@example.com"):
            assert private not in text, private

    def test_every_request_without_an_id_gets_its_own(self, client: Client, lines: Lines) -> None:
        first, second = (client.get("/api/v1/search/")["X-Request-ID"] for _ in range(2))
        assert UUID(first) != UUID(second)

    @pytest.mark.parametrize("forged", ["#1", "x" * 5000, '"} {"level": "CRITICAL"', "../../etc/passwd"])
    def test_an_id_that_is_none_is_replaced(self, client: Client, lines: Lines, forged: str) -> None:
        answer = client.get("/api/v1/search/", HTTP_X_REQUEST_ID=forged)
        assert UUID(answer["X-Request-ID"])
        assert forged not in json.dumps(lines())

    def test_an_uncaught_error_is_one_line_with_its_traceback(self, settings: Any, lines: Lines) -> None:
        settings.ROOT_URLCONF = __name__
        answer = Client(raise_request_exception=False).get("/broken/?q=secret")
        [fault, request] = lines()
        assert answer.status_code == request["status"] == 500
        assert (fault["level"], request["level"]) == ("ERROR", "WARNING")
        assert fault["request_id"] == request["request_id"] == answer["X-Request-ID"]
        assert fault["traceback"].splitlines()[-2:] == ["ValueError: something", "in two lines"]
        assert "secret" not in json.dumps([fault, request])

    def test_probes_and_files_do_not_fill_the_log(self, client: Client, lines: Lines) -> None:
        for quiet in ("/api/v1/health/live", "/metrics", "/static/nothing.js"):
            client.get(quiet)
        assert lines() == []

    def test_a_task_carries_the_id_of_the_request_that_sent_it(
        self, settings: Any, client: Client, redis_client: Any
    ) -> None:
        settings.ROOT_URLCONF = __name__
        answer = client.get("/send/")
        [message] = [json.loads(raw) for raw in redis_client.lrange("celery:celery", 0, -1)]
        assert message["headers"]["X-Request-ID"] == answer["X-Request-ID"]


def test_the_worker_s_line_bears_the_request_s_id(live_shop: LiveShop) -> None:
    """A second product of a brand is renamed with it: more than a handful is indexed by the worker."""
    asked = str(uuid4())
    before = live_shop.log()
    answer = urlopen(Request(f"{live_shop.url}/api/v1/search/?q=milk", headers={"X-Request-ID": asked}))
    assert answer.headers["X-Request-ID"] == asked
    live_shop.manage(
        "shell",
        "-c",
        "from django_guid import set_guid; from shop.tasks import reindex_products\n"
        f"set_guid('{asked}'); reindex_products.delay([])",
    )
    deadline = time.monotonic() + 60
    while "task shop.reindex_products: success" not in (new := live_shop.log()[len(before) :]):
        assert time.monotonic() < deadline, new
        time.sleep(0.1)
    assert "GET api/v1/search/: 200" in new


def test_people_read_sentences() -> None:
    written = StringIO()
    config = logging_config("text", "INFO")
    config["handlers"]["console"]["stream"] = written
    handler = config["handlers"]["console"]
    try:
        logging.config.dictConfig({**config, "loggers": {}, "root": {"handlers": ["console"], "level": "INFO"}})
        logging.getLogger("leafloaf.request").info("GET api/v1/search/: 200", extra={"milliseconds": 12.5})
        logging.getLogger("shop.mail").warning("A letter waits")
    finally:
        from django.conf import settings

        logging.config.dictConfig(settings.LOGGING)
    assert handler["formatter"] == "text"
    request, warning = written.getvalue().splitlines()
    assert request.endswith(" GET api/v1/search/: 200 in 12.5 ms")
    assert warning.endswith(" WARNING shop.mail: A letter waits")
