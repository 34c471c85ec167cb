"""Makes `.venv` and installs a requirements file into it, when it changed.

The Makefile runs this file with the machine's own Python before anything is installed: standard library only.

    python3 -I leafloaf/local/bootstrap.py requirements-local.txt
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
CONSTRAINTS = CHECKOUT / "constraints.txt"
PYTHON = VENV / "bin" / "python"
DISK_NEEDED_BYTES = 1500 * 1024 * 1024
# LightGBM's wheel leaves it to the system; personalization/learning/boosting.py loads it from `.venv/native`.
OPENMP = "libgomp.so.1"
OPENMP_PACKAGE = "libgomp1"


class Refused(Exception):
    """One sentence that says what to do."""


def main() -> int:
    try:
        # Two commands at once wait for each other; the folder itself is the lock, so no file is left.
        checkout = os.open(CHECKOUT, os.O_RDONLY)
        try:
            fcntl.flock(checkout, fcntl.LOCK_EX)
            install(CHECKOUT / sys.argv[1])
        finally:
            os.close(checkout)
    except Refused as refused:
        print(f"\nLeafLoaf: {refused}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nLeafLoaf: {_sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(requirements: Path) -> None:
    """Bring `.venv` to what the file asks for; nothing to do when it already is.

    A larger set already installed (the tests') serves a smaller one (one machine's) too.
    """
    stamp = VENV / f".made-from-{requirements.stem}"
    if PYTHON.exists() and _read(stamp) == _digest(requirements):
        return
    if shutil.disk_usage(CHECKOUT).free < DISK_NEEDED_BYTES:
        raise Refused(f"less than {DISK_NEEDED_BYTES // 2**20} MB are free on the disk of {CHECKOUT}: free some space.")
    if not _venv_is_sound():
        print("Creating .venv")
        _create_venv()
    print(f"Installing {requirements.name}")
    _install_packages(requirements)
    _ensure_openmp()
    stamp.write_text(_digest(requirements))


def _venv_is_sound() -> bool:
    if not PYTHON.exists() or _read(VENV / ".made-at") != str(VENV):
        return False
    check = [str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def _create_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        _install_venv_module()
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        if "ensurepip" in made.stdout + made.stderr:
            raise Refused(f"Python lacks its venv module: {_venv_advice()}")
        last = (made.stdout + made.stderr).strip().splitlines()[-1:] or ["no reason given"]
        raise Refused(f"creating .venv failed: {last[0]}")
    (VENV / ".made-at").write_text(str(VENV))


def _install_venv_module() -> None:
    """As root on Debian the missing package is installed; others are told its name."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Refused(f"Python lacks its venv module: {_venv_advice()}")
    print("Python lacks its venv module; installing Debian's package python3-venv")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], env=environ, check=False)
    if subprocess.run(["apt-get", "-qq", "install", "-y", "python3-venv"], env=environ, check=False).returncode:
        raise Refused(f"apt-get could not install the venv module (see above): {_venv_advice()}")


def _venv_advice() -> str:
    return "install it with `apt-get install python3-venv` (as root), then run the command again."


def _install_packages(requirements: Path) -> None:
    """With uv, which takes seconds; with pip where uv cannot (no wheel for the platform, a mirror only pip knows).

    constraints.txt fixes what our dependencies need in turn. After a change of a requirements file it may
    contradict; then it is left out and said.
    """
    wanted = ["install", "--quiet", "-r", str(requirements)]
    constrained = [*wanted, "-c", str(CONSTRAINTS)]
    if _ensure_uv():
        if _uv(*constrained) == 0:
            return
        print("Trying without constraints.txt; if that works, renew it with `make lock`")
        if _uv(*wanted) == 0:
            return
    print("uv cannot install here; trying pip, which takes a few minutes")
    if _pip(*constrained) != 0 and _pip(*wanted) != 0:
        raise Refused(
            f"installing {requirements.name} failed (see above): check the network, and the proxy or mirror "
            "that pip uses, then run the command again."
        )


def _ensure_openmp() -> None:
    """The system library that learning needs and a bare Debian lacks; without it everything else still works.

    Root installs Debian's package; others unpack it into `.venv/native`, where only this shop sees it.
    """
    if not sys.platform.startswith("linux") or _has_openmp():
        return
    got = bool(shutil.which("apt-get")) and (_install_openmp() if os.geteuid() == 0 else _unpack_openmp())
    if not got:
        print(
            f"\nLeafLoaf: the system library {OPENMP} is missing and could not be fetched; the shop runs, but nothing "
            f"that learns by LightGBM. Install it with `apt-get install {OPENMP_PACKAGE}` (as root).",
            file=sys.stderr,
        )


def _has_openmp() -> bool:
    """Whether this machine's or our own can be loaded."""
    for library in (OPENMP, *map(str, sorted((VENV / "native").rglob(OPENMP)))):
        try:
            ctypes.CDLL(library)
        except OSError:
            continue
        return True
    return False


def _install_openmp() -> bool:
    print(f"Installing Debian's package {OPENMP_PACKAGE}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "-qq", "install", "-y", OPENMP_PACKAGE]
    if subprocess.run(install, env=environ, check=False).returncode != 0:
        subprocess.run(["apt-get", "-qq", "update"], env=environ, check=False)
        subprocess.run(install, env=environ, check=False)
    return _has_openmp()


def _unpack_openmp() -> bool:
    print(f"Unpacking Debian's package {OPENMP_PACKAGE} into {VENV.name}/native")
    (VENV / "native").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "-qq", "download", OPENMP_PACKAGE], cwd=folder, check=False)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(VENV / "native")], check=False)
    return _has_openmp()


def _uv(*arguments: str) -> int:
    # The system's certificates, as pip and every other tool on the machine use.
    environ = {**os.environ, "UV_SYSTEM_CERTS": "1", "VIRTUAL_ENV": str(VENV)}
    return subprocess.run([str(VENV / "bin" / "uv"), "pip", *arguments], env=environ, check=False).returncode


def _ensure_uv() -> bool:
    pinned = re.search(r"^uv==\S+", (CHECKOUT / "requirements-local.txt").read_text(), re.MULTILINE)
    return pinned is not None and _pip("install", "--quiet", pinned.group()) == 0


def _pip(*arguments: str) -> int:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False).returncode


def _digest(requirements: Path) -> str:
    """Of the file and those it includes, the environment's Python and place: any change means installing anew."""
    digest = hashlib.sha256(f"{_read(VENV / 'pyvenv.cfg')}\0{VENV}".encode())
    pending = [requirements, CONSTRAINTS]
    while pending:
        text = _read(pending.pop())
        digest.update(text.encode())
        pending += [CHECKOUT / name for name in re.findall(r"^-[rc] (\S+)", text, re.MULTILINE)]
    return digest.hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except FileNotFoundError:
        return ""


def _sentence(error: OSError) -> str:
    place = error.filename or CHECKOUT
    if error.errno == errno.ENOSPC:
        return f"the disk is full at {place}: free some space and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"no permission to write {place}: run the command as the user who owns the checkout."
    return f"the system refused {place}: {error.strerror}."


if __name__ == "__main__":
    sys.exit(main())
