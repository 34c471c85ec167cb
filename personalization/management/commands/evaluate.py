"""`manage.py evaluate TASK --data DIR`: how well what serves the shop predicts real purchase histories."""

import json
import shlex
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from personalization.learning.benchmarks_page import run_now, write_section
from personalization.learning.datasets.reading import DataError
from personalization.learning.evaluations.frame import Advance, Options, evaluation_of, task_names
from personalization.learning.report import as_json, as_text


class Command(BaseCommand):
    help = "Measure one of the learning features on public purchase data, beside simple methods, with intervals."
    # Needs neither the database nor Redis.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=task_names())
        parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with the data sets")
        parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
        parser.add_argument("--seed", type=int, default=0, help="of every random choice (default: %(default)s)")
        parser.add_argument("--sample", type=_share, default=1.0, metavar="SHARE", help="use only this share, e.g. .1")
        parser.add_argument("--write", action="store_true", help="renew the task's section of docs/benchmarks.md")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            evaluate = evaluation_of(options["task"])
            report = evaluate(options["data"], Options(options["seed"], options["sample"]), self._progress)
        except DataError as error:
            raise CommandError(str(error)) from error
        took_s = time.monotonic() - started
        self.stdout.write(as_text(report))
        self.stdout.write(f"\n{took_s:.0f} s")
        if options["json"]:
            options["json"].write_text(json.dumps({**as_json(report), "took_s": round(took_s, 1)}, indent=2))
        if options["write"]:
            command = f"manage.py evaluate {options['task']} --data DIR{_said(options)}"
            write_section(settings.BASE_DIR, report, run_now(settings.BASE_DIR, command, took_s))

    @contextmanager
    def _progress(self, stage: str, total: int, /) -> Iterator[Advance]:
        with tqdm(total=total, desc=stage, file=self.stderr, leave=False, disable=not sys.stderr.isatty()) as bar:

            def advance(steps: int = 1, /) -> None:
                bar.update(steps)

            yield advance


def _said(options: dict[str, Any]) -> str:
    changed = [f"--seed {options['seed']}"] if options["seed"] else []
    changed += [f"--sample {options['sample']:g}"] if options["sample"] < 1.0 else []
    return "".join(f" {shlex.quote(word)}" for part in changed for word in part.split())


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0.0 < share <= 1.0:
        raise ArgumentTypeError(f"“{text}” is no share: a number above 0 and up to 1 is expected")
    return share
