"""What a person has to do about issues, derived from states and rights."""

from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import DRAFTING_ROLES, Role
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workflow.todo import Todo
from issues.models import IssueCollection, IssueRegister
from issues.selectors.register_todos import fill_todo, register_todo
from issues.selectors.registers import with_counts
from issues.selectors.review_todos import question_todos, substitute_todos
from issues.selectors.supplements import supplement_todos
from issues.workflow import may_review

Status = IssueRegister.Status


def todos_for(user: User, now: datetime) -> list[Todo]:
    """Registers to fill, registers to review, collections to open; a constant number of queries."""
    vacant = _vacant_units(user)
    heads = user.unit_ids(Role.MANAGER) | vacant
    units = user.unit_ids(*DRAFTING_ROLES) | vacant
    filling = department_todos(units, now, typed_only=units - heads) if units else []
    return [
        *filling,
        *question_todos(heads),
        *_to_review(user),
        *substitute_todos(user),
        *supplement_todos(user, heads),
        *_to_open(user, local_day(now)),
    ]


def department_todos(
    units: Collection[int], now: datetime, *, typed_only: Collection[int] = ()
) -> list[Todo]:
    """Registers that these departments have to send and still can, whoever may do it.

    For those in `typed_only` a register that was handed over is out of the person's hands.
    """
    open_ = IssueRegister.objects.to_send().still_taken(local_day(now)).filter(unit__in=units)
    open_ = open_.exclude(unit__in=typed_only, handed_over_at__isnull=False)
    return [fill_todo(register) for register in with_counts(open_)]


def _vacant_units(user: User) -> set[int]:
    """Departments without a head whose work falls to this director."""
    directed = user.unit_ids(Role.DIRECTOR)
    if not directed:
        return set()
    people = responsible_by_unit(Unit.objects.departments().below(directed))
    return {pk for pk, responsible in people.items() if user in responsible}


def _to_review(user: User) -> list[Todo]:
    waiting = IssueRegister.objects.awaiting_review()
    if not user.is_cms:
        waiting = waiting.filter(unit__substitute_reviewer=user)
    return [
        register_todo(
            "decision",
            _("Periksa isu internal & eksternal"),
            register,
            "issues:register-review",
            register.review_due_on,
            _("Nihil") if register.status == Status.NIL else _rows_note(register),
        )
        for register in with_counts(waiting)
        if may_review(user, register)
    ]


def _rows_note(register: IssueRegister) -> str:
    count: int = register.pending_count  # type: ignore[attr-defined]
    return ngettext("%(n)d baris belum diperiksa", "%(n)d baris belum diperiksa", count) % {"n": count}


def _to_open(user: User, today: date) -> list[Todo]:
    """The schedule opens collections in the name of the head of CMS; without one a person must."""
    if not user.is_cms:
        return []
    waiting = PlanningCycle.objects.filter(collection_opens_on__lte=today, year__gt=today.year).exclude(
        issue_collection__status__in=(IssueCollection.Status.OPEN, IssueCollection.Status.CLOSED)
    )
    return [
        Todo(
            kind="task",
            title=_("Buka pengumpulan isu"),
            unit=_("Semua departemen"),
            period=str(cycle.year),
            url=f"{reverse('issues:collection-detail')}?year={cycle.year}",
            due_on=cycle.collection_opens_on,
            milestone=f"collection-{cycle.year}",
        )
        for cycle in waiting
    ]
