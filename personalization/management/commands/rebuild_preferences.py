"""`manage.py rebuild_preferences [--subject ID]`: make learned state again from the events."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from analytics.models import Event
from personalization.past import PastAway
from personalization.rebuild import rebuild_all, rebuild_subject
from shop.redis_client import RedisAway


class Command(BaseCommand):
    help = "Make learned state in Redis again from the events; the shop goes on selling and learning meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--subject", type=UUID, help="Only this shopper's.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["subject"]:
                rebuild_subject(options["subject"])
                self.stdout.write("Done.")
                return
            total = Event.objects.filter(retracted_at=None).exclude(contributions=[]).count()
            with tqdm(total=total, unit=" events", desc="Learned state", file=self.stderr) as bar:

                def advance(count: int) -> None:
                    bar.update(count)

                counted = rebuild_all(advance)
        except PastAway as away:
            raise CommandError(str(away)) from None
        except RedisAway:
            raise CommandError("Redis does not answer: start it, then try again.") from None
        if counted is None:
            raise CommandError("A rebuild is running already.")
        self.stdout.write(f"{counted:,} events counted.")
