"""The processes of a local shop and the commands that prepare it."""

import os
import signal
import sys
from collections.abc import Mapping

from leafloaf.local import bigquery, postgres, redis_server
from leafloaf.local.places import CHECKOUT, Places
from leafloaf.local.supervisor import Program


def postgres_program(places: Places) -> Program:
    return Program(
        name="postgres",
        command=postgres.command(places),
        env=_plain_environment(),
        folder=places.data,
        vital=True,
        # SIGINT is PostgreSQL's fast shutdown: it closes the connections instead of waiting for them.
        stop_signal=signal.SIGINT,
        death_signal=signal.SIGINT,
        stop_timeout_s=20,
    )


def redis_program(places: Places) -> Program:
    return Program(
        name="redis",
        command=redis_server.command(places),
        env=_plain_environment(),
        folder=places.data,
        vital=True,
        stop_timeout_s=10,
    )


def bigquery_program(places: Places) -> Program:
    """Not vital: the shop sells without it, and what happened meanwhile is exported when it is back."""
    return Program(
        name="bigquery",
        command=bigquery.command(places),
        env=bigquery.environment(places),
        folder=places.bigquery_data,
        log=places.bigquery_log,
    )


def web_program(environ: Mapping[str, str], host: str, port: int) -> Program:
    return Program(
        name="web",
        command=[sys.executable, "-m", "gunicorn", "--config", "leafloaf/gunicorn.py", "leafloaf.wsgi"],
        env={**environ, "BIND": f"[{host}]:{port}" if ":" in host else f"{host}:{port}"},
        folder=CHECKOUT,
    )


def worker_program(environ: Mapping[str, str]) -> Program:
    concurrency = environ.get("CELERY_CONCURRENCY") or "2"
    return Program(
        name="worker",
        command=[
            *(sys.executable, "-m", "celery", "--quiet", "-A", "leafloaf", "worker"),
            *("--loglevel=WARNING", f"--concurrency={concurrency}", "--without-gossip", "--without-mingle"),
        ],
        # Celery warns about root at every start; on one's own machine that is no news.
        env={**environ, "DATABASE_POOL_MAX": "0", "PYTHONWARNINGS": "ignore:You're running the worker"},
        folder=CHECKOUT,
        # A warm shutdown may wait long for a task; tasks are acknowledged late, so a cold one loses none.
        death_signal=signal.SIGQUIT,
    )


def beat_program(environ: Mapping[str, str], places: Places) -> Program:
    return Program(
        name="beat",
        command=[
            *(sys.executable, "-m", "celery", "--quiet", "-A", "leafloaf", "beat", "--loglevel=WARNING"),
            *("--schedule", str(places.data / "celerybeat-schedule"), "--pidfile="),
        ],
        env=environ,
        folder=CHECKOUT,
    )


def manage(name: str, environ: Mapping[str, str], *arguments: str) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "manage.py", *arguments],
        env=environ,
        folder=CHECKOUT,
    )


def shop_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with the shop's settings and unbuffered UTF-8 output."""
    quiet = {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "TQDM_MININTERVAL": "1"}
    return {**os.environ, **quiet, **settings}


def _plain_environment() -> dict[str, str]:
    """Nothing of a person's PG* or locale settings reaches the servers."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
