"""What the terminal shows when everything is ready."""

import subprocess
import sys
from collections.abc import Mapping

from leafloaf.local.output import bold
from leafloaf.local.places import CHECKOUT, Places


def shop_banner(address: str, environ: Mapping[str, str]) -> str:
    """The address, the demo logins as the demo loader knows them, and how to stop."""
    logins = subprocess.run(
        [sys.executable, "manage.py", "load_demo", "--print-logins"],
        env=dict(environ),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [
        "",
        f"  LeafLoaf is open:  {bold(address)}",
        f"  Staff:             {address}/admin/",
        "",
        *(f"  {line}" for line in logins.stdout.strip().splitlines()),
        "",
        "  Ctrl-C ends it. `make run` starts it again with its data; `make reset` wipes the data.",
        "",
    ]
    return "\n".join(lines)


def servers_banner(places: Places) -> str:
    """The addresses of the servers, and how to use them from another shell."""
    lines = [
        "",
        f"  PostgreSQL is ready on port {places.postgres_port}, Redis on port {places.redis_port}, "
        f"the BigQuery emulator on {places.bigquery_port}.",
        '  In another shell:  eval "$(.venv/bin/python -m leafloaf.local env)"',
        "  Ctrl-C ends them.",
        "",
    ]
    return "\n".join(lines)
