"""What reminders about realization can be about: months to send, to verify and to close, the half-year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard
from bsc.periods import Period
from bsc.selectors.rows import DECIDED
from cint_portal.core.clock import local_day
from cint_portal.notifications.kinds import ReminderRule, Subject, told_cms_head, told_reviewers
from cint_portal.notifications.reminding import LOOK_BACK
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendars
from cint_portal.workflow.models import TransitionLog
from realization import reminder_emails as emails
from realization import reminders
from realization.models import ClosedMonth, Realization
from realization.selectors.clock import verification_clocks, verification_due
from realization.selectors.entry import filled_counts
from realization.selectors.months import regular_deadline
from realization.selectors.provided import handovers
from realization.selectors.results.todos import review_due_on, review_is_built

Status = Realization.Status
#: Who is asked after everybody's date has the time of a repair: no notice comes before these days.
SHORT_NOTICE = timedelta(days=2)


def months_to_send(day: date) -> Iterator[Subject]:
    """Months on their first date: those never sent are due, the others are done."""
    rows = _rows(Realization.objects.filter(due_on__gte=day - LOOK_BACK, return_due_on=None))
    waiting = (Status.NOT_FILLED, Status.DRAFT)
    counts = filled_counts(row for row in rows if row.status in waiting)
    calendars = work_calendars({row.cycle_id: row.cycle for row in rows}.values()) if rows else {}
    for row in rows:
        yield Subject(
            about=row,
            due_on=row.due_on,
            started_on=_called_on(row, regular_deadline(row.cycle, row.month, calendars[row.cycle_id])),
            cycle=row.cycle,
            unit=row.unit,
            context={"filled": counts.get(row.pk, 0)},
            done="" if row.status in waiting else row.get_status_display(),
        )


def _called_on(row: Realization, everybodys: date) -> date:
    """The 1st, when the month opens; a department that is asked later has a date of its own."""
    opened = Period(row.cycle.year, row.month).shift(1).first_day
    return opened if row.due_on == everybodys else row.due_on - SHORT_NOTICE


def _rows(months: QuerySet[Realization]) -> list[Realization]:
    return list(months.select_related("unit", "cycle"))


def data_to_hand_over(day: date) -> Iterator[Subject]:
    """Data that another department enters, on the provider's own date; the receiver is not charged for it."""
    for row in handovers():
        if row.due_on >= day - LOOK_BACK:
            month = row.month
            yield Subject(
                about=month,
                due_on=row.due_on,
                started_on=Period(month.cycle.year, month.month).shift(1).first_day,
                cycle=month.cycle,
                unit=row.provider,
                key=f"p{row.provider.pk}/",
                context={
                    "provider": row.provider.name,
                    "measures": [measure.pk for measure in row.measures],
                    "names": "\n".join(f"• {measure.name}" for measure in row.measures),
                    "path": reverse("bsc:measure-detail", args=[row.measures[0].pk]),
                },
            )


def months_to_repair(day: date) -> Iterator[Subject]:
    """Months that were returned or reopened, with their own date."""
    rows = _rows(
        Realization.objects.filter(
            status__in=(Status.RETURNED, Status.REOPENED), return_due_on__gte=day - LOOK_BACK
        )
    )
    called = _last_call(rows)
    counts = filled_counts(rows)
    for row in rows:
        yield Subject(
            about=row,
            due_on=row.deadline,
            started_on=called.get(row.pk, row.deadline - SHORT_NOTICE),
            cycle=row.cycle,
            unit=row.unit,
            context={"filled": counts[row.pk]},
        )


def _last_call(rows: Iterable[Realization]) -> dict[int, date]:
    """The day on which each month last went back to its department."""
    logs = TransitionLog.objects.filter(
        content_type=ContentType.objects.get_for_model(Realization),
        object_id__in=[row.pk for row in rows],
        transition__in=("return", "reopen"),
    )
    last = logs.order_by().values("object_id").annotate(at=Max("at"))
    return {entry["object_id"]: local_day(entry["at"]) for entry in last}


def months_to_verify(day: date) -> Iterator[Subject]:
    """What waits for CMS, one subject per month and date of H+2 (a repair has its own)."""
    waiting: dict[tuple[PlanningCycle, int, date], list[Realization]] = defaultdict(list)
    rows = _rows(Realization.objects.filter(status=Status.SUBMITTED).order_by("month", "unit__name"))
    cycles = {row.cycle_id: row.cycle for row in rows}
    clocks = {pk: verification_clocks(cycle) for pk, cycle in cycles.items()}
    calendars = work_calendars(cycles.values()) if cycles else {}
    for row in rows:
        due_on = verification_due(row, clocks[row.cycle_id][row.month], calendars[row.cycle_id])
        if due_on is not None and due_on >= day - LOOK_BACK:
            waiting[cycles[row.cycle_id], row.month, due_on].append(row)
    for (cycle, month, due_on), group in waiting.items():
        yield _verification(cycle, month, due_on, group)


def _verification(cycle: PlanningCycle, month: int, due_on: date, rows: list[Realization]) -> Subject:
    first = rows[0]
    sent = [local_day(row.submitted_at) for row in rows if row.submitted_at]
    return Subject(
        about=cycle,
        due_on=due_on,
        started_on=min(sent, default=due_on - SHORT_NOTICE),
        cycle=cycle,
        key=_key(month),
        context={
            "year": cycle.year,
            "month": month,
            "units": [row.unit.name for row in rows],
            "path": reverse("realization:verification-detail", args=[cycle.year, month, first.unit_id]),
        },
        documents=[(row.unit_id, row.contributors) for row in rows],
    )


def _key(month: int) -> str:
    return f"m{month:02d}/"


def months_to_close(day: date) -> Iterator[Subject]:
    """Opened months that nobody has closed, with the closing day of the month after."""
    closed = set(ClosedMonth.objects.values_list("cycle_id", "month"))
    opened = set(Realization.objects.order_by().values_list("cycle_id", "month").distinct())
    cycles = PlanningCycle.objects.in_bulk({cycle_id for cycle_id, _month in opened - closed})
    for cycle_id, month in sorted(opened - closed):
        cycle = cycles[cycle_id]
        after = Period(cycle.year, month).shift(1).first_day
        yield Subject(
            about=cycle,
            due_on=after.replace(day=cycle.closing_day),
            started_on=after,
            cycle=cycle,
            key=_key(month),
            context={
                "year": cycle.year,
                "month": month,
                "path": reverse("realization:month-close", args=[cycle.year, month]),
            },
        )


def half_years_to_review(day: date) -> Iterator[Subject]:
    """The two reviews of years that have a decided scorecard, from the day the half-year is over."""
    decided = Scorecard.objects.filter(status__in=DECIDED).values("cycle")
    for cycle in PlanningCycle.objects.filter(pk__in=decided, year__gte=day.year - 1):
        for semester in (1, 2):
            ended = Period(cycle.year, 6 * semester).last_day
            if day > ended:
                yield Subject(
                    about=cycle,
                    due_on=review_due_on(cycle.year, semester),
                    started_on=ended,
                    cycle=cycle,
                    key=f"s{semester}/",
                    context=_half_year(cycle, semester),
                    done=_("laporan sudah dibuat") if review_is_built(cycle.year, semester) else "",
                )


def _half_year(cycle: PlanningCycle, semester: int) -> dict[str, object]:
    page = reverse("realization:review-detail")
    return {
        "year": cycle.year,
        "semester": semester,
        "path": f"{page}?year={cycle.year}&semester={semester}",
    }


RULES = (
    ReminderRule(
        emails.MONTH_DUE,
        _("Pengisian realisasi bulanan"),
        reminders.MONTH,
        months_to_send,
        escalation=emails.MONTH_OVERDUE,
    ),
    ReminderRule(
        emails.PROVIDED_DUE,
        _("Data dari departemen lain"),
        reminders.PROVIDED,
        data_to_hand_over,
        escalation=emails.PROVIDED_OVERDUE,
    ),
    ReminderRule(
        emails.REPAIR_DUE,
        _("Perbaikan realisasi yang dikembalikan"),
        reminders.REPAIR,
        months_to_repair,
        escalation=emails.REPAIR_OVERDUE,
    ),
    ReminderRule(
        emails.VERIFICATION_DUE,
        _("Verifikasi realisasi oleh CMS (H+2)"),
        reminders.VERIFICATION,
        months_to_verify,
        people=told_reviewers,
        escalation=emails.VERIFICATION_OVERDUE,
    ),
    ReminderRule(
        emails.CLOSING_DUE, _("Tutup Bulan"), reminders.CLOSING, months_to_close, people=told_cms_head
    ),
    ReminderRule(
        emails.HALF_YEAR_DUE,
        _("Review Semester"),
        reminders.HALF_YEAR,
        half_years_to_review,
        people=told_cms_head,
        escalation=emails.HALF_YEAR_OVERDUE,
    ),
)
