"""The environment is checked before anything starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "k7Jw0qLr3Vn9Xb2Tz5Yc8Ue1Ia4Od6Pf7Gh0Js3Kl9Zx2Cv5Bn8Mq",
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgres://shop@db/shop",
    "REDIS_URL": "redis://cache:6379/0",
    "PUBLIC_URL": "https://shop.example",
    "EMAIL_URL": "submission://mail:pw@mail.example:587",
    "PAYMENT_PROVIDER": "none",
    "BIGQUERY_PROJECT": "shop-warehouse",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import leafloaf.settings"]
    return subprocess.run(
        command, cwd=ROOT, env={"PATH": "/usr/bin", **environment}, capture_output=True, text=True, check=False
    )


def test_what_production_must_set_is_enough_to_start() -> None:
    assert start(PRODUCTION).returncode == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_a_missing_value_stops_the_start_and_is_named(name: str) -> None:
    done = start({key: value for key, value in PRODUCTION.items() if key != name})
    assert done.returncode == 1
    assert done.stderr.startswith("LeafLoaf cannot start.")
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "1", "DEBUG is on outside `make run`"),
        ("SECRET_KEY", "short", "SECRET_KEY is short or a default"),
        ("SECRET_KEY", "django-insecure-" + "x" * 60, "SECRET_KEY is short or a default"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is '*'"),
        ("PUBLIC_URL", "http://shop.example", "PUBLIC_URL must begin with https://"),
        ("EMAIL_URL", "console://", "EMAIL_URL is not set"),
        ("EMAIL_URL", "smtp+tls://mail.example", "EMAIL_URL: String should match pattern"),
        ("PAYMENT_PROVIDER", "sandbox", "PAYMENT_PROVIDER is 'sandbox'"),
        ("BIGQUERY_PROJECT", "", "BIGQUERY_PROJECT is not set"),
        ("BIGQUERY_DATASET", "not-a-dataset", "BIGQUERY_DATASET"),
        ("BIGQUERY_EMULATOR_URL", "http://127.0.0.1:9050", "BIGQUERY_EMULATOR_URL is set outside `make run`"),
        ("DATABASE_URL", "sqlite:///shop.db", "DATABASE_URL"),
        ("REDIS_URL", "memory://", "REDIS_URL"),
    ],
)
def test_an_unsafe_value_stops_the_start_with_a_sentence(name: str, value: str, sentence: str) -> None:
    done = start({**PRODUCTION, name: value})
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_debug_is_off_unless_asked_for() -> None:
    command = [sys.executable, "-c", "from leafloaf import settings; raise SystemExit(settings.DEBUG)"]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": "/usr/bin", **PRODUCTION}, check=False)
    assert done.returncode == 0


def test_the_deploy_check_is_clean_in_production() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {"PATH": "/usr/bin", **PRODUCTION, "DATABASE_URL": os.environ["DATABASE_URL"]}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
