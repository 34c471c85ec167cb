"""`manage.py warehouse`: make, look at, ask, compare and repair the warehouse."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from analytics.warehouse import evolution, verify
from analytics.warehouse.backfill import repair
from analytics.warehouse.client import WarehouseError, WarehouseUnavailable, dataset_id
from analytics.warehouse.printing import as_csv, as_table
from analytics.warehouse.query import GIGABYTE, MAX_BYTES, select

MAX_ROWS = 1_000


class Command(BaseCommand):
    help = "Make, look at, ask, compare and repair the warehouse (docs/warehouse.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("migrate", help="Make the tables and columns that are missing; nothing is dropped.")
        actions.add_parser("status", help="Print in what the warehouse differs from what this code expects.")
        query = actions.add_parser("query", help='Ask it: query "SELECT ...". Tables need only their name.')
        query.add_argument("sql", help="A SELECT in GoogleSQL.")
        query.add_argument("--csv", action="store_true", help="As CSV instead of a table.")
        query.add_argument("--max-rows", type=int, default=MAX_ROWS, metavar="N", help=f"At most ({MAX_ROWS:,}).")
        query.add_argument(
            "--max-gb",
            type=float,
            default=MAX_BYTES / GIGABYTE,
            metavar="GB",
            help=f"Refuse a question that would read more ({MAX_BYTES / GIGABYTE:g}).",
        )

        comparison = actions.add_parser("verify", help="Compare it with Postgres; exits with 1 on a difference.")
        comparison.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="One day (UTC) only.")
        backfill = actions.add_parser("backfill", help="Repair some days: what Postgres has is exported again.")
        backfill.add_argument("--from", dest="first", type=_day, required=True, metavar="YYYY-MM-DD", help="In UTC.")
        backfill.add_argument("--to", dest="last", type=_day, required=True, metavar="YYYY-MM-DD", help="Included.")

    def handle(self, *args: Any, **options: Any) -> None:
        action: Callable[[dict[str, Any]], None] = getattr(self, f"_{options['action']}")
        try:
            action(options)
        except WarehouseUnavailable as away:
            raise CommandError(f"The warehouse {dataset_id()} cannot be used now: {away}") from away
        except WarehouseError as refused:
            raise CommandError(f"BigQuery refuses: {_sentence(refused)}") from refused

    def _migrate(self, options: dict[str, Any]) -> None:
        before = evolution.migrate()
        self._tell_conflicts(before)
        made = [each for each in before if not each.needs_a_person]
        for kind in dict.fromkeys(each.kind for each in made):
            changed = [".".join(filter(None, (each.table, each.column))) for each in made if each.kind == kind]
            self.stdout.write(f"{kind}, now made: {', '.join(filter(None, changed)) or dataset_id()}")
        if not made:
            self.stdout.write(f"The warehouse {dataset_id()} is up to date.")

    def _status(self, options: dict[str, Any]) -> None:
        found = evolution.differences()
        if not found:
            self.stdout.write(f"The warehouse {dataset_id()} is up to date: nothing to do.")
            return
        rows = [(each.table, each.column, each.kind.value, each.there, each.here) for each in found]
        self.stdout.write(as_table(("table", "column", "difference", "there", "expected"), rows))
        self._tell_conflicts(found)
        self.stdout.write("`manage.py warehouse migrate` makes what is missing.")

    def _tell_conflicts(self, found: list[evolution.Difference]) -> None:
        conflicts = [each for each in found if each.needs_a_person]
        if conflicts:
            places = ", ".join(".".join(filter(None, (each.table, each.column))) for each in conflicts)
            raise CommandError(
                f"{places}: made otherwise than expected, which adding cannot mend. Copy the table's rows into one "
                "with the expected columns, and rename that (docs/warehouse.md)."
            )

    def _query(self, options: dict[str, Any]) -> None:
        if options["max_rows"] < 1:
            raise CommandError("--max-rows must be 1 or more.")
        answer = select(options["sql"], max_rows=options["max_rows"], max_bytes=int(options["max_gb"] * GIGABYTE))
        if options["csv"]:
            self.stdout.write(as_csv(answer.columns, answer.rows), ending="")
        else:
            self.stdout.write(as_table(answer.columns, answer.rows))
        if answer.total > len(answer.rows):
            self.stderr.write(f"Only the first {len(answer.rows):,} of {answer.total:,} rows: --max-rows for more.")

    def _verify(self, options: dict[str, Any]) -> None:
        report = verify.compare(options["day"], options["day"])
        if report.gaps:
            self._print_gaps(report.gaps)
        if report.dropped:
            count = sum(report.dropped.values())
            self.stdout.write(
                f"{count:,} events are of {len(report.dropped):,} days that Postgres has (partly) dropped: of those, "
                "only what it still has was compared."
            )
        self.stdout.write(
            f"{report.days:,} days compared, {report.events:,} events and {report.order_lines:,} order lines in the "
            f"warehouse. {report.waiting:,} events and {report.changes:,} changes wait to be exported, "
            f"{report.dead:,} rows were refused."
        )
        if report.gaps:
            raise CommandError(f"{len(report.gaps):,} differences. `manage.py warehouse backfill` repairs them.")
        self.stdout.write("No difference.")

    def _backfill(self, options: dict[str, Any]) -> None:
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("--to is before --from.")
        with tqdm(desc="backfill", unit=" rows", file=self.stderr, mininterval=0.5) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            repaired = repair(first, last, show)
        self.stdout.write(
            f"{repaired.missing:,} rows were missing, {repaired.removed:,} were not to be there, "
            f"{repaired.once:,} were there more than once."
        )
        if repaired.left:
            self._print_gaps(repaired.left)
            raise CommandError(
                f"{len(repaired.left):,} differences are left. Rows that Postgres does not know are never deleted by "
                "this command; refused ones: manage.py dead_letters list"
            )
        self.stdout.write(f"From {first} to {last} the warehouse is what Postgres is.")

    def _print_gaps(self, gaps: list[verify.Gap]) -> None:
        columns = ("table", "day", "type", "Postgres", "warehouse", "missing", "extra", "twice", "for example")
        lines = [
            (
                *(gap.table, gap.day.isoformat(), gap.kind, gap.here, gap.there),
                *(len(gap.missing), len(gap.extra), len(gap.twice)),
                [*gap.missing, *gap.extra, *gap.twice][0],
            )
            for gap in gaps
        ]
        self.stdout.write(as_table(columns, lines))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day: write it as 2026-01-31.") from None


def _sentence(refused: WarehouseError) -> str:
    """The first sentence of a refusal: what follows repeats the job and the statement."""
    return str(refused).strip().split("\n", 1)[0]
