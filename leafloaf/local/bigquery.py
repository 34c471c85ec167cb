"""BigQuery's emulator from its wheel: what it needs on disk, its command, and whether it answers.

Unlike PostgreSQL it runs as root too, so as whoever runs the shop.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.request import urlopen

from leafloaf.local.places import Places
from leafloaf.local.trouble import Trouble

LOG_KEPT_BYTES = 5_000_000
_EXTENSION = "spatial.duckdb_extension"
_IMPORT = "import duckdb_extensions; duckdb_extensions.import_extension('spatial')"


def prepare(places: Places) -> None:
    """Make the folder, and give the emulator the extension it loads at start, which it would fetch otherwise.

    Raises:
        Trouble: when it cannot be had.
    """
    places.bigquery_data.mkdir(parents=True, exist_ok=True)
    if places.bigquery_log.exists() and places.bigquery_log.stat().st_size > LOG_KEPT_BYTES:
        places.bigquery_log.unlink()
    home = _home(places)
    if _has_extension(home):
        return
    home.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        [sys.executable, "-P", "-c", _IMPORT],
        env=environment(places),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        shutil.rmtree(home / ".duckdb", ignore_errors=True)
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(f"The BigQuery emulator's spatial extension could not be put into {home}: {reason}")


def command(places: Places) -> list[str]:
    """The emulator in the foreground; SIGTERM ends it."""
    keep = ["--ephemeral"] if places.throwaway else ["--persistent", "--data-dir", str(places.bigquery_data)]
    # -P: the folder of the file is no place to import from.
    return [
        *(sys.executable, "-P", str(Path(__file__).with_name("bigquery_process.py")), "start", *keep),
        *("--rest-host", "127.0.0.1", "--rest-port", str(places.bigquery_port)),
        *("--grpc-host", "127.0.0.1", "--grpc-port", str(places.bigquery_grpc_port)),
        *("--project", "leafloaf", "--log-level", "error"),
    ]


def environment(places: Places) -> dict[str, str]:
    """Nothing of a person's settings reaches it, and it asks no network for what it does not need."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(_home(places)),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
        "BQEMU_ENABLE_FORMAT_EXTENSIONS": "false",
        "BQEMU_UPLOAD_STAGING_DIR": str(places.bigquery_data / "uploads"),
    }


def is_ready(places: Places) -> bool:
    """Whether it answers and has opened its data."""
    try:
        with urlopen(f"http://127.0.0.1:{places.bigquery_port}/readyz", timeout=2):
            return True
    except OSError:
        return False


def _home(places: Places) -> Path:
    """Where DuckDB looks for extensions: beside the installed packages, or with the data if that cannot be written.

    The extension has 80 MB; so there is one for all data folders.
    """
    shared = Path(sys.prefix) / "duckdb"
    if _has_extension(shared) or os.access(shared if shared.exists() else shared.parent, os.W_OK):
        return shared
    return places.bigquery_data / "duckdb"


def _has_extension(home: Path) -> bool:
    folder = home / ".duckdb" / "extensions" / f"v{version('duckdb')}"
    # The note is written after the extension itself.
    return any(note.with_suffix("").exists() for note in folder.glob(f"*/{_EXTENSION}.info"))
