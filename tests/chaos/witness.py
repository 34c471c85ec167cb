"""Stands between the shop and BigQuery's emulator: passes everything on, and sees what was sent, by whom, and answered.

What it knows nobody else can know from outside: the moment BigQuery has answered and the exporter has not heard it yet.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psutil

from leafloaf.local.ports import free_port

UPSTREAM_TIMEOUT_S = 120
# Of one connection only, by HTTP's rules, or made anew when the message is passed on.
_NOT_PASSED_ON = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "date", "server"}
)
_OURS = "leafloaf_"


@dataclass
class Job:
    """A job that adds events: `keys` are their ids, `sender` is the process that asked for it (0: not known).

    `ended_at` (monotonic) is when BigQuery's answer came by: from then on the rows can be queried, unless it failed.
    """

    id: str
    keys: tuple[str, ...]
    sender: int
    sent_at: float
    ended_at: float | None = None
    failed: bool = False

    @property
    def batch(self) -> str:
        """Hexadecimal id of the batch it was made of."""
        return self.id.removeprefix(_OURS).partition("_")[0]

    @property
    def attempt(self) -> int:
        """Which attempt at the batch it was."""
        return int("".join(filter(str.isdigit, self.id.rpartition("_")[2])) or 1)


class Witness:
    """Call `listen` and `leave` to be there and not; what it has seen stays."""

    def __init__(self, emulator_port: int) -> None:
        self.emulator_port = emulator_port
        self.port = free_port()
        self.jobs: list[Job] = []
        # How often an exporter asked what became of an earlier job, by what it was told.
        self.lookups: Counter[str] = Counter()
        # Called when BigQuery has answered a job, before the exporter hears it.
        self.before_answer: Callable[[Job], None] | None = None
        # Called right after the answer was handed over.
        self.after_answer: Callable[[Job], None] | None = None
        # Which processes may be senders; asked when a sender is none of those known.
        self.senders: Callable[[], list[psutil.Process]] = list
        self._known: list[psutil.Process] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def is_there(self) -> bool:
        return self._server is not None

    @property
    def url(self) -> str:
        """What the shop takes for the emulator's address."""
        return f"http://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Accept connections."""
        handler = type("Handler", (_Handler,), {"witness": self})
        self._server = _Server(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="witness", daemon=True).start()

    def leave(self) -> None:
        """Refuse connections, as the emulator does when it is not there."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def sender_of(self, port: int) -> int:
        """The process whose connection comes from this port."""
        found = _owner(port, self._known)
        if not found:
            self._known = self.senders()
            found = _owner(port, self._known)
        return found

    def job(self, job_id: str) -> Job | None:
        """What is known of a job."""
        return next((job for job in reversed(self.jobs) if job.id == job_id), None)

    def arrived(self) -> dict[str, float]:
        """When each event could first be queried in the warehouse (monotonic)."""
        first: dict[str, float] = {}
        for job in self.jobs:
            if job.ended_at is not None and not job.failed:
                for key in job.keys:
                    first.setdefault(key, job.ended_at)
        return first


def _owner(port: int, processes: Iterable[psutil.Process]) -> int:
    for process in processes:
        with suppress(psutil.Error):
            if any(each.laddr and each.laddr.port == port for each in process.net_connections("tcp")):
                return int(process.pid)
    return 0


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that was killed ends its connection in the middle: that is what the runs are about."""


class _Handler(BaseHTTPRequestHandler):
    witness: Witness
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._pass_on()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def _pass_on(self) -> None:
        if not self.witness.is_there:
            # A connection from before.
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sent = _job_sent(self.path, body) if self.command == "POST" else None
        if sent:
            sent.sender = self.witness.sender_of(self.client_address[1])
            self.witness.jobs.append(sent)
        try:
            status, headers, answer = self._ask(body)
        except (OSError, HTTPException):
            # Nobody there: the caller shall see no more than a connection that ends.
            self.close_connection = True
            return
        done = self._note(sent, status, answer)
        if done and self.witness.before_answer:
            self.witness.before_answer(done)
        try:
            self._hand_over(status, headers, answer)
        except OSError:
            self.close_connection = True
        if done and self.witness.after_answer:
            self.witness.after_answer(done)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.witness.emulator_port, timeout=UPSTREAM_TIMEOUT_S)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _NOT_PASSED_ON}
            connection.request(self.command, self.path, body or None, headers)
            response: HTTPResponse = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def _hand_over(self, status: int, headers: list[tuple[str, str]], answer: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in _NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def _note(self, sent: Job | None, status: int, answer: bytes) -> Job | None:
        """The job that this answer says has ended, the first time it says so."""
        if sent is None and f"/jobs/{_OURS}" not in self.path:
            return None
        try:
            found = json.loads(answer)
            state = found["status"]
            job = sent or self.witness.job(found["jobReference"]["jobId"])
        except (ValueError, KeyError, TypeError):
            if sent:
                # Refused as a request: the job never was.
                sent.ended_at, sent.failed = time.monotonic(), True
            else:
                self.witness.lookups["unknown to BigQuery"] += 1
            return None
        if sent is None:
            self.witness.lookups["known to BigQuery"] += 1
        if job is None or state.get("state") != "DONE" or job.ended_at is not None:
            return None
        job.failed = status >= 400 or bool(state.get("errorResult"))
        job.ended_at = time.monotonic()
        return job


def _job_sent(path: str, body: bytes) -> Job | None:
    """The job that a request asks for, if it is one that adds events."""
    if not path.partition("?")[0].endswith("/jobs"):
        return None
    try:
        request = json.loads(body)
        job_id = str(request["jobReference"]["jobId"])
        query = request["configuration"]["query"]
        if not job_id.startswith(_OURS) or "raw_user_actions" not in query["query"] or "given.gone" in query["query"]:
            return None
        rows = json.loads(query["queryParameters"][0]["parameterValue"]["value"])
        return Job(job_id, tuple(row["event_id"] for row in rows), 0, time.monotonic())
    except (ValueError, KeyError, TypeError, IndexError):
        return None
