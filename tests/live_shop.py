"""The shop as a browser meets it: gunicorn, a Celery worker and beat, on a database and a warehouse of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import redis
from psycopg import sql

from leafloaf.local.places import CHECKOUT
from leafloaf.local.ports import free_port
from tests.servers import Servers
from tests.warehouse import ask, drop_dataset

START_TIMEOUT_S = 60


@dataclass(frozen=True)
class LiveShop:
    """A served shop. Its data is committed and stays for the whole test run: use own skus and accounts."""

    url: str
    database_url: str
    redis_url: str
    environ: dict[str, str] = field(repr=False)
    log_file: Path = field(repr=False)
    dataset: str = ""

    def manage(self, *arguments: str) -> str:
        """Run a management command on the served shop's database; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environ,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement on the served shop's database; changes are committed."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def redis(self) -> "redis.Redis[bytes]":
        """A client of the served shop's Redis database."""
        return redis.Redis.from_url(self.redis_url)

    def warehouse(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement on the served shop's warehouse; its tables need only their name."""
        return ask(self.environ["BIGQUERY_EMULATOR_URL"], self.dataset, statement)

    def log(self) -> str:
        """What web, worker and beat have printed, mails included."""
        return self.log_file.read_text()


@contextmanager
def served_shop(servers: Servers) -> Iterator[LiveShop]:
    """Create the database from migrations, serve the shop on it, and end all of it afterwards."""
    database_url, redis_url = servers.beside()
    recreate_database(database_url)
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    port = free_port()
    dataset = f"live_{os.getpid()}"
    data = servers.folder / "live"
    data.mkdir(exist_ok=True)
    shop = LiveShop(
        url=f"http://localhost:{port}",
        database_url=database_url,
        redis_url=redis_url,
        environ={
            **os.environ,
            **servers.settings(database_url, redis_url),
            "BIGQUERY_DATASET": dataset,
            "PORT": str(port),
            "PUBLIC_URL": f"http://localhost:{port}",
            "LEAFLOAF_DATA_DIR": str(data),
            "LEAFLOAF_END_WITH_PARENT": "1",
        },
        log_file=data / "shop.log",
        dataset=dataset,
    )
    shop.manage("migrate", "--noinput", "--verbosity=0")
    shop.manage("warehouse", "migrate")
    shop.manage("collectstatic", "--noinput", "--verbosity=0")
    with shop.log_file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "leafloaf.local", "shop"],
            env=shop.environ,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        _wait_until_served(shop, process)
        yield shop
    finally:
        process.terminate()
        process.wait(timeout=60)
        drop_dataset(servers.bigquery_url, dataset)


def recreate_database(database_url: str) -> None:
    """Drop the database if it is there and create it empty."""
    parts = urlsplit(database_url)
    name = sql.Identifier(parts.path.strip("/"))
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _wait_until_served(shop: LiveShop, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            with urlopen(f"{shop.url}/api/v1/health/", timeout=5):
                return
        except HTTPError:
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The shop was not served:\n{shop.log()}") from None
            time.sleep(0.1)
