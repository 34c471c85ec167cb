"""`manage.py dead_letters`: the rows that BigQuery refused."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from analytics.models import DeadLetter
from analytics.warehouse import dead_letters


class Command(BaseCommand):
    help = "Rows that BigQuery refused, with its reasons: list them, show one as it was sent, or try them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", metavar="list|show|replay")
        one_a_line = actions.add_parser("list", help="One line each, newest first (the default).")
        one_a_line.add_argument("--limit", type=int, default=50, metavar="N", help="At most N (default 50).")
        show = actions.add_parser("show", help="One of them, with the whole reason and the row.")
        show.add_argument("key", help="An event's id, or an order line's.")
        replay = actions.add_parser("replay", help="Let the next export try them again.")
        replay.add_argument("keys", nargs="*", help="Which ones; none: --all.")
        replay.add_argument("--all", action="store_true", help="All of them.")
        replay.add_argument("--reason", metavar="TEXT", help="Those whose reason has these words.")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "show":
                self._show(options["key"])
            case "replay":
                self._replay(options)
            case _:
                self._list(options.get("limit", 50))

    def _list(self, limit: int) -> None:
        for letter in DeadLetter.objects.all()[:limit]:
            state = "  (will be tried again)" if letter.retrying else ""
            self.stdout.write(
                f"{letter.last_tried_at:%Y-%m-%d %H:%M:%S}  {letter.table}  {letter.key}  tried {letter.attempts}×"
                f"{state}\n    {letter.problem}"
            )
        self.stdout.write(f"{DeadLetter.objects.count():,} refused rows.")

    def _show(self, key: str) -> None:
        letters = list(DeadLetter.objects.filter(key=key))
        if not letters:
            raise CommandError(f"There is no refused row “{key}”.")
        for letter in letters:
            self.stdout.write(
                f"{letter.table} {letter.key}\nfirst tried {letter.first_tried_at:%Y-%m-%d %H:%M:%S}, last "
                f"{letter.last_tried_at:%Y-%m-%d %H:%M:%S}, {letter.attempts} times\n\n{letter.reason}\n\n{letter.row}"
            )

    def _replay(self, options: dict[str, Any]) -> None:
        count = dead_letters.replay(self._chosen(options))
        self.stdout.write(f"{count:,} rows will be tried again by the next export.")

    def _chosen(self, options: dict[str, Any]) -> QuerySet[DeadLetter]:
        letters = DeadLetter.objects.all()
        if options["keys"]:
            return letters.filter(key__in=options["keys"])
        if options["reason"]:
            return letters.filter(reason__icontains=options["reason"])
        if options["all"]:
            return letters
        raise CommandError("Say which: keys, --reason TEXT or --all.")
