"""Registers, their rows and the people around them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.scope import ObjectiveKind
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.services import history
from issues.models import Category, Issue, IssueRegister, ReviewFactor, Source, Stakeholder
from issues.rules import COLUMNS, OPTIONAL, RowValues

#: Titles of the six columns, exactly as clause 4.3 prints them.
COLUMN_TITLES = {
    "stakeholder": gettext_lazy("Stakeholders"),
    "needs": gettext_lazy("Kebutuhan & Harapan Pihak Berkepentingan"),
    "issue": gettext_lazy("Isu"),
    "factor_id": gettext_lazy("Tinjauan Faktor"),
    "source": gettext_lazy("Sumber Isu"),
    "category": gettext_lazy("Kategori SWOT"),
}

#: Titles of what a row may say besides.
OPTION_TITLES = {
    "kinds": gettext_lazy("Jenis Sasaran"),
    "origin": gettext_lazy("Asal informasi"),
    "affected_target": gettext_lazy("Sasaran yang terdampak"),
    "is_obligation": gettext_lazy("Menjadi kewajiban yang dipatuhi"),
    "obligation_reference": gettext_lazy("Acuan kewajiban"),
    "is_climate": gettext_lazy("Terkait perubahan iklim"),
}
_TITLES = COLUMN_TITLES | OPTION_TITLES


@dataclass(frozen=True)
class MissingCell:
    """A blank that keeps the register from being sent: `column` names it for the form."""

    position: int
    column: str


def missing_cells(issues: Iterable[Issue]) -> list[MissingCell]:
    """Every blank of the rows that hold something, in reading order."""
    return [
        MissingCell(issue.position, column)
        for issue in issues
        if not issue.values.is_empty
        for column in issue.values.missing
    ]


def missing_sentences(cells: Iterable[MissingCell]) -> tuple[str, ...]:
    """One line per row, naming the columns that are still blank."""
    return tuple(
        _("Baris %(number)d: %(columns)s belum diisi.")
        % {"number": position + 1, "columns": ", ".join(str(_TITLES[cell.column]) for cell in row)}
        for position, row in groupby(cells, key=lambda cell: cell.position)
    )


@dataclass(frozen=True)
class ShownValue:
    """A column's text as a person reads it."""

    column: str
    title: str
    text: str


def shown_values(issue: Issue | None) -> list[ShownValue]:
    """The six columns of a row in words; "–" where it is blank."""
    values = asdict(issue.values if issue else RowValues())
    return in_words({**values, "factor": str(issue.factor) if issue and issue.factor else ""})


def in_words(values: Mapping[str, Any]) -> list[ShownValue]:
    """Column values as a person reads them; `factor` carries the factor's name."""
    texts = {
        **values,
        "factor_id": values["factor"],
        "source": dict(Source.choices).get(values["source"], ""),
        "category": dict(Category.choices).get(values["category"], ""),
    }
    return [ShownValue(name, str(COLUMN_TITLES[name]), str(texts[name] or "–")) for name in COLUMNS]


def options_in_words(values: Mapping[str, Any]) -> list[ShownValue]:
    """The optional columns as a person reads them; "–" where one says nothing."""
    kinds = ", ".join(str(ObjectiveKind(kind).label) for kind in values.get("kinds", ()))
    texts = {name: _("Ya") if values.get(name) is True else values.get(name) for name in OPTIONAL}
    shown = {**texts, "kinds": kinds}
    return [ShownValue(name, str(OPTION_TITLES[name]), str(text or "–")) for name, text in shown.items()]


def option_words(values: Mapping[str, Any]) -> list[ShownValue]:
    """The optional columns that say something."""
    return [shown for shown in options_in_words(values) if values.get(shown.column)]


def accepted_issues(cycle: PlanningCycle) -> QuerySet[Issue]:
    """The year's accepted issues for SWOT (7.1.6), by department and place; each of them complete."""
    accepted = Issue.objects.accepted().filter(register__cycle=cycle)
    return accepted.select_related("register__unit", "factor").order_by("register__unit__name", "position")


def fillers_of(register: IssueRegister) -> list[User]:
    """Who typed the rows as they stand."""
    ids = register.issues.order_by().values("filled_by").distinct()
    return list(User.objects.filter(pk__in=ids))


def factor_choices(register: IssueRegister) -> list[tuple[str, list[tuple[int, str]]]]:
    """Factors in use, and those that a row of this register still names, grouped by source."""
    factors = ReviewFactor.objects.filter(Q(is_active=True) | Q(issues__register=register)).distinct()
    groups: dict[str, list[tuple[int, str]]] = {Source.EXTERNAL: [], Source.INTERNAL: []}
    for factor in factors:
        groups[factor.source].append((factor.pk, factor.name))
    return [(str(Source(source).label), choices) for source, choices in groups.items() if choices]


def with_counts(registers: QuerySet[IssueRegister]) -> QuerySet[IssueRegister]:
    """Registers with what a list shows of each: unit, year and how many rows stand where."""
    present = Q(issues__removed_at=None)
    return registers.select_related("unit", "cycle", "handed_over_by").annotate(
        row_count=Count("issues", filter=present),
        accepted_count=Count("issues", filter=Q(issues__decision=Issue.Decision.ACCEPTED)),
        returned_count=Count("issues", filter=present & Q(issues__decision=Issue.Decision.RETURNED)),
        pending_count=Count("issues", filter=present & Q(issues__decision=Issue.Decision.PENDING)),
    )


def current_cycle(today: date) -> PlanningCycle | None:
    """The year whose issues are being collected: the latest whose opening date has come, else the next."""
    begun = PlanningCycle.objects.filter(collection_opens_on__lte=today).order_by("-year").first()
    return begun or PlanningCycle.objects.order_by("year").first()


def cycle_for(year: str | None, today: date) -> PlanningCycle | None:
    """The year that an address names; the current one when it names none or nonsense."""
    wanted = int(year) if year and year.isascii() and year.isdigit() and len(year) == 4 else None
    named = PlanningCycle.objects.filter(year=wanted).first() if wanted else None
    return named or current_cycle(today)


def missing_units(cycle: PlanningCycle, today: date) -> QuerySet[Unit]:
    """Departments of today that have no register yet."""
    return Unit.objects.departments().existing_on(today).exclude(issue_registers__cycle=cycle)


def stakeholder_suggestions(register: IssueRegister) -> list[str]:
    """CMS's list in its order, then who this department has named before."""
    listed = list(Stakeholder.objects.filter(is_active=True).values_list("name", flat=True))
    named = Issue.objects.filter(register__unit=register.unit_id).exclude(stakeholder="")
    own = named.exclude(stakeholder__in=listed).order_by("stakeholder")
    return [*listed, *own.values_list("stakeholder", flat=True).distinct()]


def last_return_comment(register: IssueRegister) -> str:
    """What CMS wrote to the department as a whole when it returned the register last."""
    if register.status != IssueRegister.Status.RETURNED:
        return ""
    last = history(register).filter(transition="return").last()
    return last.comment if last else ""
