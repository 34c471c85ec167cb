"""`manage.py import_catalog FILE`: load a product list (CSV or JSON Lines, gzipped or not) into the catalog."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from shop.importing.loading import RejectsFile, import_products
from shop.importing.mapping import FIELDS, BadMapping, Mapping, mapping_for
from shop.importing.reading import UnreadableList, columns_of, read_rows


def _pairs(given: list[str], option: str) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise CommandError(f"{option} {text}: write FIELD=COLUMN.")
        pairs[name.strip()] = value.strip()
    return pairs


class Command(BaseCommand):
    help = "Load a product list. Idempotent by sku; bad rows go to a rejects file with line number and reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help="Which column fills a field; “a > b” joins category levels, “a + b” makes a key, “=text” is fixed. "
            f"Fields: {', '.join(FIELDS)}. Lists of known shops need none.",
        )
        parser.add_argument(
            "--default",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="Taken where a new product's cell is empty.",
        )
        parser.add_argument(
            "--rejects", type=Path, help="Where bad rows go (default: FILE's name + .rejects.csv, here)."
        )
        parser.add_argument("--dry-run", action="store_true", help="Check only; write nothing but the rejects file.")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["file"]
        started = time.monotonic()
        try:
            mapping = mapping_for(
                columns_of(source), _pairs(options["map"], "--map"), _pairs(options["default"], "--default")
            )
            rejects_path = options["rejects"] or Path(f"{source.name.split('.')[0]}.rejects.csv")
            total = sum(1 for _ in read_rows(source))
            with (
                RejectsFile(rejects_path) as rejects,
                tqdm(total=total, unit=" rows", desc=source.name, file=self.stderr, mininterval=0.5) as bar,
            ):

                def advance(count: int) -> None:
                    bar.update(count)

                report = import_products(
                    read_rows(source),
                    mapping,
                    on_reject=rejects.write,
                    on_progress=advance,
                    dry_run=options["dry_run"],
                )
        except (UnreadableList, BadMapping) as refused:
            raise CommandError(str(refused)) from None
        seconds = time.monotonic() - started
        self._say_defaults(mapping)
        self.stdout.write(
            f"{report.read:,} rows of {source.name} ({mapping.name}) in {seconds:.1f} s: {report.created:,} new, "
            f"{report.updated:,} updated, {report.unchanged:,} unchanged, {report.repeated:,} repeated, "
            f"{report.rejected:,} rejected."
        )
        if report.rejected:
            self.stdout.write(f"Rejected rows, with line number and reason: {rejects_path}")

    def _say_defaults(self, mapping: Mapping) -> None:
        for field, value in mapping.defaults.items():
            self.stdout.write(f"Where the list has no {field}, new products got {value}.")
