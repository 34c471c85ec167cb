"""Whoever asks how the shop is gets an answer, whatever has died."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from analytics.models import Event, ExportState
from leafloaf import health, heartbeats
from leafloaf.local.places import CHECKOUT
from leafloaf.local.ports import free_port
from personalization import rules
from shop import redis_client
from tests.personalization.own_redis import OwnRedis
from tests.shop.factories import make_product, make_subject

# What is asked is asked in threads of its own, which see only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _asked_afresh() -> Iterator[None]:
    forget()
    yield
    forget()
    rules.forget_current()


def forget() -> None:
    redis_client.close_breaker()
    for question in health.QUESTIONS:
        question.forget()


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    server.start()
    settings.REDIS_URL = server.url
    redis_client.client.cache_clear()
    redis_client.close_breaker()
    yield server
    server.end()
    redis_client.client.cache_clear()
    redis_client.close_breaker()


def whole(client: Client) -> dict[str, Any]:
    forget()
    answer = client.get("/api/v1/health/")
    return {"code": answer.status_code, **answer.json()}


def test_it_works(client: Client) -> None:
    for name in heartbeats.NAMES:
        heartbeats.alive(name)
    found = whole(client)
    assert (found["code"], found["status"]) == (200, "ok"), found
    assert set(found["parts"]) == {"postgres", "redis", "warehouse", "export", "worker", "beat", "rules", "catalog"}
    assert found["parts"]["postgres"]["milliseconds"] > 0
    assert found["parts"]["worker"]["age_s"] < 60


def test_an_answer_is_kept_for_a_moment(client: Client) -> None:
    first = whole(client)["parts"]["postgres"]["milliseconds"]
    assert client.get("/api/v1/health/").json()["parts"]["postgres"]["milliseconds"] == first


@pytest.mark.parametrize("how", ["stop", "freeze"])
def test_without_redis_it_is_degraded(client: Client, own_redis: OwnRedis, how: str) -> None:
    getattr(own_redis, how)()
    found = whole(client)
    assert (found["code"], found["status"]) == (200, "degraded")
    assert not found["parts"]["redis"]["ok"]
    assert found["parts"]["postgres"]["ok"]
    assert found["parts"]["worker"] == {"ok": False, "milliseconds": None, "age_s": None}


def test_a_worker_that_has_been_silent_for_long_is_told(client: Client, redis_client: Any) -> None:
    heartbeats.alive("beat")
    redis_client.set("heartbeat:worker", f"{timezone.now().timestamp() - 300:.3f}")
    found = whole(client)
    assert found["status"] == "degraded"
    assert found["parts"]["beat"]["ok"]
    assert not found["parts"]["worker"]["ok"]
    assert 299 < found["parts"]["worker"]["age_s"] < 400


def test_events_that_wait_for_long_are_told_by_their_age(client: Client) -> None:
    then = timezone.now() - timedelta(minutes=10)
    Event.objects.bulk_create(
        [
            Event(
                event_id=uuid4(),
                subject_id=make_subject().id,
                session_id="session",
                event_type="search_performed",
                occurred_at=then,
                event_time=then,
                received_at=then,
            )
        ]
    )
    ExportState.objects.create(failures=3, last_success_at=then)
    parts = whole(client)["parts"]
    assert not parts["export"]["ok"]
    assert not parts["warehouse"]["ok"]
    assert 600 <= parts["export"]["age_s"] < 700
    assert 600 <= parts["warehouse"]["age_s"] < 700


def test_rules_that_were_refused_degrade_and_close_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "last_refusal", ("rules.yaml", "what was wrong"))
    found = whole(client)
    assert (found["code"], found["parts"]["rules"]["ok"]) == (200, False)
    assert client.get("/api/v1/health/ready").status_code == 200


def test_search_that_misses_a_product_is_told(client: Client) -> None:
    product = make_product("MISSED")
    assert whole(client)["parts"]["catalog"]["ok"]
    from shop.models import Product
    from shop.models.search import SearchDocument

    SearchDocument.objects.filter(product_id=product.pk).delete()
    Product.objects.filter(pk=product.pk).update(updated_at=timezone.now() - timedelta(minutes=5))
    assert not whole(client)["parts"]["catalog"]["ok"]


def test_it_is_ready_and_alive(client: Client) -> None:
    answer = client.get("/api/v1/health/ready/")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert set(answer.json()["parts"]) == {"postgres", "rules", "migrations"}
    assert client.get("/api/v1/health/live/").json() == {"status": "ok"}
    assert client.get("/api/v1/health/live").status_code == 200


def test_it_is_not_ready_while_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    monkeypatch.setattr(health, "_migrated", False)
    newest = MigrationRecorder.Migration.objects.filter(app="analytics").order_by("-id").first()
    assert newest is not None
    newest.delete()
    try:
        health.MIGRATIONS.forget()
        answer = client.get("/api/v1/health/ready/")
        assert answer.status_code == 503
        assert not answer.json()["parts"]["migrations"]["ok"]
    finally:
        newest.save(force_insert=True)


ASKING = """
import django, json
django.setup()
from django.test import Client
answers = {path: Client().get(f"/api/v1/health/{path}") for path in ("", "ready", "live")}
print(json.dumps({path: [answer.status_code, answer.json()] for path, answer in answers.items()}), flush=True)
# A question may still wait for the server that never answers.
import os
os._exit(0)
"""


@pytest.mark.parametrize("how", ["refuses", "hangs"])
def test_without_postgres_it_is_down_and_alive(how: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if how == "hangs" else free_port()
        done = subprocess.run(
            [sys.executable, "-c", ASKING],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "leafloaf.settings",
                "DATABASE_URL": f"postgres://nobody@127.0.0.1:{port}/nothing",
            },
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    assert answers["live"] == [200, {"status": "ok"}]
    for path in ("", "ready"):
        code, found = answers[path]
        assert (code, found["status"]) == (503, "down")
        assert found["parts"]["postgres"] == {"ok": False, "milliseconds": None, "age_s": None}
    assert answers[""][1]["parts"]["redis"]["ok"]
