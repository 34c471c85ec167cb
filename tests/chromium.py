"""The Chromium the browser tests drive: an installed one, else Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from leafloaf.local.trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def chromium() -> Path | None:
    """An installed Chromium, or None. CHROMIUM_PATH comes before all others.

    Raises:
        Trouble: when CHROMIUM_PATH names no program.
    """
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if not os.access(named, os.X_OK):
            raise Trouble(f"CHROMIUM_PATH is '{named}', which is no program: name a Chromium or unset it.")
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights_own()


def ensure_chromium() -> Path:
    """An installed Chromium, installing one when there is none.

    Raises:
        Trouble: when none can be installed.
    """
    path = chromium()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser tests", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=environ, check=False)
        subprocess.run(["apt-get", "-qq", "install", "-y", "chromium"], env=environ, check=False)
        path = chromium()
    if path is None:
        print("Installing Playwright's Chromium for the browser tests", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        path = chromium()
    if path is None:
        raise Trouble(
            "The browser tests need Chromium and none could be installed: as root run "
            "`apt-get install chromium`, or set CHROMIUM_PATH to one you have."
        )
    return path


def _playwrights_own() -> Path | None:
    # In a process of its own: Playwright cannot start twice in one.
    asked = subprocess.run([sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False)
    path = Path(asked.stdout.strip() or "/nonexistent")
    return path if path.exists() else None
