"""Move the demo's or a drill's clock; refused in production."""

from argparse import ArgumentParser
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cint_portal.core import clock
from cint_portal.core.models import ClockShift


class Command(BaseCommand):
    help = "Let the portal's clock continue from an instant in WIB, e.g. 2026-10-24T08:00; --real undoes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("at", nargs="?", type=datetime.fromisoformat)
        parser.add_argument("--real", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        at = options["at"]
        if not settings.CLOCK_ADJUSTABLE:
            raise CommandError("The clock cannot be moved in production.")
        if options["real"]:
            ClockShift.objects.all().delete()
        elif isinstance(at, datetime):
            clock.move_to(at if at.tzinfo else at.replace(tzinfo=clock.WIB))
        else:
            raise CommandError("Give an instant or --real.")
        self.stdout.write(clock.now().astimezone(clock.WIB).isoformat())
