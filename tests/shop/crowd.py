"""Many shoppers at once against a served shop: each its own connection, session and cart, released by one barrier."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any

from leafloaf.local.places import CHECKOUT
from leafloaf.local.ports import free_port
from tests.live_shop import LiveShop

START_TIMEOUT_S = 30
TIMEOUT_S = 60


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def code(self) -> str:
        """The problem's code, or the status of a success."""
        return str(self.body["code"]) if self.status >= 400 else str(self.status)


@dataclass
class Client:
    """One browsing session on one kept-alive connection."""

    connection: HTTPConnection
    cookies: dict[str, str] = field(default_factory=lambda: {"csrftoken": secrets.token_hex(16)})

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        self.connection.request(
            "POST",
            f"/api/v1/{path}",
            json.dumps(body),
            {
                "Content-Type": "application/json",
                "X-CSRFToken": self.cookies["csrftoken"],
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                **headers,
            },
        )
        response = self.connection.getresponse()
        raw = response.read()
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return Answer(response.status, json.loads(raw) if raw.startswith(b"{") else {"code": raw.decode()[:200]})


@dataclass(frozen=True)
class Server:
    """A gunicorn of this test's own on the live shop's database."""

    port: int

    def client(self) -> Client:
        return Client(HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S))


@contextmanager
def served(application: str, shop: LiveShop) -> Iterator[Server]:
    """Serve a WSGI application with far more threads than cores, so that transactions really overlap."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "leafloaf/gunicorn.py", application],
        cwd=CHECKOUT,
        env={
            **os.environ,
            **shop.environ,
            "BIND": f"127.0.0.1:{port}",
            "WEB_WORKERS": "2",
            "WEB_THREADS": "16",
            "DATABASE_POOL_MAX": "16",
            # The crowd's connections are still open at the end.
            "WEB_GRACEFUL_TIMEOUT_S": "1",
        },
    )
    try:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not _answers(port):
            assert process.poll() is None, f"{application} was not served"
            assert time.monotonic() < deadline, f"{application} was not served in time"
            time.sleep(0.05)
        yield Server(port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/v1/cart/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def each(clients: Sequence[Client], act: Callable[[Client, int], Answer]) -> list[Answer]:
    """Let every client act once, a few at a time; all must succeed. For filling carts."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, clients, range(len(clients))))
    assert {answer.status for answer in answers} == {200}, Counter(answer.code for answer in answers)
    return answers


def all_at_once(clients: Sequence[Client], act: Callable[[Client, int], Answer]) -> list[Answer]:
    """Let every client act once, all in the same moment: one thread each, released by a barrier."""
    barrier = Barrier(len(clients))

    def wait_and_act(client: Client, index: int) -> Answer:
        barrier.wait(timeout=TIMEOUT_S)
        return act(client, index)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(wait_and_act, clients, range(len(clients))))
