"""Making `.venv` on a bare machine: what is done once, and what is said when it cannot be done."""

import errno
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from leafloaf.local import bootstrap
from leafloaf.local.places import CHECKOUT


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout whose requirements ask for nothing, so that nothing is fetched."""
    (tmp_path / "requirements-local.txt").write_text("# nothing\n")
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "CONSTRAINTS", tmp_path / "constraints.txt")
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "requirements-local.txt"])
    return tmp_path


def test_it_makes_the_environment_once(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main() == 0
    assert "Creating .venv" in capfd.readouterr().out
    assert bootstrap.main() == 0
    assert capfd.readouterr().out == ""
    (checkout / "requirements-local.txt").write_text("# nothing, but changed\n")
    assert bootstrap.main() == 0
    assert capfd.readouterr().out.startswith("Installing requirements-local.txt")


def test_a_missing_venv_module_names_debians_package(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.main() == 1
    assert capsys.readouterr().err == (
        "\nLeafLoaf: Python lacks its venv module: install it with `apt-get install python3-venv` (as root), "
        "then run the command again.\n"
    )


def test_root_has_debians_package_installed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[Sequence[str]] = []

    def record(command: Sequence[str], **_: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=1, stdout="", stderr="")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", record)
    assert bootstrap.main() == 1
    assert ["apt-get", "-qq", "install", "-y", "python3-venv"] in ran
    assert "apt-get could not install the venv module" in capsys.readouterr().err


def test_root_has_the_library_of_learning_installed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[Sequence[str]] = []

    def record(command: Sequence[str], **_: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=1)

    hide_system_libraries(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", record)
    bootstrap._ensure_openmp()
    assert ["apt-get", "-qq", "install", "-y", "libgomp1"] in ran
    assert "Install it with `apt-get install libgomp1` (as root)" in capsys.readouterr().err


def test_others_have_the_library_of_learning_unpacked_into_the_environment(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(command: Sequence[str], cwd: str = "", **_: object) -> SimpleNamespace:
        if command[:3] == ["apt-get", "-qq", "download"]:
            (Path(cwd) / "libgomp1_1_amd64.deb").touch()
        if command[:2] == ["dpkg", "-x"]:
            library = Path(command[3]) / "usr" / "lib" / "libgomp.so.1"
            library.parent.mkdir(parents=True)
            library.touch()
        return SimpleNamespace(returncode=0)

    hide_system_libraries(monkeypatch)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", run)
    bootstrap._ensure_openmp()
    assert (checkout / ".venv" / "native" / "usr" / "lib" / "libgomp.so.1").exists()
    assert capsys.readouterr().err == ""


def hide_system_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was unpacked into the environment can be loaded."""

    def load(name: str) -> None:
        if not Path(name).is_absolute():
            raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(bootstrap.sys, "platform", "linux")
    monkeypatch.setattr(bootstrap.ctypes, "CDLL", load)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")


def test_a_full_disk_is_one_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: SimpleNamespace(free=10**6))
    assert bootstrap.main() == 1
    assert f"are free on the disk of {checkout}: free some space." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.ENOSPC, "free some space"), (errno.EACCES, "as the user who owns the checkout")],
)
def test_what_the_system_refuses_is_one_sentence(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    advice: str,
) -> None:
    def refuse() -> None:
        raise OSError(number, os.strerror(number), str(checkout / ".venv"))

    monkeypatch.setattr(bootstrap, "_create_venv", refuse)
    assert bootstrap.main() == 1
    said = capsys.readouterr().err
    assert advice in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["PYTHON=", "run"], "LeafLoaf: Python 3.11 or newer is missing: install it"),
        (["sell"], "LeafLoaf: there is no command `make sell`; `make` lists them."),
    ],
)
def test_make_says_what_is_missing(arguments: list[str], sentence: str) -> None:
    made = subprocess.run(["make", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert made.stderr.startswith(sentence)


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    for name in ("run", "servers", "reset", "test", "lint", "format", "bench"):
        assert f"  make {name} " in listed
