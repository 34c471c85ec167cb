"""`make test`: every check there is, then every test. `make lint`: the checks alone.

All checks run even when one fails, so that one run shows everything there is to mend.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from leafloaf.local.frontend import npm
from leafloaf.local.places import CHECKOUT
from leafloaf.local.trouble import Trouble
from tests.chromium import ensure_chromium
from tests.servers import Servers

PROGRAMS = Path(sys.executable).parent
# The checkers import the settings but connect to nothing.
NOWHERE = Servers(
    "postgres://nobody@127.0.0.1:1/none", "redis://127.0.0.1:1/0", "http://127.0.0.1:1", CHECKOUT / ".local" / "checks"
)


@dataclass(frozen=True)
class Check:
    """One command that must succeed."""

    name: str
    command: Sequence[str]
    folder: Path = CHECKOUT


def python_tool(name: str, tool: str, *arguments: str) -> Check:
    return Check(name, [str(PROGRAMS / tool), *arguments])


def npm_script(name: str, *arguments: str) -> Check:
    program = npm(*arguments)
    return Check(name, program.command, program.folder)


# Two lanes, side by side; within a lane in order.
PYTHON_LANE = [
    python_tool("ruff check", "ruff", "check", "--quiet", "."),
    python_tool("ruff format", "ruff", "format", "--check", "--quiet", "."),
    python_tool("import-linter", "lint-imports", "--no-cache"),
    python_tool("mypy", "mypy"),
    Check("migrations match the models", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
]
STOREFRONT_LANE = [
    Check("storefront build", [sys.executable, "-m", "leafloaf.local", "build"]),
    npm_script("storefront types and lint", "run", "check"),
]
STOREFRONT_TESTS = [npm_script("storefront tests", "test")]


def main() -> int:
    lint_only = sys.argv[1:] == ["lint"]
    storefront = STOREFRONT_LANE if lint_only else STOREFRONT_LANE + STOREFRONT_TESTS
    with ThreadPoolExecutor(2) as lanes:
        failed = [name for names in lanes.map(run_lane, [PYTHON_LANE, storefront]) for name in names]
    if not lint_only and not run_tests():
        failed.append("pytest")
    if failed:
        print(f"\nLeafLoaf: failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def run_lane(checks: list[Check]) -> list[str]:
    """Run checks one after the other; return the names of those that failed."""
    environ = {**os.environ, **npm("").env, **NOWHERE.settings()}
    failed = []
    for check in checks:
        began = time.monotonic()
        done = subprocess.run(
            list(check.command),
            cwd=check.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        text = f"{verdict:<6}  {check.name} ({time.monotonic() - began:.0f} s)"
        print(text if done.returncode == 0 else f"{text}\n{done.stdout}", flush=True)
        if done.returncode != 0:
            failed.append(check.name)
    return failed


def run_tests() -> bool:
    """All of pytest, browser tests included."""
    try:
        environ = {**os.environ, "CHROMIUM_PATH": str(ensure_chromium())}
        # Importing the project named its settings here; pytest-django would read them before the servers are there.
        environ.pop("DJANGO_SETTINGS_MODULE", None)
    except Trouble as trouble:
        print(f"LeafLoaf: {trouble}", file=sys.stderr)
        return False
    return subprocess.run([sys.executable, "-m", "pytest"], cwd=CHECKOUT, env=environ, check=False).returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
