"""What CMS has stated about a year's issues: climate change, top issues, whether they still hold."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cint_portal.organization.models import PlanningCycle, User
from issues.models import ClimateStatement, Issue, TopIssue, ValidityCheck
from issues.selectors.registers import accepted_issues
from issues.selectors.supplements import supplements_between

SEMESTERS = {1: "I", 2: "II"}


def semester_days(year: int, semester: int) -> tuple[date, date]:
    """First and last day of a half-year."""
    if semester == 1:
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


def semester_title(year: int, semester: int) -> str:
    return _("Semester %(number)s %(year)s") % {"number": SEMESTERS[semester], "year": year}


@dataclass(frozen=True)
class ClimateLine:
    """The year's statement as pages and prints show it; `issues` as far as the reader may see them."""

    statement: ClimateStatement | None
    text: str
    tone: str
    issues: list[Issue]
    unseen: int


def climate_line(cycle: PlanningCycle, user: User) -> ClimateLine:
    """Relevant, not relevant, or not stated yet: never silence (ISO Amd 1:2024). Three queries."""
    found = ClimateStatement.objects.filter(cycle=cycle).select_related("stated_by").first()
    if found is None:
        return ClimateLine(None, _("Belum dinyatakan"), "warning", [], 0)
    linked = Issue.objects.filter(climate_links__statement=found)
    issues = list(linked.filter(pk__in=Issue.objects.visible_to(user)).select_related("register__unit"))
    tone = "info" if found.relevance == ClimateStatement.Relevance.RELEVANT else "neutral"
    return ClimateLine(found, found.get_relevance_display(), tone, issues, linked.count() - len(issues))


def climate_fact(cycle: PlanningCycle, user: User) -> tuple[str, str]:
    """The statement in one line, to be printed with the register; also that it is still missing."""
    line = climate_line(cycle, user)
    if line.statement is None:
        return _("Perubahan iklim"), line.text
    named = "; ".join(f"{issue} ({issue.register.unit})" for issue in line.issues)
    text = f"{line.text}: {line.statement.reason}"
    return _("Perubahan iklim"), _("%(text)s Isu terkait: %(issues)s.") % {
        "text": text,
        "issues": named,
    } if named else text


def climate_candidates(cycle: PlanningCycle) -> QuerySet[Issue]:
    """Accepted issues of the year, those that the departments tagged first."""
    return accepted_issues(cycle).order_by("-is_climate", "register__unit__name", "position")


@dataclass(frozen=True)
class ValidityLine:
    """A top issue in a half-year; `verdict` is "" while nobody has answered."""

    issue: Issue
    verdict: str
    label: str
    tone: str
    note: str
    checked_by: str
    checked_at: datetime | None


_TONES = {"valid": "success", "changed": "warning", "no_longer": "muted"}


@dataclass(frozen=True)
class HalfYearIssues:
    """The issues' part of a half-year's review (4.1, 7.2.3): top issues, late issues, climate."""

    top: list[ValidityLine]
    open: int
    late: list[Issue]
    climate: ClimateLine


def validity_lines(cycle: PlanningCycle, semester: int, user: User) -> list[ValidityLine]:
    """Top issues that the person may see, with this half-year's answer. Two queries."""
    top = TopIssue.objects.filter(issue__register__cycle=cycle, issue__in=Issue.objects.visible_to(user))
    top = top.select_related("issue__register__unit", "issue__factor")
    rows = list(top.order_by("issue__decided_category", "issue__register__unit__name", "issue__position"))
    checks = ValidityCheck.objects.filter(top__in=rows, semester=semester).select_related("checked_by")
    answers = {check.top_id: check for check in checks}
    return [_line(row.issue, answers.get(row.pk)) for row in rows]


def _line(issue: Issue, check: ValidityCheck | None) -> ValidityLine:
    if check is None:
        return ValidityLine(issue, "", _("Belum dinilai"), "warning", "", "", None)
    return ValidityLine(
        issue=issue,
        verdict=check.verdict,
        label=check.get_verdict_display(),
        tone=_TONES[check.verdict],
        note=check.note,
        checked_by=str(check.checked_by),
        checked_at=check.checked_at,
    )


def half_year_issues(cycle: PlanningCycle, semester: int, user: User) -> HalfYearIssues:
    """For the half-year's page and report; what is missing is counted. A constant number of queries."""
    top = validity_lines(cycle, semester, user)
    supplements = supplements_between(cycle, *semester_days(cycle.year, semester))
    visible = supplements.filter(row__in=Issue.objects.visible_to(user)).select_related("row__register__unit")
    return HalfYearIssues(
        top=top,
        open=sum(not line.verdict for line in top),
        late=[supplement.row for supplement in visible if supplement.row],
        climate=climate_line(cycle, user),
    )
