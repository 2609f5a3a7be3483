"""Tasks of writing: corporate KPIs and their cascade for CMS, department KPIs for managers."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import CascadeMark, Scorecard
from bsc.selectors.approval import revision_todos
from bsc.selectors.parent_seen import card_of, open_changes
from bsc.selectors.rows import DECIDED
from cint_portal.core.clock import Today, local_day
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_by_unit
from cint_portal.workflow.todo import Todo
from swot.models import SwotAnalysis

Status = Scorecard.Status


def structure_todos(user: User, now: datetime) -> list[Todo]:
    """What this person has to write; what was returned is a task of the approval. Eight queries at most."""
    heads = [role.unit for role in user.current_roles if role.role == Role.MANAGER]
    mine = [unit for unit in heads if unit.kind == Unit.Kind.DEPARTMENT]
    vacant = vacant_below(user)
    if not mine and not vacant and not user.is_cms:
        return []
    cycles = _asking_cycles(now)
    upper = _upper(cycles)
    todos = [*_departments([*mine, *vacant], cycles, upper, mine)] if mine or vacant else []
    todos += _reviews([*mine, *vacant], cycles)
    return [*todos, *_corporate(cycles, upper)] if user.is_cms else todos


def department_todos(units: Collection[int], now: datetime) -> list[Todo]:
    """KPIs that these departments have to write or to revise, whoever may do it."""
    rows = list(Unit.objects.departments().filter(pk__in=units).order_by("name"))
    cycles = _asking_cycles(now)
    returned = Scorecard.objects.filter(
        unit__in=rows, status__in=[Status.RETURNED_CMS, Status.RETURNED_BOARD]
    )
    revisions = revision_todos(list(returned.select_related("unit", "cycle")))
    return [*_departments(rows, cycles, _upper(cycles), rows), *revisions]


def _asking_cycles(now: datetime) -> list[PlanningCycle]:
    """A year asks from its collection to its end."""
    today = local_day(now)
    return list(PlanningCycle.objects.filter(collection_opens_on__lte=today, year__gte=today.year))


def _upper(cycles: Sequence[PlanningCycle]) -> list[Scorecard]:
    upper = Scorecard.objects.filter(cycle__in=cycles).exclude(unit__kind=Unit.Kind.DEPARTMENT)
    return list(upper.select_related("unit"))


def vacant_below(user: User) -> list[Unit]:
    """Departments without a head at work whose work falls to this director; no query for anybody else."""
    above = user.unit_ids(Role.DIRECTOR)
    if not above:
        return []
    departments = list(Unit.objects.departments().below(above).existing_on(Today()).order_by("name"))
    people = responsible_by_unit(departments)
    heads = user.unit_ids(Role.MANAGER)
    return [unit for unit in departments if user in people[unit.pk] and unit.pk not in heads]


def _departments(
    units: Sequence[Unit],
    cycles: Sequence[PlanningCycle],
    upper: Sequence[Scorecard],
    creatable: Sequence[Unit],
) -> Iterable[Todo]:
    """A department's KPIs until its date, once the corporate ones are decided or its draft exists."""
    own = {
        (row.cycle_id, row.unit_id): row for row in Scorecard.objects.filter(cycle__in=cycles, unit__in=units)
    }
    for cycle in cycles:
        for unit in units:
            scorecard = own.get((cycle.pk, unit.pk))
            may_begin = unit in creatable and _corporate_of(cycle, upper, DECIDED) is not None
            if scorecard is None and not may_begin:
                continue
            if scorecard is None or scorecard.status == Status.DRAFT:
                yield _todo(_("Buat KPI departemen"), unit, cycle, scorecard, cycle.departments_due_on)


def _reviews(units: Sequence[Unit], cycles: Sequence[PlanningCycle]) -> Iterable[Todo]:
    """Scorecards with a parent that changed since their owner looked; one query."""
    own = Scorecard.objects.filter(cycle__in=cycles, unit__in=units)
    counts = Counter(card_of(row) for row in open_changes(own)) if units else Counter()
    for scorecard, count in counts.items():
        yield Todo(
            kind="task",
            title=_("Tinjau perubahan induk"),
            unit=str(scorecard.unit),
            period=str(scorecard.cycle.year),
            url=reverse("bsc:cascade-review", args=[scorecard.pk]),
            note=ngettext("%(n)d induk berubah", "%(n)d induk berubah", count) % {"n": count},
            unit_id=scorecard.unit_id,
        )


def _corporate(cycles: Sequence[PlanningCycle], upper: Sequence[Scorecard]) -> Iterable[Todo]:
    """Corporate and directorate drafts until they go to the board, then the cascade."""
    finals = SwotAnalysis.objects.filter(cycle__in=cycles, status=SwotAnalysis.Status.FINAL)
    final = set(finals.values_list("cycle", flat=True))
    company = Unit.objects.filter(kind=Unit.Kind.CORPORATE).first()
    marks = CascadeMark.objects.filter(objective__perspective__scorecard__cycle__in=cycles)
    marked = set(marks.values_list("objective__perspective__scorecard__cycle", flat=True))
    for cycle in cycles:
        due_on = cycle.corporate_to_board_on
        drafts = [row for row in upper if row.cycle_id == cycle.pk and row.status == Status.DRAFT]
        for row in drafts:
            yield _todo(_("Susun KPI dan kirim ke Direksi"), row.unit, cycle, row, due_on)
        exists = any(row.cycle_id == cycle.pk and row.unit.kind == Unit.Kind.CORPORATE for row in upper)
        if not exists and cycle.pk in final and company is not None:
            yield _todo(_("Buat scorecard korporat"), company, cycle, None, due_on)
        decided = _corporate_of(cycle, upper, DECIDED)
        if decided is not None and cycle.pk not in marked:
            url = f"{reverse('bsc:cascade-matrix')}?year={cycle.year}"
            title, period = _("Turunkan KPI ke departemen"), str(cycle.year)
            yield Todo("task", title, decided.unit.name, period, url)


def _corporate_of(
    cycle: PlanningCycle, upper: Sequence[Scorecard], states: Sequence[str]
) -> Scorecard | None:
    found = (row for row in upper if row.cycle_id == cycle.pk and row.unit.kind == Unit.Kind.CORPORATE)
    return next((row for row in found if row.status in states), None)


def _todo(title: str, unit: Unit, cycle: PlanningCycle, scorecard: Scorecard | None, due_on: date) -> Todo:
    """The link leads to the scorecard, or to creating it."""
    url = (
        reverse("bsc:scorecard-detail", args=[scorecard.pk])
        if scorecard
        else f"{reverse('bsc:scorecard-create')}?year={cycle.year}&unit={unit.pk}"
    )
    stage = "departments" if unit.kind == Unit.Kind.DEPARTMENT else "corporate"
    return Todo(
        kind="task",
        title=title,
        unit=unit.name,
        period=str(cycle.year),
        url=url,
        due_on=due_on,
        unit_id=unit.pk,
        milestone=f"{stage}-{cycle.year}",
        read_url="" if scorecard else f"{reverse('bsc:scorecard-list')}?year={cycle.year}",
    )
