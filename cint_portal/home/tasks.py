"""The tasks of a person as home and the full list show them: grouped, with their WhatsApp texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cint_portal.organization.models import User
from cint_portal.organization.roles import DRAFTING_ROLES
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.todo import Todo


@dataclass(frozen=True)
class TaskLine:
    todo: Todo
    wa_text: str


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under one heading; no heading where there is only one group."""

    heading: str
    lines: tuple[TaskLine, ...]


@dataclass(frozen=True)
class Section:
    """One kind of task: so many in all, of which the groups hold the most urgent."""

    code: str
    title: str
    total: int
    late: int
    groups: tuple[TaskGroup, ...]

    @property
    def hidden(self) -> int:
        return self.total - sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class TaskBoard:
    """What to do and what to decide."""

    tasks: Section
    decisions: Section

    @property
    def sections(self) -> tuple[Section, ...]:
        """Decisions stand first for whom they are all there is; an empty tasks section says so once."""
        found = tuple(section for section in (self.tasks, self.decisions) if section.total)
        return found or (self.tasks,)


def has_departments_apart(user: User) -> bool:
    """Who works for several departments sees each under its own heading (realities 3)."""
    return len(user.unit_ids(*DRAFTING_ROLES)) > 1


def task_board(user: User, todos: Sequence[Todo], today: date, *, limit: int | None = None) -> TaskBoard:
    """Sort a person's tasks into what to do and what to decide; `todos` come most urgent first."""
    by_unit = has_departments_apart(user)
    return TaskBoard(
        _section("task", _("Tugas Saya"), todos, today, limit, by_unit=by_unit),
        _section("decision", _("Menunggu Keputusan Saya"), todos, today, limit, by_unit=False),
    )


def _section(
    kind: str, title: str, todos: Iterable[Todo], today: date, limit: int | None, *, by_unit: bool
) -> Section:
    own = [todo for todo in todos if todo.kind == kind]
    late = sum(todo.is_late(today) for todo in own)
    groups: dict[str, list[TaskLine]] = {}
    for todo in own[:limit]:
        heading = todo.unit if by_unit else ""
        groups.setdefault(heading, []).append(TaskLine(todo, wa_text([todo], today)))
    shown = tuple(TaskGroup(heading, tuple(lines)) for heading, lines in groups.items())
    return Section(kind, title, len(own), late, shown)
