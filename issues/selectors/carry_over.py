"""Last year's issues of a department, what became of them, and the change from year to year."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cint_portal.organization.models import PlanningCycle, User
from issues.models import Category, Issue, IssueFate, IssueRegister, Source
from issues.rules import RowValues

Fate = IssueFate.Fate
#: Fates with a row of this year: the issue goes on, or turns into something to build on.
WITH_ROW = (Fate.PERSISTING, Fate.STRENGTH)


def past_issues(register: IssueRegister) -> QuerySet[Issue]:
    """What CMS accepted of this department in the year before, in the order of that register."""
    past = Issue.objects.accepted().filter(
        register__unit=register.unit_id, register__cycle__year=register.cycle.year - 1
    )
    return past.select_related("factor", "register__cycle").order_by("position", "pk")


def copy_of(issue: Issue, fate: str) -> RowValues:
    """The row that a fate brings into this year; a strength is to be put into words anew."""
    values = replace(issue.values, category=issue.final_category)
    if fate == Fate.PERSISTING:
        return values
    outside = issue.factor is not None and issue.factor.source == Source.EXTERNAL
    return replace(
        values,
        issue="",
        source=Source.INTERNAL,
        category=Category.STRENGTH,
        factor_id=None if outside else values.factor_id,
    )


@dataclass(frozen=True)
class PastIssue:
    """One of last year's issues with its fate ("" while undecided) and its row of this year."""

    issue: Issue
    fate: str
    label: str
    note: str
    row: Issue | None

    @property
    def is_untouched_copy(self) -> bool:
        return self.row is not None and self.row.values == copy_of(self.issue, self.fate)


def past_lines(register: IssueRegister) -> list[PastIssue]:
    """All of last year's issues; a fate whose row was deleted again is undecided. Three queries."""
    fates = {fate.issue_id: fate for fate in register.fates.all()}
    rows = {row.previous_id: row for row in register.issues.exclude(previous=None)}
    return [_line(issue, fates.get(issue.pk), rows.get(issue.pk)) for issue in past_issues(register)]


def _line(issue: Issue, fate: IssueFate | None, row: Issue | None) -> PastIssue:
    if fate is None or (fate.fate in WITH_ROW and row is None):
        return PastIssue(issue, "", "", fate.note if fate else "", row)
    return PastIssue(issue, fate.fate, fate.get_fate_display(), fate.note, row)


@dataclass(frozen=True)
class CategoryChange:
    """How many issues of a category there were and are."""

    label: str
    before: int
    now: int

    @property
    def delta(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class YearChange:
    """Last year and this year side by side: counts, fates, rows."""

    before: int
    now: int
    categories: list[CategoryChange]
    fates: list[tuple[str, int]]
    undecided: int
    pairs: list[PastIssue]
    new: list[Issue]


def year_change(register: IssueRegister) -> YearChange:
    """What changed in a department's issues; rows of this year as they stand, sent or not."""
    pairs = past_lines(register)
    rows = [row for row in register.issues.select_related("factor") if not row.values.is_empty]
    carried = {line.row.pk for line in pairs if line.row}
    told = Counter(line.fate for line in pairs)
    return YearChange(
        before=len(pairs),
        now=len(rows),
        categories=_categories((line.issue for line in pairs), rows),
        fates=[(str(fate.label), told[fate]) for fate in Fate],
        undecided=told[""],
        pairs=pairs,
        new=[row for row in rows if row.pk not in carried],
    )


def _categories(before: Iterable[Issue], now: Iterable[Issue]) -> list[CategoryChange]:
    past, present = Counter(i.final_category for i in before), Counter(i.final_category for i in now)
    found = [CategoryChange(str(c.label), past[c], present[c]) for c in Category]
    blank = CategoryChange(_("Belum dipilih"), 0, present[""])
    return [*found, blank] if blank.now else found


@dataclass(frozen=True)
class UnitChange:
    """One department in the year's overview of changes."""

    register: IssueRegister
    before: int
    now: int
    new: int
    fates: list[int]
    undecided: int


def unit_changes(cycle: PlanningCycle, user: User) -> list[UnitChange]:
    """The change of each department that the person may see; a constant number of queries."""
    visible = IssueRegister.objects.visible_to(user).filter(cycle=cycle).select_related("unit", "cycle")
    registers = list(visible.order_by("unit__name"))
    units = [register.unit_id for register in registers]
    past = Issue.objects.accepted().filter(register__cycle__year=cycle.year - 1, register__unit__in=units)
    before = Counter(past.values_list("register__unit", flat=True))
    rows = Issue.objects.filter(register__in=registers).exclude(Q(stakeholder="") & Q(issue=""))
    links = rows.values_list("register", "previous")
    now = Counter(register for register, _previous in links)
    carried = {(register, previous) for register, previous in links if previous}
    told: Counter[tuple[int, str]] = Counter(
        (register, fate)
        for register, issue, fate in IssueFate.objects.filter(register__in=registers).values_list(
            "register", "issue", "fate"
        )
        if fate not in WITH_ROW or (register, issue) in carried
    )
    return [
        UnitChange(
            register=register,
            before=before[register.unit_id],
            now=now[register.pk],
            new=now[register.pk] - sum(1 for owner, _issue in carried if owner == register.pk),
            fates=(fates := [told[(register.pk, fate)] for fate in Fate]),
            undecided=before[register.unit_id] - sum(fates),
        )
        for register in registers
    ]
