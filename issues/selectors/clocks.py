"""Both clocks of a register in working days (4.1, 4.2): CMS's review, the repair, the first submission."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.workdays.selectors import WorkCalendar
from issues.models import IssueRegister, SupplementaryIssue

Status = IssueRegister.Status


@dataclass(frozen=True)
class ReviewClock:
    """CMS's working days for one register: `text` for the badge, `tone` for its colour."""

    due_on: date
    text: str
    tone: str


def review_clock(
    register: IssueRegister | SupplementaryIssue, calendar: WorkCalendar, today: date
) -> ReviewClock | None:
    """How long CMS still has (4.2); None when it is not CMS's turn."""
    due_on = register.review_due_on
    if due_on is None or not register.awaits_review:
        return None
    if today > due_on:
        late = calendar.between(due_on, today)
        text = _("CMS terlambat %(n)d HK") % {"n": late} if late else _("CMS terlambat kurang dari 1 HK")
        return ReviewClock(due_on, text, "danger")
    left = calendar.between(today, due_on)
    if left == 0:
        return ReviewClock(due_on, _("CMS: hari ini"), "warning")
    tone = "warning" if left == 1 else "info"
    return ReviewClock(due_on, _("CMS: %(n)d HK lagi") % {"n": left}, tone)


def repair_clock(register: IssueRegister, calendar: WorkCalendar, today: date) -> ReviewClock | None:
    """How long the department still has for the repair (4.2), in working days like CMS's own time."""
    if register.status != Status.RETURNED:
        return None
    due_on = register.due_on
    if today > due_on:
        late = calendar.between(due_on, today)
        some, less = _("Departemen terlambat %(n)d HK"), _("Departemen terlambat kurang dari 1 HK")
        return ReviewClock(due_on, some % {"n": late} if late else less, "danger")
    left = calendar.between(today, due_on)
    if left == 0:
        return ReviewClock(due_on, _("Departemen: hari ini"), "warning")
    tone = "warning" if left == 1 else "info"
    return ReviewClock(due_on, _("Departemen: %(n)d HK lagi") % {"n": left}, tone)


@dataclass(frozen=True)
class Receipt:
    """The first submission, on which timeliness is judged (4.1)."""

    at: datetime
    on_time: bool
    text: str


def receipt(register: IssueRegister, calendar: WorkCalendar) -> Receipt | None:
    at = register.first_submitted_at
    if at is None:
        return None
    if is_on_time(at, register.first_due_on):
        return Receipt(at, True, _("Tepat waktu"))
    if is_on_time(at, register.judged_on):
        return Receipt(at, True, _("Tepat waktu dengan perpanjangan"))
    late = calendar.between(register.judged_on, local_day(at))
    text = _("Terlambat %(n)d HK") % {"n": late} if late else _("Terlambat kurang dari 1 HK")
    if register.extended_until:
        text = _("%(late)s dari perpanjangan") % {"late": text}
    return Receipt(at, False, text)
