"""What waits for CMS: registers by due date, who may review them, whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cint_portal.organization.models import PlanningCycle, RoleAssignment, User
from cint_portal.organization.roles import UNIT_ROLES, Role
from cint_portal.workdays.selectors import WorkCalendar, work_calendar
from issues.models import IssueRegister, Question
from issues.selectors.clocks import ReviewClock, review_clock
from issues.selectors.registers import with_counts
from issues.workflow import may_review


def review_queue(user: User) -> QuerySet[IssueRegister]:
    """Registers that wait for CMS, the most urgent first; for a substitute those of his or her units."""
    waiting = IssueRegister.objects.awaiting_review()
    if not user.is_cms:
        waiting = waiting.filter(unit__substitute_reviewer=user)
    questions = Question.objects.order_by("id")
    queue = with_counts(waiting).select_related("unit__substitute_reviewer", "reviewer", "submitted_by")
    return queue.prefetch_related(Prefetch("questions", questions)).order_by(
        "review_due_on", "submitted_at", "unit__name"
    )


def next_to_review(user: User, after: IssueRegister | None = None) -> IssueRegister | None:
    """The most urgent register that this person may review, other than the one at hand."""
    for register in review_queue(user):
        if (after is None or register.pk != after.pk) and may_review(user, register):
            return register
    return None


def reviewers_by_register(registers: Iterable[IssueRegister]) -> dict[int, list[User]]:
    """Per register: CMS without those who belong to the unit or wrote it, and the unit's substitute."""
    registers = list(registers)
    in_force = RoleAssignment.objects.in_force()
    cms = in_force.filter(role__in=(Role.CMS, Role.CMS_HEAD)).values("person")
    roles = in_force.filter(person__in=cms, person__is_active=True).select_related("person")
    people: dict[int, User] = {}
    units: dict[int, set[int]] = {}
    for role in roles.order_by("person__full_name"):
        people[role.person_id] = role.person
        units.setdefault(role.person_id, set()).add(role.unit_id)
    substitutes = in_force.filter(person__in={one.unit.substitute_reviewer_id for one in registers})
    working = set(substitutes.filter(role__in=UNIT_ROLES).values_list("person_id", "unit_id"))
    return {register.pk: _reviewers(register, people, units, working) for register in registers}


def _reviewers(
    register: IssueRegister,
    people: dict[int, User],
    units: dict[int, set[int]],
    working: set[tuple[int, int]],
) -> list[User]:
    able = {pk: person for pk, person in people.items() if register.unit_id not in units[pk]}
    substitute = register.unit.substitute_reviewer
    own = substitute is not None and (substitute.pk, register.unit_id) in working
    if substitute is not None and substitute.is_active and not own:
        able[substitute.pk] = substitute
    return [person for pk, person in able.items() if pk not in register.contributors]


def reviewers_of(register: IssueRegister) -> list[User]:
    """Who may review this register."""
    return reviewers_by_register([register])[register.pk]


@dataclass(frozen=True)
class QueueLine:
    """One register in the queue; `blocked` says why this person may not review it."""

    pk: int
    unit: str
    year: int
    url: str
    received_at: datetime | None
    sender: str
    clock: ReviewClock | None
    round: int
    is_nil: bool
    rows: int
    pending: int
    waiting_answers: int
    new_answers: int
    reviewer: str
    blocked: str


def queue_lines(registers: Iterable[IssueRegister], *, user: User, today: date) -> list[QueueLine]:
    """Lines for registers of `review_queue`; a constant number of queries per planning cycle."""
    registers = list(registers)
    people = reviewers_by_register(registers)
    calendars = calendars_of(register.cycle for register in registers)
    return [
        _line(register, people[register.pk], calendars[register.cycle_id], user, today)
        for register in registers
    ]


def calendars_of(cycles: Iterable[PlanningCycle]) -> dict[int, WorkCalendar]:
    """The calendar of each cycle, each asked for once."""
    return {pk: work_calendar(cycle) for pk, cycle in {cycle.pk: cycle for cycle in cycles}.items()}


def _line(
    register: IssueRegister, reviewers: list[User], calendar: WorkCalendar, user: User, today: date
) -> QueueLine:
    questions = [question for question in register.questions.all() if question.round == register.round]
    touched = any(question.answered_at for question in questions)
    return QueueLine(
        pk=register.pk,
        unit=register.unit.name,
        year=register.cycle.year,
        url=reverse("issues:register-review", args=[register.pk]),
        received_at=register.submitted_at,
        sender=str(register.submitted_by or ""),
        clock=review_clock(register, calendar, today),
        round=register.round,
        is_nil=register.status == IssueRegister.Status.NIL,
        rows=register.row_count,  # type: ignore[attr-defined]
        pending=register.pending_count,  # type: ignore[attr-defined]
        waiting_answers=sum(question.is_open for question in questions),
        new_answers=sum(1 for question in questions if question.answered_at) if touched else 0,
        reviewer=str(register.reviewer or ""),
        blocked="" if may_review(user, register) else _why_blocked(reviewers),
    )


def _why_blocked(reviewers: list[User]) -> str:
    if not reviewers:
        return _("Pemeriksa pengganti belum ditetapkan")
    names = ", ".join(person.full_name for person in reviewers)
    return _("Anda menulis atau mengelola register ini; diperiksa oleh %(names)s") % {"names": names}


def registers_without_reviewer() -> list[IssueRegister]:
    """Registers that wait although nobody may review them: a substitute has to be named."""
    waiting = IssueRegister.objects.awaiting_review()
    registers = list(waiting.select_related("unit__substitute_reviewer", "cycle"))
    people = reviewers_by_register(registers)
    return [register for register in registers if not people[register.pk]]
