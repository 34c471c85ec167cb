"""`manage.py build_neighbours`: which products are bought by the same shoppers, from all orders, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from personalization.collaborative import MIN_SUPPORT, build_neighbours


class Command(BaseCommand):
    help = "Rebuild the item-item neighbours from order history (the nightly task does the same)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--min-support",
            type=int,
            default=MIN_SUPPORT,
            help="shoppers that must have bought both products (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = build_neighbours(min_support=options["min_support"])
        self.stdout.write(f"{report.pairs} neighbours of {report.products} products.")
