"""Print the demo accounts, one per role."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cint_portal.demo.data.company import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Tab-separated role, log-in and password of each demo account."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.CLOCK_ADJUSTABLE:
            raise CommandError("There are no demo accounts in production.")
        for role, login in ACCOUNTS:
            self.stdout.write(f"{role}\t{login}\t{PASSWORD}")
