"""Personal scorecards as lists and tasks show them, to the circle of each (realities 27)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Kpi, PersonalStatus, Scorecard
from bsc.permissions import can_agree_personal
from bsc.selectors.lists import with_counts
from bsc.selectors.parents import parent_kpis
from cint_portal.core.clock import local_day
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import MEMBER_ROLES, Role
from cint_portal.organization.years import YearSwitch, year_switch
from cint_portal.workflow.todo import Todo


def personal_years(asked: str | None, now: datetime) -> YearSwitch | None:
    """The years that have personal scorecards; None where there are none, or not in the asked one."""
    switch = year_switch(asked, now, PlanningCycle.objects.filter(employee_scorecards=True))
    is_other = bool(asked) and str(switch.current) != asked
    return None if switch.cycle is None or is_other else switch


def listed_personal(user: User, cycle: PlanningCycle) -> QuerySet[Scorecard]:
    """Those of the year whose circle the person is in, with counts, in one query; the own one first."""
    rows = Scorecard.every.personal(user).filter(cycle=cycle)
    return with_counts(rows.select_related("unit", "cycle", "employee")).order_by(
        "unit__name", "employee__full_name"
    )


@dataclass(frozen=True)
class Member:
    """Somebody of a department who has no personal scorecard yet."""

    employee: User
    unit: Unit

    @property
    def key(self) -> str:
        return f"{self.unit.pk}-{self.employee.pk}"


def people_without(user: User, cycle: PlanningCycle) -> list[Member]:
    """For whom the person may create one: oneself, and whose superior one is. At most four queries."""
    headed, directed = user.unit_ids(Role.MANAGER), user.unit_ids(Role.DIRECTOR)
    reach = Q(person=user) | Q(unit__in=headed)
    if directed:
        reach |= Q(unit__in=Unit.objects.below(directed))
    rows = (
        RoleAssignment.objects.in_force()
        .filter(reach, role__in=MEMBER_ROLES, unit__kind=Unit.Kind.DEPARTMENT, person__is_active=True)
        .exclude(person__in=Scorecard.every.filter(cycle=cycle, employee__isnull=False).values("employee"))
        .select_related("person", "unit")
        .order_by("unit__name", "person__full_name")
    )
    members = {(row.unit_id, row.person_id): Member(row.person, row.unit) for row in rows}
    posts = Posts() if headed or directed else None
    return [one for one in members.values() if _creates_for(user, one, posts)]


def _creates_for(user: User, member: Member, posts: Posts | None) -> bool:
    if member.employee.pk == user.pk:
        return True
    return posts is not None and user in posts.superiors(member.unit.pk, member.employee.pk)


@dataclass(frozen=True)
class Offered:
    """A KPI of the department that may be taken over."""

    kpi: Kpi
    objective: str
    lane: str
    is_taken: bool


def offered_kpis(scorecard: Scorecard) -> list[Offered]:
    """The decided KPIs of the department in their order, groups left out. Two queries."""
    own = Kpi.objects.filter(objective__perspective__scorecard=scorecard, parent__isnull=False)
    taken = set(own.values_list("parent", flat=True))
    rows = parent_kpis(scorecard).filter(measure__isnull=False).select_related("objective__perspective")
    return [
        Offered(row, row.objective.name, row.objective.perspective.label, row.pk in taken) for row in rows
    ]


def personal_todos(user: User, now: datetime) -> list[Todo]:
    """The own one to write or repair, those of one's people to agree with. Four queries at most."""
    if not user.has_personal_years:
        return []
    open_ = [PersonalStatus.DRAFT, PersonalStatus.RETURNED, PersonalStatus.WITH_SUPERIOR]
    rows = Scorecard.every.personal(user).filter(status__in=open_, cycle__year__gte=local_day(now).year)
    found = list(rows.select_related("unit", "cycle", "employee").order_by("cycle__year", "pk"))
    return [*_own(user, found), *_to_agree(user, found)]


def _own(user: User, rows: Iterable[Scorecard]) -> list[Todo]:
    titles = {
        PersonalStatus.DRAFT: _("Susun scorecard pribadi dan kirim ke atasan"),
        PersonalStatus.RETURNED: _("Perbaiki scorecard pribadi yang dikembalikan"),
    }
    mine = [row for row in rows if row.employee_id == user.pk and row.status in titles]
    return [
        _todo(row, "task", titles[PersonalStatus(row.status)], reverse("bsc:scorecard-detail", args=[row.pk]))
        for row in mine
    ]


def _to_agree(user: User, rows: Iterable[Scorecard]) -> list[Todo]:
    waiting = [row for row in rows if row.status == PersonalStatus.WITH_SUPERIOR]
    posts = Posts() if any(row.employee_id != user.pk for row in waiting) else None
    return [
        _todo(
            row,
            "decision",
            _("Sepakati scorecard pribadi %(name)s") % {"name": row.employee},
            reverse("bsc:personal-decide", args=[row.pk]),
        )
        for row in waiting
        if can_agree_personal(user, row, posts)
    ]


def _todo(row: Scorecard, kind: str, title: str, url: str) -> Todo:
    return Todo(
        kind=kind, title=title, unit=row.unit.name, period=str(row.cycle.year), url=url, unit_id=row.unit_id
    )
