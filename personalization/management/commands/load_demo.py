"""`manage.py load_demo`: the demo shop's shelves, offers and shoppers. Does nothing that is done already."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from personalization.collaborative import build_neighbours
from personalization.demo.history import load_shoppers
from personalization.demo.households import HOUSEHOLDS, PASSWORD, logins
from shop.delivery import ensure_slots
from shop.demo import catalog_loader
from shop.search.synonyms import load_default_synonyms


class Command(BaseCommand):
    help = "Load the demo catalog and the demo shoppers. Safe to repeat; what staff changed since stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print-logins", action="store_true", help="Only print the demo logins.")
        parser.add_argument("--departments-only", action="store_true", help="Only categories, brands and synonyms.")
        parser.add_argument("--without-shoppers", action="store_true", help="No accounts, no order histories.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print_logins"]:
            self._print_logins()
            return
        self._load_shelves(products=not options["departments_only"])
        if options["departments_only"]:
            return
        ensure_slots()
        if options["without_shoppers"]:
            return
        if not settings.DEMO_SHOPPERS_ALLOWED:
            raise CommandError("Demo shoppers have a known password: they are only for one machine (`make run`).")
        with tqdm(total=len(HOUSEHOLDS) + 1, desc="Demo shoppers", unit="", file=self.stderr, leave=False) as bar:

            def advance(count: int) -> None:
                bar.update(count)

            made = load_shoppers(advance)
        if made:
            build_neighbours()
            self.stdout.write(f"{made} orders of demo shoppers and their neighbors loaded.")

    def _load_shelves(self, *, products: bool) -> None:
        if catalog_loader.is_loaded():
            return
        catalog_loader.load_departments()
        catalog_loader.load_brands()
        load_default_synonyms()
        if not products:
            return
        total = catalog_loader.count_of_products()
        with tqdm(total=total, desc="Demo catalog", unit=" products", file=self.stderr, leave=False) as bar:

            def advance(count: int) -> None:
                bar.update(count)

            catalog_loader.load_products(advance)
        catalog_loader.load_promotions()
        self.stdout.write(f"{total:,} demo products loaded.")

    def _print_logins(self) -> None:
        width = max(len(email) for email, _ in logins())
        self.stdout.write(f"Demo logins, all with the password “{PASSWORD}”:")
        for email, who in logins():
            self.stdout.write(f"  {email:<{width}}  {who}")
