"""Tutup Bulan: from here on what is missing counts 0 (7.2.2)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bsc.periods import Period
from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_by_unit
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import perform_transition, require, settle
from realization import emails
from realization.models import ClosedMonth, Realization
from realization.permissions import can_close_month
from realization.selectors.months import missing_in, regular_deadline
from realization.workflow import REALIZATION


@transaction.atomic
def close_month(*, cycle: PlanningCycle, month: int, actor: User, now: datetime) -> ClosedMonth:
    """Close a month; who has not sent is "ditutup tanpa data" and may still send, recorded as late.

    Raises Conflict when it is closed already, PermissionDenied, InvalidInput while it runs, before the
    due date of who is missing, or when it was never opened.
    """
    require(can_close_month(actor))
    # Opening takes the same lock: no department is added behind the closing.
    PlanningCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    _check_closable(cycle, month, now)
    closed = _record(cycle, month, actor, now)
    # Locked before they are read: who sends at this very moment is either sent or closed, never an error.
    rows = missing_in(cycle, month).select_for_update(of=("self",))
    missing = [perform_transition(REALIZATION, row, "close", actor=actor, now=now) for row in rows]
    _tell_missing(missing, now)
    settle(closed, actor=actor, now=now)
    return closed


def _check_closable(cycle: PlanningCycle, month: int, now: datetime) -> None:
    today = local_day(now)
    if Period(cycle.year, month).last_day >= today:
        raise InvalidInput(_("Bulan ini masih berjalan."))
    if not Realization.objects.filter(cycle=cycle, month=month).exists():
        raise InvalidInput(_("Bulan ini belum dibuka: belum ada departemen yang diminta mengisi."))
    if today <= regular_deadline(cycle, month, work_calendar(cycle)) and missing_in(cycle, month).exists():
        raise InvalidInput(_("Batas waktu departemen belum lewat: bulan ini belum dapat ditutup."))


def _record(cycle: PlanningCycle, month: int, actor: User, now: datetime) -> ClosedMonth:
    try:
        with transaction.atomic():
            return ClosedMonth.objects.create(cycle=cycle, month=month, closed_at=now, closed_by=actor)
    except IntegrityError as error:
        raise Conflict(_("Bulan ini sudah ditutup.")) from error


def _tell_missing(rows: list[Realization], now: datetime) -> None:
    people = told_by_unit(row.unit for row in rows)
    for row in rows:
        enqueue(emails.CLOSED_WITHOUT_DATA, recipients=people[row.unit_id], about=row, now=now)
