"""Builds the storefront, only when what it is built from has changed."""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from leafloaf.local.places import CHECKOUT
from leafloaf.local.supervisor import Program, Supervisor

FOLDER = CHECKOUT / "frontend"
PACKAGES = FOLDER / "node_modules"
BUILT = FOLDER / "dist"
NOT_SOURCE = {"node_modules", "dist", "test-results", "coverage"}


async def build_storefront(supervisor: Supervisor) -> None:
    """Install the packages and build, each only when its inputs differ from the last time."""
    await install_packages(supervisor)
    inputs = _digest(_sources())
    if _stamp(BUILT) != inputs:
        await supervisor.step(npm("run", "build"))
        _write_stamp(BUILT, inputs)


async def install_packages(supervisor: Supervisor) -> None:
    """`npm ci` when the lock file differs from what is installed."""
    inputs = _digest([FOLDER / "package.json", FOLDER / "package-lock.json"])
    if _stamp(PACKAGES) != inputs:
        await supervisor.step(npm("ci", "--no-audit", "--no-fund", "--loglevel=error"))
        _write_stamp(PACKAGES, inputs)


def npm(*arguments: str) -> Program:
    """An npm command in the storefront's folder, with the Node of the environment before any other."""
    programs = Path(sys.executable).parent
    environ = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "CI": "1"}
    environ.setdefault("HOME", str(CHECKOUT / ".local"))
    return Program(
        name="npm",
        command=[sys.executable, str(programs / "npm"), *arguments],
        env=environ,
        folder=FOLDER,
    )


def _sources() -> list[Path]:
    found = []
    for parent, folders, files in os.walk(FOLDER):
        folders[:] = [name for name in folders if name not in NOT_SOURCE and not name.startswith(".")]
        found += [Path(parent) / name for name in files if not name.endswith(".tsbuildinfo")]
    return found


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(FOLDER)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _stamp(folder: Path) -> str:
    try:
        return (folder / ".made-from").read_text()
    except FileNotFoundError:
        return ""


def _write_stamp(folder: Path, inputs: str) -> None:
    (folder / ".made-from").write_text(inputs)
