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

# A parent's death signal is forgotten when the identity changes, so it is set again after the change.
_SETPRIV = ("setpriv", "--pdeathsig", "INT")
_AS_NOBODY = (*_SETPRIV, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


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


NAMESPACE = Account(("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", *_SETPRIV), 0)
CAPABILITY = Account(
    (
        *_AS_NOBODY,
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
        # Without it access(2), with which PostgreSQL looks for its own program, ignores the capability.
        "--securebits=+no_setuid_fixup",
    ),
    NOBODY,
)
PLAIN_NOBODY = Account(_AS_NOBODY, NOBODY)


@cache
def unprivileged_account(program: Path, folder: Path) -> Account:
    """Choose the account that can run `program` and enter `folder`, by trying.

    Raises:
        Trouble: when root has no way to start the program as someone else.
    """
    if os.geteuid() != 0:
        return Account((), os.geteuid())
    for account in (NAMESPACE, CAPABILITY, PLAIN_NOBODY):
        if works(account, program, folder):
            return account
    raise Trouble(
        f"PostgreSQL refuses to run as root, and nobody else may enter {folder} here: "
        "run the command as a normal user who owns the checkout."
    )


def works(account: Account, program: Path, folder: Path) -> bool:
    """Whether this machine lets the account run the program and enter the folder."""
    look = ["sh", "-c", 'test -x "$0" && test -x "$1" && "$0" --version', str(program), str(folder)]
    if not shutil.which(account.prefix[0]):
        return False
    return subprocess.run([*account.prefix, *look], capture_output=True, check=False).returncode == 0
