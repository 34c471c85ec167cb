"""`manage.py export_events`: bring waiting events, orders and changes to the warehouse now."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from analytics.warehouse import export, telling
from analytics.warehouse.export import BATCH_ROWS, Exported, backlog


class Command(BaseCommand):
    help = (
        "Export waiting events, orders and changes to the warehouse. Safe at any time, beside the worker and any "
        "number of itself; ends when nothing waits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        how_many = parser.add_mutually_exclusive_group()
        how_many.add_argument("--all", action="store_true", help="Until nothing waits (as without any option).")
        how_many.add_argument(
            "--limit", type=int, metavar="N", help=f"At most N events (default: all; in batches of {BATCH_ROWS:,})."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        limit: int | None = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more.")
        started = time.monotonic()
        waiting = backlog().rows
        total = waiting if limit is None else min(waiting, limit)
        with tqdm(total=total, unit=" events", desc="export", file=self.stderr, mininterval=0.5) as bar:

            def show(done: Exported) -> None:
                bar.update(done.arrived + done.refused - bar.n)

            done = export.export_events(limit=limit, on_progress=show)
        told = telling.tell_changes()
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{done.arrived:,} events in {seconds:.1f} s, {done.refused + told.refused:,} rows refused, "
            f"{done.unwanted:,} events not to be sent, {told.changes:,} changes told."
        )
        if away := done.away or told.away:
            raise CommandError(f"BigQuery does not answer: {away}")
        if done.refused or told.refused:
            self.stdout.write("Refused rows, with BigQuery's reasons: manage.py dead_letters list")
