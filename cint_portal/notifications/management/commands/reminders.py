"""`manage.py reminders --date 2026-10-24 --dry-run`: who would get which reminder on a day, and why."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core import clock
from cint_portal.core.dates import format_day
from cint_portal.notifications.reminding import Outcome, Skip, already_queued, key_of, preview, put_forward
from cint_portal.notifications.rules import Fate
from cint_portal.notifications.services import without_mail
from cint_portal.organization.audience import Reader, Standing

FATES = {
    Fate.SEND: gettext_lazy("dikirim"),
    Fate.SUPERSEDED: gettext_lazy("terlewat: digantikan pengingat yang lebih baru"),
    Fate.OUT_OF_TIME: gettext_lazy("terlewat: batas waktunya sudah lewat"),
    Skip.DONE: gettext_lazy("tidak dikirim: sudah selesai"),
    Skip.DAY_OFF: gettext_lazy("tidak dikirim: hari libur, menunggu hari kerja berikutnya"),
}


class Command(BaseCommand):
    help = "Shows who would be reminded of what on a day, and why. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="default: today in WIB")
        parser.add_argument("--dry-run", action="store_true", help="required: reminders go out by schedule")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            raise CommandError("Reminders go out by schedule; this command only shows them: add --dry-run.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")  # the database itself refuses any write
            now = clock.now()
            day = options["date"] or clock.local_day(now)
            self._print(day, list(preview(day, now)))
            transaction.set_rollback(True)

    def _print(self, day: date, outcomes: list[Outcome]) -> None:
        queued = {key for one in outcomes for key in already_queued(one.rule, [one])}
        new = [one for one in outcomes if key_of(one) not in queued]
        sent = sum(len(one.readers) for one in new if one.fate == Fate.SEND)
        self.stdout.write(_("Pengingat %(day)s") % {"day": format_day(day)})
        for outcome in sorted(outcomes, key=lambda one: one.fate != Fate.SEND):
            for line in _lines(outcome, is_queued=outcome not in new):
                self.stdout.write(line)
        for rule, subject, step in put_forward(day):
            self.stdout.write(
                _("– %(what)s · %(unit)s · %(step)s: hari libur, dikirim %(day)s")
                % {
                    "what": rule.label,
                    "unit": subject.unit or subject.cycle,
                    "step": subject.key + step.code,
                    "day": format_day(step.turn),
                }
            )
        self.stdout.write(_("%(n)d pemberitahuan") % {"n": sent})


def _lines(outcome: Outcome, *, is_queued: bool) -> Iterator[str]:
    """One line per person; one in all where nobody gets anything."""
    head = " · ".join(
        str(part)
        for part in (
            outcome.kind,
            outcome.subject.unit or outcome.subject.cycle,
            outcome.occasion,
            _("batas waktu %(day)s") % {"day": format_day(outcome.subject.due_on)},
        )
    )
    fate = str(FATES[outcome.fate])
    if is_queued:
        yield f"= {head} · " + _("sudah ada di kotak keluar")
        return
    if outcome.fate != Fate.SEND:
        reason = f" ({outcome.subject.done})" if outcome.fate == Skip.DONE else ""
        yield f"× {head} · {fate}{reason}"
        return
    if not outcome.readers:
        yield f"! {head} · " + _("tidak ada penerima")
    causes = without_mail(outcome.kind, outcome.readers)
    for reader in outcome.readers:
        yield f"→ {head} · {_who(reader)} · {causes.get(reader.person.pk) or fate}"


def _who(reader: Reader) -> str:
    address = reader.mailbox or reader.person.email or "–"
    standing = Standing(reader.standing).label if reader.standing else ""
    return f"{reader.person} <{address}> ({standing})"
