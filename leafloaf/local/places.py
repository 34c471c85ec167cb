"""Where the local shop keeps its data and which ports it uses, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from leafloaf.local.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
DATABASE_NAME = "leafloaf"


@dataclass(frozen=True)
class Places:
    """Folders, ports and secrets of one local shop.

    `throwaway` servers keep nothing safe on disk: fast, for tests.
    """

    data: Path
    host: str
    web_port: int
    postgres_port: int
    redis_port: int
    bigquery_port: int
    bigquery_grpc_port: int
    throwaway: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Places":
        """Read the ports (PORT, ...), HOST, LEAFLOAF_DATA_DIR and LEAFLOAF_THROWAWAY.

        Raises:
            Trouble: when a port is not a number from 1 to 65535, or two are the same.
        """
        places = cls(
            data=Path(environ.get("LEAFLOAF_DATA_DIR") or CHECKOUT / ".local").expanduser().resolve(),
            host=environ.get("HOST") or "127.0.0.1",
            web_port=_port("PORT", environ, 8000),
            postgres_port=_port("POSTGRES_PORT", environ, 54329),
            redis_port=_port("REDIS_PORT", environ, 63799),
            bigquery_port=_port("BIGQUERY_PORT", environ, 9050),
            bigquery_grpc_port=_port("BIGQUERY_GRPC_PORT", environ, 9060),
            throwaway=environ.get("LEAFLOAF_THROWAWAY") == "1",
        )
        ports = places.server_ports
        if len({places.web_port, *ports.values()}) < len(ports) + 1:
            raise Trouble(f"PORT, {', '.join(ports)} must be different numbers.")
        return places

    @property
    def server_ports(self) -> dict[str, int]:
        """Each server's port by the variable that moves it."""
        return {
            "POSTGRES_PORT": self.postgres_port,
            "REDIS_PORT": self.redis_port,
            "BIGQUERY_PORT": self.bigquery_port,
            "BIGQUERY_GRPC_PORT": self.bigquery_grpc_port,
        }

    @property
    def postgres_data(self) -> Path:
        return self.data / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.data / "redis"

    @property
    def bigquery_data(self) -> Path:
        return self.data / "bigquery"

    @property
    def bigquery_log(self) -> Path:
        """What the emulator says; it says much."""
        return self.bigquery_data / "bigquery.log"

    @property
    def metrics(self) -> Path:
        """Where web, worker and beat count together (see `leafloaf.metric_files`)."""
        return self.data / "metrics"

    @property
    def state_file(self) -> Path:
        """Which processes run, and whether the servers are ready (see `leafloaf.local.state`)."""
        return self.data / "state.json"

    @property
    def shown_host(self) -> str:
        return "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.host  # noqa: S104

    @property
    def web_url(self) -> str:
        return f"http://{self.shown_host}:{self.web_port}"

    @property
    def postgres_url(self) -> str:
        """The server itself, without a database name."""
        return f"postgres://postgres:{quote(self.secret('postgres_password'), safe='')}@127.0.0.1:{self.postgres_port}"

    @property
    def database_url(self) -> str:
        return f"{self.postgres_url}/{DATABASE_NAME}"

    def redis_url(self, number: int = 0) -> str:
        return f"redis://:{quote(self.secret('redis_password'), safe='')}@127.0.0.1:{self.redis_port}/{number}"

    @property
    def bigquery_url(self) -> str:
        return f"http://127.0.0.1:{self.bigquery_port}"

    def secret(self, name: str) -> str:
        """A random secret, made once and kept in the data folder where only its owner can read it."""
        file = self.data / name
        try:
            return file.read_text()
        except FileNotFoundError:
            self.data.mkdir(parents=True, exist_ok=True)
        value = secrets.token_urlsafe(48)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(value)
        return value

    def settings(self) -> dict[str, str]:
        """The environment `leafloaf.settings` needs to use these servers."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url(),
            "BIGQUERY_EMULATOR_URL": self.bigquery_url,
            "BIGQUERY_PROJECT": "leafloaf",
            "BIGQUERY_DATASET": "leafloaf",
            "SECRET_KEY": self.secret("secret_key"),
            "DEBUG": "1",
            "LEAFLOAF_LOCAL": "1",
            "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or self._allowed_hosts(),
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self.web_url,
            "EMAIL_URL": os.environ.get("EMAIL_URL") or "console://",
            "STATIC_ROOT": str(self.data / "static"),
            "MEDIA_ROOT": str(self.data / "media"),
        }

    def _allowed_hosts(self) -> str:
        hosts = ["localhost", "127.0.0.1", "[::1]"]
        return ",".join(hosts if self.shown_host in hosts else [*hosts, self.host])


def _port(name: str, environ: Mapping[str, str], default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"{name} is '{text}': set it to a number from 1 to 65535, for example {name}={default}.")
    return int(text)
