"""The measured figures as a table on the screen and a section of docs/benchmarks.md."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measuring import Result
from tests.bench.scenarios import BATCH, EVENTS_PER_CALL

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
YARDSTICK = "empty DRF view (POST)"


def table(results: list[Result]) -> str:
    """Markdown rows; `x empty` is requests per second over the empty view's at the same concurrency, same run."""
    yardstick = {row.concurrency: row.per_second for row in results if row.scenario == YARDSTICK}
    lines = [
        "| request | at once | p50 ms | p95 ms | p99 ms | requests/s | × empty | queries | Postgres ms | Redis |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for row in results:
        ratio = row.per_second / yardstick[row.concurrency] if row.concurrency in yardstick else float("nan")
        lines.append(
            f"| {row.scenario} | {row.concurrency} | {1000 * row.p50:.1f} | {1000 * row.p95:.1f} "
            f"| {1000 * row.p99:.1f} | {row.per_second:.0f} | {ratio:.2f} | {row.queries} "
            f"| {row.postgres_ms:.1f} | {row.redis_round_trips} |"
        )
    return "\n".join(lines)


def batch_rates(results: list[Result]) -> str:
    """What the calls with many events come to, in events."""
    return "\n".join(
        f"{row.scenario}, {row.concurrency} at once: **{row.per_second * EVENTS_PER_CALL:,.0f} events/s**."
        for row in results
        if row.scenario == BATCH
    )


def stamp(command: str) -> str:
    """When, on what, from which commit."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit.stdout.strip() or 'unknown'}, "
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}: `{command}`"
    )


def write_section(title: str, text: str) -> None:
    """Replace (or add) one section of docs/benchmarks.md; the others stay as they are."""
    page = PAGE.read_text() if PAGE.exists() else "# Benchmarks\n"
    section = f"## {title}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    page, replaced = pattern.subn(lambda _: section + "\n", page)
    if not replaced:
        page = f"{page.rstrip()}\n\n{section}"
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page.rstrip() + "\n")
