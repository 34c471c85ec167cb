"""The sections of docs/benchmarks.md that `manage.py evaluate TASK --write` renews."""

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from personalization.learning.report import Report, as_markdown

PAGE = Path("docs/benchmarks.md")


@dataclass(frozen=True, slots=True)
class Run:
    """When and how a report was made."""

    at: datetime
    commit: str
    command: str
    took_s: float


def run_now(checkout: Path, command: str, took_s: float) -> Run:
    return Run(datetime.now(UTC), _commit(checkout), command, took_s)


def write_section(checkout: Path, report: Report, run: Run) -> None:
    """Put the report in the place of the task's older one, or at the page's end."""
    page = checkout / PAGE
    page.write_text(with_section(page.read_text() if page.exists() else "# Benchmarks\n", report, run))


def with_section(text: str, report: Report, run: Run) -> str:
    """The page's text with the task's section renewed; all others stay as they are."""
    heading = f"## Learning: {report.task} ({report.data})"
    stamp = f"{run.at:%Y-%m-%d %H:%M} UTC, commit {run.commit}, {run.took_s:.0f} s: `{run.command}`"
    section = f"{heading}\n\n{stamp}\n\n{as_markdown(report)}\n"
    older = re.compile(rf"^## Learning: {re.escape(report.task)} \(.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = older.search(text)
    if not found:
        return f"{text.rstrip()}\n\n{section}"
    rest = text[found.end() :]
    return f"{text[: found.start()]}{section}" + (f"\n{rest}" if rest else "")


def _commit(checkout: Path) -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    found = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603
    return found.stdout.strip() or "unknown"
