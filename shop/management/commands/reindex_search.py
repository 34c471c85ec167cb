"""`manage.py reindex_search`: bring the search index in step with the catalog."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shop import catalog_version
from shop.search.index import reindex


class Command(BaseCommand):
    help = "Bring the search index in step with the catalog. Only what changed is written; searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Write every product anew, changed or not.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        done = reindex(rewrite=options["all"])
        catalog_version.bump(None)
        self.stdout.write(
            f"{done.written} products indexed, {done.unchanged} as they were, {done.removed} taken out, "
            f"{done.vectors} embedded, in {time.monotonic() - started:.1f} s."
        )
