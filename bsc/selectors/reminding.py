"""What reminders about scorecards can be about: KPIs to write, repair, review and decide, and the meeting."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc import reminder_emails as emails
from bsc import reminders
from bsc.models import Scorecard
from bsc.permissions import is_department
from bsc.selectors.approval import board_due_on
from bsc.selectors.meeting import Penetapan, penetapan_of
from bsc.selectors.rounds import RETURNS, last_logs, revision_due_on
from bsc.selectors.rows import DECIDED
from cint_portal.core.clock import local_day
from cint_portal.notifications.kinds import (
    ReminderRule,
    Subject,
    Told,
    told_cms,
    told_cms_head,
    told_reviewers,
)
from cint_portal.notifications.reminding import LOOK_BACK
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, Unit

Status = Scorecard.Status
Kind = Unit.Kind


def upper_scorecards(day: date) -> Iterator[Subject]:
    """Corporate and directorate KPIs until they went to the board; the company itself while it has none."""
    cycles = PlanningCycle.objects.filter(
        collection_opens_on__lt=day, corporate_to_board_on__gte=day - LOOK_BACK
    )
    company = Unit.objects.filter(kind=Kind.CORPORATE).first()
    for cycle in cycles:
        rows = list(cycle.scorecards.exclude(unit__kind=Kind.DEPARTMENT).select_related("unit", "cycle"))
        for row in rows:
            yield _writing(row, cycle.corporate_to_board_on, started_on=cycle.collection_opens_on)
        if company is not None and all(row.unit_id != company.pk for row in rows):
            yield _missing(company, cycle, cycle.corporate_to_board_on, started_on=cycle.collection_opens_on)


def department_scorecards(day: date) -> Iterator[Subject]:
    """Departments' KPIs until they were first sent to CMS, once the corporate ones are decided."""
    decided = Scorecard.objects.filter(unit__kind=Kind.CORPORATE, status__in=DECIDED).values("cycle")
    for cycle in PlanningCycle.objects.filter(departments_due_on__gte=day - LOOK_BACK, pk__in=decided):
        rows = list(
            cycle.scorecards.filter(unit__kind=Kind.DEPARTMENT)
            .exclude(status__in=(Status.RETURNED_CMS, Status.RETURNED_BOARD))
            .select_related("unit", "cycle")
        )
        for row in rows:
            yield _writing(row, cycle.departments_due_on, started_on=cycle.board_corporate_on)
        without = Unit.objects.departments().existing_on(day).exclude(scorecards__cycle=cycle)
        for unit in without:
            yield _missing(unit, cycle, cycle.departments_due_on, started_on=cycle.board_corporate_on)


def _writing(row: Scorecard, due_on: date, *, started_on: date) -> Subject:
    return Subject(
        about=row,
        due_on=due_on,
        started_on=started_on,
        cycle=row.cycle,
        unit=row.unit,
        context=_names(row.cycle, row.unit),
        done="" if row.status == Status.DRAFT else row.get_status_display(),
    )


def _missing(unit: Unit, cycle: PlanningCycle, due_on: date, *, started_on: date) -> Subject:
    """A unit without a scorecard: the mail leads to making one."""
    paths = {
        "path": f"{reverse('bsc:scorecard-create')}?year={cycle.year}&unit={unit.pk}",
        "path_above": f"{reverse('bsc:scorecard-list')}?year={cycle.year}",
    }
    return Subject(
        about=unit,
        due_on=due_on,
        started_on=started_on,
        cycle=cycle,
        unit=unit,
        context={**_names(cycle, unit), **paths},
    )


def _names(cycle: PlanningCycle, unit: Unit) -> dict[str, object]:
    return {"year": cycle.year, "unit": unit.name}


def department_repairs(day: date) -> Iterator[Subject]:
    """Scorecards that CMS or the board returned, with the department's own date."""
    returned = (Status.RETURNED_CMS, Status.RETURNED_BOARD)
    rows = _departments(Q(status__in=returned))
    logs = last_logs(rows, *RETURNS)
    for row in rows:
        log = logs.get(row.pk)
        due_on = revision_due_on(log)
        if log is not None and due_on is not None:
            yield Subject(
                about=row,
                due_on=due_on,
                started_on=local_day(log.at),
                cycle=row.cycle,
                unit=row.unit,
                context={**_names(row.cycle, row.unit), "returned": True},
            )


def scorecards_to_review(day: date) -> Iterator[Subject]:
    """What departments sent and CMS has not answered, with CMS's date."""
    rows = _departments(Q(status=Status.SENT_CMS))
    logs = last_logs(rows, "submit")
    for row in rows:
        log = logs.get(row.pk)
        if log is not None and row.review_due_on is not None:
            yield Subject(
                about=row,
                due_on=row.review_due_on,
                started_on=local_day(log.at),
                cycle=row.cycle,
                unit=row.unit,
                context=_names(row.cycle, row.unit),
                documents=((row.unit_id, row.contributors),),
            )


def _departments(condition: Q) -> list[Scorecard]:
    rows = Scorecard.objects.filter(condition, unit__kind=Kind.DEPARTMENT)
    return list(rows.select_related("unit", "cycle"))


def board_decisions(day: date) -> Iterator[Subject]:
    """What waits for the board, one subject per year and stage (7.1.12, 7.1.16)."""
    rows = list(Scorecard.objects.filter(status=Status.WITH_BOARD).select_related("unit", "cycle"))
    logs = last_logs(rows, "forward", "send_to_board")
    stages: dict[tuple[PlanningCycle, bool], list[Scorecard]] = defaultdict(list)
    for row in rows:
        if row.pk in logs and board_due_on(row) is not None:
            stages[row.cycle, is_department(row)].append(row)
    for (cycle, departments), group in stages.items():
        sent = min(local_day(logs[row.pk].at) for row in group)
        due_on = cycle.board_departments_on if departments else cycle.board_corporate_on
        yield _decision(cycle, "departments/" if departments else "corporate/", group, sent, due_on)


def _decision(cycle: PlanningCycle, key: str, rows: Sequence[Scorecard], sent: date, due_on: date) -> Subject:
    return Subject(
        about=cycle,
        due_on=due_on,
        started_on=sent,
        cycle=cycle,
        key=key,
        context={
            "year": cycle.year,
            "units": [row.unit.name for row in rows],
            "scorecards": [row.pk for row in rows],
        },
    )


def told_board(subject: Subject, posts: Posts) -> Told:
    """The board without who works for CMS, which prepared it; late: the President Director and CMS."""
    cms = {reader.person for reader in posts.cms()}
    board = tuple(reader for reader in posts.board() if reader.person not in cms)
    return Told(board, (*posts.presidents(), *posts.cms()))


def meetings(day: date) -> Iterator[Subject]:
    """The Penetapan BSC meeting of each year that has scorecards, until it is recorded."""
    for cycle, found in _penetapan(day):
        yield _meeting(cycle, found, _("rapat sudah dicatat") if found.is_held else "")


def announced_meetings(day: date) -> Iterator[Subject]:
    """The same for those who come, until CMS invites them: then the invitation itself is reminded of."""
    for cycle, found in _penetapan(day):
        done = _("undangan sudah dikirim") if found.is_invited else ""
        yield _meeting(cycle, found, _("rapat sudah dicatat") if found.is_held else done)


def _penetapan(day: date) -> Iterator[tuple[PlanningCycle, Penetapan]]:
    prepared = Scorecard.objects.exclude(status=Status.DRAFT).values("cycle")
    cycles = list(PlanningCycle.objects.filter(meeting_on__gte=day - LOOK_BACK, pk__in=prepared))
    found = penetapan_of(cycles)
    return ((cycle, found[cycle.pk]) for cycle in cycles)


def _meeting(cycle: PlanningCycle, found: Penetapan, done: Any) -> Subject:
    return Subject(
        about=cycle,
        due_on=found.day,
        started_on=cycle.board_corporate_on,
        cycle=cycle,
        context={"year": cycle.year},
        done=done,
    )


def told_invited(subject: Subject, posts: Posts) -> Told:
    """Board, all managers and the second layer (4.6)."""
    return Told(posts.invited())


RULES = (
    ReminderRule(
        emails.CORPORATE_DUE,
        _("KPI korporat dan direktorat ke Direksi"),
        reminders.CORPORATE,
        upper_scorecards,
        people=told_cms,
        escalation=emails.CORPORATE_OVERDUE,
    ),
    ReminderRule(
        emails.DEPARTMENT_DUE,
        _("KPI departemen ke CMS"),
        reminders.DEPARTMENT,
        department_scorecards,
        escalation=emails.DEPARTMENT_OVERDUE,
    ),
    ReminderRule(
        emails.REPAIR_DUE,
        _("Perbaikan scorecard yang dikembalikan"),
        reminders.REPAIR,
        department_repairs,
        escalation=emails.REPAIR_OVERDUE,
    ),
    ReminderRule(
        emails.REVIEW_DUE,
        _("Pemeriksaan KPI departemen oleh CMS"),
        reminders.REVIEW,
        scorecards_to_review,
        people=told_reviewers,
        escalation=emails.REVIEW_OVERDUE,
    ),
    ReminderRule(
        emails.BOARD_DUE,
        _("Keputusan Direksi atas KPI"),
        reminders.BOARD,
        board_decisions,
        people=told_board,
        escalation=emails.BOARD_OVERDUE,
    ),
    ReminderRule(
        emails.MEETING_NEAR,
        _("Rapat Penetapan BSC (undangan)"),
        reminders.INVITATION,
        announced_meetings,
        people=told_invited,
    ),
    ReminderRule(
        emails.MEETING_DUE,
        _("Rapat Penetapan BSC (dicatat CMS)"),
        reminders.MEETING,
        meetings,
        people=told_cms_head,
        escalation=emails.MEETING_OVERDUE,
    ),
)
