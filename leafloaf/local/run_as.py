"""Who PostgreSQL runs as: it refuses root, so root starts it as `nobody`, with the least possible change.

In order of preference, for root:
1. A user namespace that shows root as `nobody`. Files keep belonging to root, so a checkout under a
   closed folder works and nothing outside changes.
2. `nobody` holding CAP_DAC_OVERRIDE, where containers forbid namespaces: closed folders still work.
3. Plain `nobody`, where capabilities are forbidden too: works when the checkout can be entered by all.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from leafloaf.local.trouble import Trouble

NOBODY = 65534


@dataclass(frozen=True)
class Account:
    """How to start a program that must not run as root, and who must own its files."""

    prefix: tuple[str, ...]
    owner: int

    def own(self, path: Path) -> None:
        """Give a file, or a folder with all it holds, to this account when it belongs to another one."""
        if path.stat().st_uid == self.owner:
            return
        for each in [path, *path.rglob("*")]:
            os.chown(each, self.owner, self.owner, follow_symlinks=False)


@cache
def unprivileged_account(must_run: Path) -> Account:
    """Choose the account for a program and prove with `must_run --version` that it works.

    Raises:
        Trouble: when root has no way to start the program as someone else.
    """
    if os.geteuid() != 0:
        return Account((), os.geteuid())
    # A parent's death signal is forgotten when the identity changes, so it is set again after the change.
    setpriv = ("setpriv", "--pdeathsig", "INT")
    as_nobody = (*setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    candidates = [
        Account(("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", *setpriv), 0),
        Account((*as_nobody, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"), NOBODY),
        Account(as_nobody, NOBODY),
    ]
    for account in candidates:
        if shutil.which(account.prefix[0]) and _works([*account.prefix, str(must_run), "--version"]):
            return account
    raise Trouble(
        "PostgreSQL refuses to run as root and this machine lets root start nothing as another user: "
        "run the command as a normal user who owns the checkout."
    )


def _works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
