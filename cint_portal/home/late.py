"""Unit terlambat: departments whose work is past its date, for those who follow them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bsc.selectors.todos import department_todos as scorecards_of
from cint_portal.core.clock import local_day
from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.todo import Todo
from issues.selectors.todos import department_todos as registers_of
from realization.selectors.todos import department_todos as months_of

#: Each app's `department_todos(units, now)`.
SOURCES = (registers_of, scorecards_of, months_of)


@dataclass(frozen=True)
class LateUnit:
    """A department with what it owes, the oldest first, and the one message that asks for all of it."""

    name: str
    todos: tuple[Todo, ...]
    since: date
    responsible: str
    wa_text: str


def can_see_late(user: User) -> bool:
    """CMS and the board chase everybody, directors those below them."""
    return user.is_cms or user.is_bod or user.has_role(Role.DIRECTOR)


def late_units(user: User, now: datetime) -> list[LateUnit]:
    """Departments that this person follows up, the longest overdue first; constant queries."""
    if not can_see_late(user):
        return []
    today = local_day(now)
    units = {unit.pk: unit for unit in _followed(user, today)}
    late: dict[int, list[Todo]] = {}
    for source in SOURCES:
        for todo in source(units.keys(), now):
            if todo.unit_id is not None and todo.is_late(today):
                late.setdefault(todo.unit_id, []).append(todo)
    people = responsible_by_unit(units[pk] for pk in late)
    found = [_late_unit(units[pk], todos, people[pk], today) for pk, todos in late.items()]
    return sorted(found, key=lambda unit: (unit.since, unit.name))


def _followed(user: User, today: date) -> Iterable[Unit]:
    departments = Unit.objects.departments().existing_on(today)
    if user.is_cms or user.is_bod:
        return departments
    return departments.below(user.unit_ids(Role.DIRECTOR))


def _late_unit(unit: Unit, todos: list[Todo], people: list[User], today: date) -> LateUnit:
    ordered = tuple(sorted(todos, key=Todo.sort_key))
    return LateUnit(
        name=unit.name,
        todos=ordered,
        since=min(todo.due_on for todo in ordered if todo.due_on is not None),
        responsible=", ".join(person.full_name for person in people),
        wa_text=wa_text(ordered, today, people),
    )
