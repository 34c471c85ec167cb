"""What Prometheus reads, and who may read it."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from analytics import metrics as event_metrics
from analytics.events import NewEvent, record
from analytics.models import Event
from leafloaf.settings import BASE_DIR
from shop import redis_client
from shop.redis_client import RedisAway
from tests.shop.factories import make_product, make_subject

pytestmark = pytest.mark.django_db

ALERTS: Path = BASE_DIR / "docs" / "alerts.yml"


def scraped(client: Client | None = None, **headers: Any) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = (client or Client()).get("/metrics", **headers)
    assert answer.status_code == 200, answer.content
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def value(name: str, **labels: str) -> float:
    return scraped().get((name, frozenset(labels.items())), 0.0)


def test_it_works() -> None:
    found = scraped()
    assert found["leafloaf_pipeline_known", frozenset()] == 1
    assert found["leafloaf_export_backlog_events", frozenset()] == 0


def test_requests_are_counted_by_route_and_never_by_what_was_typed(client: Client) -> None:
    labels = {"method": "GET", "route": "api/v1/products/<name:sku>/", "status": "4xx"}
    before = value("leafloaf_request_seconds_count", **labels)
    client.get("/api/v1/products/secret-sku-7/?email=someone@example.com")
    client.get("/api/v1/products/another/")
    assert value("leafloaf_request_seconds_count", **labels) == before + 2
    client.get("/api/v1/no/such/place-7")
    client.generic("BREW", "/api/v1/search/")
    text = client.get("/metrics").content.decode()
    for typed in ("secret-sku-7", "someone@example.com", "place-7", "BREW"):
        assert typed not in text, typed


def test_events_are_counted_by_type_and_by_what_became_of_them() -> None:
    make_product("OAT")
    subject = make_subject()
    seen = NewEvent(uuid4(), "product_viewed", timezone.now(), sku="OAT")
    wrong = NewEvent(uuid4(), "no_such_type", timezone.now())

    def counts() -> list[float]:
        return [
            value("leafloaf_events_recorded_total", event_type=event_type, result=result)
            for event_type, result in (
                ("product_viewed", "accepted"),
                ("product_viewed", "duplicate"),
                ("unknown", "rejected"),
            )
        ]

    before = counts()
    record(subject.id, "session", [seen, wrong])
    record(subject.id, "session", [seen])
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [1, 1, 1]
    assert "no_such_type" not in Client().get("/metrics").content.decode()


def test_what_waits_is_asked_of_the_database() -> None:
    make_product("OAT")
    subject = make_subject()
    record(subject.id, "session", [NewEvent(uuid4(), "product_viewed", timezone.now(), sku="OAT") for _ in range(3)])
    assert value("leafloaf_export_backlog_events") == 3
    Event.objects.update(exported_at=timezone.now())
    assert value("leafloaf_export_backlog_events") == 0
    assert value("leafloaf_export_lag_seconds") == 0


def test_an_update_of_redis_is_timed(redis_client: Any) -> None:
    before = value("leafloaf_redis_update_seconds_count")
    with event_metrics.redis_update():
        redis_client.ping()
    with pytest.raises(ZeroDivisionError), event_metrics.redis_update():
        raise ZeroDivisionError
    assert value("leafloaf_redis_update_seconds_count") == before + 1


def test_the_breaker_s_state_is_seen(settings: Any) -> None:
    def refuse(_: Any) -> None:
        raise redis_client.redis.ConnectionError

    opened = value("leafloaf_redis_breaker_opened_total")
    try:
        with pytest.raises(RedisAway):
            redis_client.ask(refuse)
        assert value("leafloaf_redis_breaker_open") == 1
    finally:
        redis_client.close_breaker()
    assert value("leafloaf_redis_breaker_open") == 0
    assert value("leafloaf_redis_breaker_opened_total") == opened + 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.7.7", "::1", "fd00::5"])
def test_a_scraper_beside_the_shop_may_read(address: str) -> None:
    assert scraped(REMOTE_ADDR=address)


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "8.8.4.4"},
        {"REMOTE_ADDR": ""},
        # Through the load balancer, whose own address is a private one.
        {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.60"},
    ],
)
def test_the_world_may_not(headers: dict[str, str]) -> None:
    answer = Client().get("/metrics", **headers)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert b"leafloaf_" not in answer.content


def test_with_a_token_only_who_sends_it_may(settings: Any) -> None:
    settings.METRICS_TOKEN = "a token of leaves"
    assert Client().get("/metrics").status_code == 403
    assert Client().get("/metrics", HTTP_AUTHORIZATION="Bearer a token of leave").status_code == 403
    assert scraped(HTTP_AUTHORIZATION="Bearer a token of leaves", REMOTE_ADDR="8.8.4.4")


def test_a_scraper_may_come_to_the_server_s_address(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["shop.example.com"]
    assert Client().get("/metrics", HTTP_HOST="10.4.5.6:8000").status_code == 200
    assert Client().get("/api/v1/health/live", HTTP_HOST="10.4.5.6:8000").status_code == 200
    assert Client().get("/api/v1/search/", HTTP_HOST="10.4.5.6:8000").status_code == 400


def test_every_metric_of_the_alerts_exists_and_every_alert_is_explained() -> None:
    from leafloaf import metrics, tasks_watched

    assert tasks_watched
    known = {family.name for family in metrics.REGISTRY.collect()} | {
        family.name for family in metrics.PipelineCollector().collect()
    }
    rules = ALERTS.read_text()
    used = set(re.findall(r"\bleafloaf_\w+", rules))
    bare = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in used}
    assert used
    assert bare <= known, bare - known
    explained = (BASE_DIR / "docs" / "operations.md").read_text()
    for alert in re.findall(r"alert: (\w+)", rules):
        assert f"### {alert}\n" in explained, alert


def test_every_metric_is_explained() -> None:
    from leafloaf import metrics

    explained = (BASE_DIR / "docs" / "operations.md").read_text()
    for collector in (metrics.REGISTRY, metrics.PipelineCollector()):
        for family in collector.collect():
            if family.name.startswith("leafloaf_"):
                assert f"`{family.name}" in explained, family.name
