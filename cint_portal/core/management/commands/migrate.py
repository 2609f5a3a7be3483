"""`migrate` runs as the owner of the tables; everything else as the application role."""

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections


class Command(MigrateCommand):
    help = MigrateCommand.help

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: object, **options: object) -> None:
        if options["database"] == "owner" and "owner" not in connections:
            raise CommandError("OWNER_DATABASE_URL is not set (see .env.example)")
        super().handle(*args, **options)
