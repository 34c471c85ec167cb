"""The rules of learning and ranking that are in force, kept up to date in every process.

The newest `RulesVersion` row is in force. A change of `rules.yaml` becomes such a row; so does an edit in the admin.
"""

import hashlib
import logging
import os
import threading
import time
from pathlib import Path

from django.db import close_old_connections, connection, transaction

from personalization.models import RulesVersion
from personalization.rules_schema import Rules
from personalization.rules_text import MAX_CHARACTERS, RulesError, load

__all__ = ["MAX_CHARACTERS", "Rules", "RulesError", "current", "load", "refresh", "watch"]

log = logging.getLogger(__name__)

RULES_FILE = Path(__file__).with_name("rules.yaml")
# A change must be live within 5 s.
WATCH_EVERY_S = 1.5

_lock = threading.Lock()
_current: Rules | None = None
_file_seen: tuple[int, int] | None = None
# The last text that was refused, for the admin: (where it came from, what was wrong).
last_refusal: tuple[str, RulesError] | None = None
# Taken while a changed file becomes a version, so that one change is one version whoever sees it first.
FILE_LOCK = 0x1EAF_F11E


def current() -> Rules:
    """The rules in force. Costs nothing: `watch` (or `refresh`) keeps them up to date."""
    return _current or _read()


def refresh() -> Rules:
    """Look at the file and at the newest version now; keep the last good rules when either is bad."""
    with _lock:
        _take_file()
    return _read()


def _read() -> Rules:
    """The newest good version; the file as long as there is none. One small query when nothing is new."""
    global _current
    with _lock:
        newest = RulesVersion.objects.order_by("-id").values_list("pk", flat=True).first()
        if newest is None:
            _current = load(RULES_FILE.read_text())
        elif _current is None or _current.version != newest:
            _current = _good(RulesVersion.objects.get(pk=newest)) or _current or _last_good()
        return _current


def _take_file() -> None:
    """A file that changed becomes the newest version, once, whichever process sees it first."""
    global _file_seen, last_refusal
    try:
        stat = RULES_FILE.stat()
        if _file_seen == (stat.st_mtime_ns, stat.st_size):
            return
        text = RULES_FILE.read_text()
        load(text)
    except (OSError, UnicodeDecodeError) as error:
        log.error("rules.yaml cannot be read, the last good rules stay in force: %s", error)
        return
    except RulesError as refused:
        log.error("rules.yaml was refused, the last good rules stay in force. %s", refused)
        last_refusal = ("rules.yaml", refused)
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FILE_LOCK])
            known = RulesVersion.objects.filter(source=RulesVersion.Source.FILE).order_by("-id").first()
            if known is None or known.sha256 != digest(text):
                RulesVersion.objects.create(yaml=text, sha256=digest(text), source=RulesVersion.Source.FILE)
        if last_refusal and last_refusal[0] == "rules.yaml":
            last_refusal = None
    _file_seen = (stat.st_mtime_ns, stat.st_size)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _good(row: RulesVersion) -> Rules | None:
    global last_refusal
    try:
        return load(row.yaml).model_copy(update={"version": row.pk})
    except RulesError as refused:
        if last_refusal is None or last_refusal[0] != f"version {row.pk}":
            log.error("Rules %s were refused, the last good rules stay in force. %s", row.pk, refused)
        last_refusal = (f"version {row.pk}", refused)
        return None


def _last_good() -> Rules:
    for row in RulesVersion.objects.order_by("-id").iterator():
        if rules := _good(row):
            return rules
    return load(RULES_FILE.read_text())


def watch() -> None:
    """Keep this process's rules up to date from now on, in the background; called once per serving process.

    A process forked from this one watches for itself.
    """
    _start_watching()
    os.register_at_fork(after_in_child=_watch_in_child)


def _watch_in_child() -> None:
    global _lock
    # The parent's thread may have held it, and is not here to let go.
    _lock = threading.Lock()
    _start_watching()


def _start_watching() -> None:
    def look() -> None:
        while True:
            try:
                refresh()
            except Exception:
                # Postgres may be away for a moment: the rules we have stay in force.
                log.warning("Could not look for new rules", exc_info=True)
            finally:
                close_old_connections()
            time.sleep(WATCH_EVERY_S)

    threading.Thread(target=look, name="rules-watch", daemon=True).start()


def forget_current() -> None:
    """Forget what this process holds, so that the next `current` looks afresh (tests)."""
    global _current, _file_seen, last_refusal
    _current, _file_seen, last_refusal = None, None, None
