"""Prints the checks of the health page as JSON; ends with 1 while something is broken."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from cint_portal.core import clock
from cint_portal.notifications.health import examine


class Command(BaseCommand):
    help = "The state of database, broker, worker, beat and mail as JSON; exit status 1 when critical."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            report = examine(clock.now())
            self.stdout.write(json.dumps(report.as_data(), indent=2, ensure_ascii=False))
        if not report.is_running:
            sys.exit(1)
