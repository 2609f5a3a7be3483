"""Registers as lists show them: status, both clocks, counts, ready-made strings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.organization.selectors import managers_by_unit, responsible_by_unit
from cint_portal.workdays.selectors import WorkCalendar
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.presentation import StatusChip
from issues.models import AWAITING_REVIEW, TO_SEND, IssueCollection, IssueRegister
from issues.rules import is_still_taken
from issues.selectors.clocks import Receipt, ReviewClock, receipt, review_clock
from issues.selectors.register_todos import fill_todo

Status = IssueRegister.Status


_LOOK = {
    Status.NOT_STARTED: ("circle", "neutral"),
    Status.DRAFT: ("pencil", "neutral"),
    Status.SUBMITTED: ("send", "info"),
    Status.RETURNED: ("arrow-return-left", "warning"),
    Status.ACCEPTED: ("check-circle", "success"),
    Status.NIL: ("dash-circle", "muted"),
}


def status_chip(register: IssueRegister) -> StatusChip:
    icon, tone = _LOOK[Status(register.status)]
    return StatusChip(register.get_status_display(), icon, tone)


@dataclass(frozen=True)
class RegisterLine:
    """One register in a list; `late_days` (HK) and `due_on` are set while the department has to act.

    `left_text` counts a repair's working days down; `is_taken` is False once the collection is closed to it.
    """

    pk: int
    unit: str
    year: int
    url: str
    status: StatusChip
    responsible: str
    is_vacant: bool
    due_on: date | None
    late_days: int
    left_text: str
    is_taken: bool
    is_ready: bool
    extended_until: date | None
    receipt: Receipt | None
    review: ReviewClock | None
    reviewed_on: date | None
    rows: int
    rows_text: str
    wa_text: str


def register_lines(
    registers: Iterable[IssueRegister], *, calendar: WorkCalendar, today: date
) -> list[RegisterLine]:
    """Lines for registers that come from `with_counts`; a constant number of queries."""
    registers = list(registers)
    people = responsible_by_unit(register.unit for register in registers)
    managers = managers_by_unit(register.unit for register in registers)
    taken = still_sendable(registers, today)
    return [
        RegisterLine(
            pk=register.pk,
            unit=register.unit.name,
            year=register.cycle.year,
            url=reverse("issues:register-detail", args=[register.pk]),
            status=status_chip(register),
            responsible=", ".join(person.full_name for person in people[register.unit_id]),
            is_vacant=register.unit_id not in managers,
            due_on=register.due_on if register.is_editable else None,
            late_days=_late_days(register, calendar, today),
            left_text=_left_text(register, calendar, today),
            is_taken=register.pk in taken,
            is_ready=register.is_editable and register.is_handed_over,
            extended_until=register.extended_until,
            receipt=receipt(register, calendar),
            review=review_clock(register, calendar, today),
            reviewed_on=local_day(register.reviewed_at) if register.reviewed_at else None,
            rows=register.row_count,  # type: ignore[attr-defined]
            rows_text=_rows_text(register),
            wa_text=_wa_text(register, people[register.unit_id], today) if register.pk in taken else "",
        )
        for register in registers
    ]


def _late_days(register: IssueRegister, calendar: WorkCalendar, today: date) -> int:
    return calendar.between(register.due_on, today) if register.is_editable else 0


def _left_text(register: IssueRegister, calendar: WorkCalendar, today: date) -> str:
    """A repair has working days (3 HK), so they are what is counted down."""
    if register.status != Status.RETURNED or today > register.due_on:
        return ""
    left = calendar.between(today, register.due_on)
    return _("%(n)d HK lagi") % {"n": left} if left else _("hari ini")


def still_sendable(registers: Iterable[IssueRegister], today: date) -> set[int]:
    """Ids of those that their collection still takes. One query."""
    registers = list(registers)
    years = {register.cycle_id for register in registers}
    found = {
        collection.cycle_id: collection for collection in IssueCollection.objects.filter(cycle__in=years)
    }
    return {
        register.pk
        for register in registers
        if (collection := found.get(register.cycle_id)) is None
        or is_still_taken(
            register.due_on,
            common_due_on=collection.due_on,
            is_closed=collection.status == IssueCollection.Status.CLOSED,
            today=today,
        )
    }


def _rows_text(register: IssueRegister) -> str:
    """12 baris · 10 diterima · 2 dikembalikan: what CMS wants to know before opening it."""
    counts = (
        (ngettext("%(n)d baris", "%(n)d baris", register.row_count), register.row_count),  # type: ignore[attr-defined]
        (_("%(n)d diterima"), register.accepted_count),  # type: ignore[attr-defined]
        (_("%(n)d dikembalikan"), register.returned_count),  # type: ignore[attr-defined]
    )
    return " · ".join(text % {"n": count} for text, count in counts if count)


def _wa_text(register: IssueRegister, people: list[User], today: date) -> str:
    """A polite message to copy, while the department has to act; nothing is sent or stored."""
    return wa_text([fill_todo(register)], today, people) if register.is_editable else ""


@dataclass(frozen=True)
class RegisterSummary:
    """Where the year's collection stands, in departments."""

    total: int
    on_time: int
    open: int
    late: int
    in_review: int
    settled: int


def register_summary(cycle: PlanningCycle, today: date) -> RegisterSummary:
    """Counts over all registers of the year, in one query; days are Jakarta's (TIME_ZONE)."""
    counts = IssueRegister.objects.filter(cycle=cycle).aggregate(
        total=Count("pk"),
        on_time=Count(
            "pk",
            filter=Q(first_submitted_at__date__lte=Coalesce(F("extended_until"), F("first_due_on"))),
        ),
        open=Count("pk", filter=TO_SEND),
        late=Count("pk", filter=TO_SEND & Q(due_on__lt=today)),
        in_review=Count("pk", filter=AWAITING_REVIEW),
        settled=Count("pk", filter=Q(status__in=[Status.ACCEPTED, Status.NIL], reviewed_at__isnull=False)),
    )
    return RegisterSummary(**counts)
