"""Load the demo company through the services; refused where real years are recorded."""

from argparse import ArgumentParser
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cint_portal.core import clock
from cint_portal.demo.loading.company import is_loaded, load


class Command(BaseCommand):
    help = "Fill an empty database with the demo company as of a day (default: today)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the demo's present, e.g. 2026-11-21")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data already")

    def handle(self, *args: object, **options: object) -> None:
        if not settings.CLOCK_ADJUSTABLE:
            raise CommandError("The demo is refused in production.")
        if is_loaded():
            if options["if_empty"]:
                return
            raise CommandError("There is data already; the demo needs an empty database (make clean).")
        today = options["today"] or clock.local_day(clock.now())
        assert isinstance(today, date)  # noqa: S101 (argparse made it one)
        load(today)
        self.stdout.write(f"Demo company loaded as of {today.isoformat()}.")
