"""Isu Susulan of a year: who may still add one, what waits for whom."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.machine import may
from cint_portal.workflow.presentation import StatusChip
from cint_portal.workflow.todo import Todo
from issues.models import IssueCollection, IssueRegister, SupplementaryIssue
from issues.selectors.clocks import ReviewClock, review_clock
from issues.selectors.overview import still_sendable
from issues.selectors.registers import ShownValue, in_words
from issues.selectors.review_queue import calendars_of
from issues.workflow import SUPPLEMENT

Status = SupplementaryIssue.Status


def takes_supplements(register: IssueRegister, today: date) -> bool:
    """Is a late issue an Isu Susulan, or may it still be written as a row of the register itself?"""
    if not register.is_editable:
        closed = IssueCollection.objects.filter(cycle=register.cycle_id, status=IssueCollection.Status.CLOSED)
        return not register.awaits_review or closed.exists()
    return not is_still_sendable(register, today)


def is_still_sendable(register: IssueRegister, today: date) -> bool:
    """Does the collection still take this register from the department?"""
    return register.pk in still_sendable([register], today)


_LOOK = {
    Status.DRAFT: ("pencil", "neutral"),
    Status.SUBMITTED: ("send", "info"),
    Status.RETURNED: ("arrow-return-left", "warning"),
    Status.ACCEPTED: ("check-circle", "success"),
    Status.WITHDRAWN: ("x-circle", "muted"),
}


def supplement_chip(supplement: SupplementaryIssue) -> StatusChip:
    icon, tone = _LOOK[Status(supplement.status)]
    return StatusChip(supplement.get_status_display(), icon, tone)


def values_in_words(supplement: SupplementaryIssue) -> list[ShownValue]:
    """The six columns as a person reads them."""
    return in_words({**asdict(supplement.values), "factor": str(supplement.factor)})


def supplements_of(cycle: PlanningCycle) -> QuerySet[SupplementaryIssue]:
    """All of the year with their department, newest first."""
    found = SupplementaryIssue.objects.filter(register__cycle=cycle)
    return found.select_related("register__unit", "register__cycle", "factor", "submitted_by", "row")


def supplements_between(cycle: PlanningCycle, first: date, last: date) -> QuerySet[SupplementaryIssue]:
    """Those accepted in a half-year, for its review (4.1: issues that arise later are reported there)."""
    accepted = supplements_of(cycle).filter(status=Status.ACCEPTED)
    return accepted.filter(reviewed_at__date__range=(first, last)).order_by("register__unit__name", "pk")


@dataclass(frozen=True)
class SupplementQueueLine:
    """One Isu Susulan that waits for CMS; `may_review` says whether this person decides it."""

    text: str
    unit: str
    year: int
    url: str
    received_at: datetime | None
    sender: str
    round: int
    clock: ReviewClock | None
    may_review: bool


def supplement_queue(user: User) -> QuerySet[SupplementaryIssue]:
    """Late issues that wait for CMS, the most urgent first; for a substitute those of his or her units."""
    waiting = SupplementaryIssue.objects.filter(status=Status.SUBMITTED)
    if not user.is_cms:
        waiting = waiting.filter(register__unit__substitute_reviewer=user)
    return waiting.select_related("register__unit", "register__cycle", "submitted_by").order_by(
        "review_due_on", "submitted_at", "pk"
    )


def supplement_queue_lines(
    rows: Iterable[SupplementaryIssue], *, user: User, today: date
) -> list[SupplementQueueLine]:
    """Lines for rows of `supplement_queue`; one query per planning cycle for its calendar."""
    rows = list(rows)
    calendars = calendars_of(row.register.cycle for row in rows)
    return [
        SupplementQueueLine(
            text=str(row),
            unit=row.register.unit.name,
            year=row.register.cycle.year,
            url=reverse("issues:supplement-detail", args=[row.pk]),
            received_at=row.submitted_at,
            sender=str(row.submitted_by or ""),
            round=row.round,
            clock=review_clock(row, calendars[row.register.cycle_id], today),
            may_review=may(SUPPLEMENT.find("accept"), row, user),
        )
        for row in rows
    ]


def supplement_todos(user: User, headed: Collection[int]) -> list[Todo]:
    """Late issues to review, and returned ones of the units that the person heads; constant queries."""
    waiting = SupplementaryIssue.objects.filter(status__in=[Status.SUBMITTED, Status.RETURNED])
    mine = Q(register__unit__in=headed) | Q(submitted_by=user)
    if not user.is_cms:
        waiting = waiting.filter(mine | Q(register__unit__substitute_reviewer=user))
    rows = waiting.select_related("register__unit", "register__cycle")
    return [todo for row in rows if (todo := _todo(user, row))]


def _todo(user: User, row: SupplementaryIssue) -> Todo | None:
    if row.status == Status.SUBMITTED and may(SUPPLEMENT.find("accept"), row, user):
        return _task("decision", _("Periksa Isu Susulan"), row, "issues:supplement-detail", row.review_due_on)
    if row.status == Status.RETURNED and may(SUPPLEMENT.find("submit"), row, user):
        return _task("task", _("Perbaiki Isu Susulan"), row, "issues:supplement-edit", row.due_on)
    return None


def _task(kind: str, title: str, row: SupplementaryIssue, url_name: str, due_on: date | None) -> Todo:
    return Todo(
        kind=kind,
        title=title,
        unit=row.unit.name,
        period=str(row.register.cycle.year),
        url=reverse(url_name, args=[row.pk]),
        due_on=due_on,
        note=str(row),
        unit_id=row.register.unit_id,
    )
