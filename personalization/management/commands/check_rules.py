"""`manage.py check_rules [FILE]`: check a rules file before it is put in force."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from personalization import rules


class Command(BaseCommand):
    help = "Check a rules file; says line, key and what is allowed when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=rules.RULES_FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rules.load(options["file"].read_text())
        except rules.RulesError as refused:
            raise CommandError(str(refused)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}.") from None
        self.stdout.write("These rules are right.")
