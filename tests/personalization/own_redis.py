"""A Redis server of one test's own, that the test may stop, empty and start again."""

import signal
import subprocess
import time
from pathlib import Path

import redis

from leafloaf.local import redis_server
from leafloaf.local.ports import free_port


class OwnRedis:
    """Keeps its data between `stop` and `start`, unless told to lose it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        self._process = subprocess.Popen(
            [str(redis_server.program()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", str(self._folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        with redis.Redis.from_url(self.url) as client:
            deadline = time.monotonic() + 20
            while True:
                try:
                    client.ping()
                    return
                except (redis.ConnectionError, redis.BusyLoadingError):
                    assert time.monotonic() < deadline, "Redis did not start"
                    time.sleep(0.01)

    def stop(self, *, losing_all: bool = False) -> None:
        """End the process; what it held is on disk, or lost."""
        assert self._process is not None
        with redis.Redis.from_url(self.url) as client:
            client.shutdown(save=not losing_all, nosave=losing_all)
        self._process.wait(timeout=20)
        if losing_all:
            (self._folder / "dump.rdb").unlink(missing_ok=True)

    def freeze(self) -> None:
        """It takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Whatever state it is in, it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
