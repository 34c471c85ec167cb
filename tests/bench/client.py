"""A shopper's HTTP connection, thin enough that measuring costs little: one socket, kept alive."""

import json
import socket
import time
import uuid
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class UnexpectedAnswer(Exception):
    """The shop answered a measured request with something other than what was asked for."""


@dataclass
class Shopper:
    """One browsing session with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None

    def __post_init__(self) -> None:
        self.cookies.setdefault("csrftoken", uuid.uuid4().hex)

    def open_session(self) -> None:
        """Become a visitor the shop knows."""
        self.ask("POST", "/api/v1/session/", {})

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        expect: tuple[int, ...] = (200, 201, 204),
    ) -> Answer:
        """One request; its time runs from the first byte sent to the last byte read.

        Raises:
            UnexpectedAnswer: when the status is not among `expect`.
        """
        payload = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: keep-alive",
            "Accept: application/json",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        ]
        if method != "GET":
            lines += [
                "Content-Type: application/json",
                f"Content-Length: {len(payload)}",
                f"X-CSRFToken: {self.cookies['csrftoken']}",
            ]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + payload
        answer = self._exchange(message)
        if answer.status not in expect:
            raise UnexpectedAnswer(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def _exchange(self, message: bytes) -> Answer:
        for attempt in (1, 2):
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            started = time.perf_counter()
            try:
                self._socket.sendall(message)
                return self._read(started)
            except (ConnectionError, BrokenPipeError):
                # A worker that was renewed closed the idle connection; nothing was answered.
                self._socket.close()
                self._socket = None
                if attempt == 2:
                    raise
        raise ConnectionError

    def _read(self, started: float) -> Answer:
        assert self._socket is not None
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionError("closed before an answer")
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, _ = value.partition(";")
                key, _, content = cookie.partition("=")
                self.cookies[key] = content
            headers[name.lower()] = value
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionError("closed in the middle of an answer")
            body += chunk
        if headers.get("connection", "").lower() == "close":
            self._socket.close()
            self._socket = None
        return Answer(int(first.split(" ")[1]), headers, body, time.perf_counter() - started)
