"""`manage.py warehouse`: make, look at, ask, compare and repair the warehouse."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.warehouse import evolution
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

    def handle(self, *args: Any, **options: Any) -> None:
        action = {"migrate": self._migrate, "status": self._status, "query": self._query}[options["action"]]
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


def _sentence(refused: WarehouseError) -> str:
    """The first sentence of a refusal: what follows repeats the job and the statement."""
    return str(refused).strip().split("\n", 1)[0]
