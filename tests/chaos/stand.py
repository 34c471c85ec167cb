"""The whole shop on servers of its own, each of which can be stopped, killed and started again."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil
from celery import Celery

from leafloaf.local import bigquery, postgres, redis_server
from leafloaf.local.offspring import end_with_parent
from leafloaf.local.places import Places
from leafloaf.local.ports import free_port
from leafloaf.local.programs import (
    beat_program,
    bigquery_program,
    postgres_program,
    redis_program,
    worker_program,
)
from leafloaf.local.supervisor import Program
from tests.chaos.witness import Witness
from tests.live_shop import LiveShop, served_shop
from tests.servers import Servers
from tests.warehouse import ask

READY_TIMEOUT_S = 120
# Short, so that what a killed exporter had in its hands is free again soon (`claims.lease_s`).
WAREHOUSE_TIMEOUT_S = 5
SERVICE_TOKEN = "a-token-for-the-load-of-the-chaos-runs"


class OutOfTime(Exception):
    """What was waited for did not come about."""


class Running:
    """One program that can be stopped, killed and started again."""

    def __init__(self, program: Program, log: Path, ready: Callable[[], bool] = lambda: True) -> None:
        self.program, self._log, self._ready = program, log, ready
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return when it is ready."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start it. From a thread that lives as long as it shall: the end of that thread ends it, too."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.program.command),
                env=dict(self.program.env),
                cwd=self.program.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=end_with_parent(self.program.death_signal),
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self._ready():
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{self.program.name} did not start:\n{self._log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as its supervisor would; nothing of it is left."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.program.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.program.stop_timeout_s)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


@dataclass
class Stand:
    """A served shop, its servers, and the witness before its warehouse."""

    shop: LiveShop
    places: Places
    postgres: Running
    redis: Running
    emulator: Running
    witness: Witness
    folder: Path
    # When the whole run is over (monotonic).
    ends_at: float = float("inf")

    @property
    def web_port(self) -> int:
        return int(self.shop.url.rsplit(":", 1)[1])

    def stop_emulator(self) -> None:
        """BigQuery is away: connections are refused."""
        self.witness.leave()
        self.emulator.stop()

    def start_emulator(self) -> None:
        self.emulator.start()
        self.witness.listen()

    def worker_main(self) -> psutil.Process | None:
        """The Celery worker that the shop's supervisor keeps; None while it is not there."""
        return _worker_among(self._supervisor_children())

    def exporters(self) -> list[psutil.Process]:
        """Every process that may be exporting: the pools of all workers, and commands."""
        found = []
        with suppress(psutil.Error):
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if {"worker", "export_events"} & set(process.cmdline()):
                        found.append(process)
        return found

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """Hold the shop's own worker still, as a machine does that has no time for it."""
        main = self.worker_main()
        held = [main, *main.children(recursive=True)] if main else []
        for process in held:
            with suppress(psutil.Error):
                process.suspend()
        try:
            yield
        finally:
            for process in held:
                with suppress(psutil.Error):
                    process.resume()

    def second_beat(self) -> Running:
        """A beat beside the shop's own, started by mistake. Not started yet."""
        program = beat_program(self.shop.environ, self.places)
        return Running(program, self.folder / "second-beat.log")

    def second_worker(self) -> Running:
        """A worker beside the shop's own. Not started yet."""
        program = worker_program({**self.shop.environ, "PYTHONUNBUFFERED": "1"})
        return Running(program, self.folder / "second-worker.log")

    def warehouse(self, statement: str) -> list[tuple[object, ...]]:
        """Rows of a statement, asked of the emulator itself."""
        return ask(self.places.bigquery_url, self.shop.dataset, statement)

    def tick(self) -> None:
        """Ask for an export now, as beat does every few seconds."""
        self._celery.send_task("analytics.export_events", expires=3)

    def waiting(self) -> int:
        """Events in Postgres that the warehouse has not and shall have."""
        [(count,)] = self.shop.query(
            "SELECT count(*) FROM analytics_event WHERE exported_at IS NULL"
            " AND NOT EXISTS (SELECT FROM analytics_deadletter dead WHERE dead.key = event_id::text)"
        )
        return int(count)

    def wait_until_drained(self, limit_s: float, on_step: Callable[[int], None] = lambda left: None) -> float:
        """Wait until nothing waits for the warehouse, by itself. Returns the seconds it took.

        Raises:
            OutOfTime: it did not happen within `limit_s`.
        """
        began = time.monotonic()
        while left := self.waiting():
            on_step(left)
            if time.monotonic() - began > limit_s:
                raise OutOfTime(f"{left:,} events still wait for the warehouse after {limit_s:.0f} s.")
            time.sleep(0.25)
        return time.monotonic() - began

    def verify(self) -> str:
        """What `manage.py warehouse verify` says; "" when it finds no difference."""
        try:
            self.shop.manage("warehouse", "verify")
        except AssertionError as found:
            return str(found)
        return ""

    @cached_property
    def _celery(self) -> Celery:
        app = Celery(broker=self.shop.redis_url, set_as_current=False)
        app.conf.broker_transport_options = {"global_keyprefix": "celery:"}
        return app

    def _supervisor_children(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            for child in psutil.Process().children():
                if child.cmdline()[-2:] == ["leafloaf.local", "shop"]:
                    return child.children()
        return []


def _worker_among(processes: Sequence[psutil.Process]) -> psutil.Process | None:
    for process in processes:
        with suppress(psutil.Error):
            command = process.cmdline()
            if "celery" in command and "worker" in command:
                return process
    return None


@contextmanager
def stand() -> Iterator[Stand]:
    """Start everything, with a demo catalog; afterwards nothing of it is left."""
    with ExitStack() as ends:
        # Not throwaway servers: what they said is kept has to be there after they were stopped.
        holder = ends.enter_context(tempfile.TemporaryDirectory(prefix="leafloaf-chaos-", ignore_cleanup_errors=True))
        folder = Path(holder)
        places = places_in(folder / "data")
        places.data.mkdir()
        postgres.prepare(places)
        redis_server.prepare(places)
        bigquery.prepare(places)
        programs = (
            (postgres_program(places), lambda: postgres.is_ready(places)),
            (redis_program(places), lambda: redis_server.is_ready(places)),
            (bigquery_program(places), lambda: bigquery.is_ready(places)),
        )
        running = [Running(program, folder / f"{program.name}.log", ready) for program, ready in programs]
        for each in running:
            ends.callback(each.stop)
            each.launch()
        for each in running:
            each.wait_until_ready()
        witness = Witness(places.bigquery_port)
        witness.listen()
        ends.callback(witness.leave)
        servers = Servers(places.database_url, places.redis_url(), witness.url, folder)
        postgres.ensure_database(places)
        os.environ.update(
            {
                "WAREHOUSE_TIMEOUT_S": str(WAREHOUSE_TIMEOUT_S),
                # Every visitor of the load comes from an address of its own, as behind a load balancer.
                "NUM_PROXIES": "1",
                "STAFF_SERVICE_TOKENS": SERVICE_TOKEN,
            }
        )
        shop = ends.enter_context(served_shop(servers))
        it = Stand(shop, places, *running, witness, folder)
        witness.senders = it.exporters
        shop.manage("load_demo")
        yield it


def places_in(data: Path) -> Places:
    """Servers of one's own: their data in this folder, on ports that nobody has."""
    names = ("PORT", "POSTGRES_PORT", "REDIS_PORT", "BIGQUERY_PORT", "BIGQUERY_GRPC_PORT")
    return Places.from_environment({"LEAFLOAF_DATA_DIR": str(data), **{name: str(free_port()) for name in names}})


def build_storefront() -> None:
    """The storefront as it is now."""
    subprocess.run([sys.executable, "-m", "leafloaf.local", "build"], check=True, stdin=subprocess.DEVNULL)
