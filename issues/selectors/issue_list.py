"""Issues of all departments that a person may see, as the register view, its Excel and its PDF show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Page
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.composed import Composed, Given
from cint_portal.core.scope import ObjectiveKind
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.presentation import StatusChip
from issues.models import Category, Issue, IssueRegister, Source
from issues.models.issue import SEARCHED
from issues.selectors.registers import COLUMN_TITLES

Status = IssueRegister.Status
Decision = Issue.Decision

#: What becomes visible of a row: CMS's decisions count for everybody once the round is finished.
STATUSES: Final = {
    "draft": (gettext_lazy("Draf"), "pencil", "neutral"),
    "submitted": (gettext_lazy("Dikirim ke CMS"), "send", "info"),
    "returned": (gettext_lazy("Dikembalikan"), "arrow-return-left", "warning"),
    "accepted": (gettext_lazy("Diterima"), "check-circle", "success"),
}
_IN_REVIEW: Final = Q(register__status=Status.SUBMITTED)
_SETTLED: Final = Q(decision=Decision.ACCEPTED) & (
    ~_IN_REVIEW | Q(decided_at__lt=F("register__submitted_at"))
)


_READ: Final = (
    *("position", "stakeholder", "needs", "issue", "source", "category", "kinds", "is_late"),
    *("factor__name", "register__unit__name", "register__unit__code", "register__cycle__year"),
)


def listed_issues(user: User) -> QuerySet[Issue]:
    """The rows that a person may see, with `shown_status` and `shown_category`; departments in order."""
    rows = _listed(Issue.objects.visible_to(user))
    return rows.order_by("register__unit__name", "register", "position", "pk")


def _listed(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    return rows.select_related("register__unit", "register__cycle", "factor").annotate(
        shown_status=Case(
            When(_SETTLED, then=Value("accepted")),
            When(_IN_REVIEW, then=Value("submitted")),
            When(register__status=Status.RETURNED, decision=Decision.RETURNED, then=Value("returned")),
            default=Value("draft"),
        ),
        shown_category=Case(
            When(_SETTLED & ~Q(decided_category=""), then=F("decided_category")), default=F("category")
        ),
    )


def searched(issues: QuerySet[Issue], text: str) -> QuerySet[Issue]:
    """Rows with the text as it is, also in unit and factor, or with all its words (Indonesian stems).

    Stems cost most: they are looked for in rows that do not have the text, by ids, so that few found
    rows come from the index.
    """
    literal = Q()
    for place in ("issue", "needs", "stakeholder"):
        literal |= Q(**{f"{place}__icontains": text})
    words = SearchQuery(text, config="indonesian", search_type="websearch")
    by_stem = Issue.everything.exclude(literal).annotate(found=SEARCHED).filter(found=words)
    around = Q(factor__name__icontains=text) | Q(register__unit__name__icontains=text)
    return issues.filter(literal | around | Q(pk__in=by_stem.order_by().values("pk")))


_ON_PAGE: Composed[Issue] = Composed(
    lambda: _listed(Issue.objects.filter(pk__among=Given("issues"))).order_by().only(*_READ)
)


def page_of(page: "Page[int]") -> list[Issue]:
    """The rows of a page of ids that `listed_issues` gave: only these are fetched, whatever was sorted."""
    found = {row.pk: row for row in _ON_PAGE(issues=list(page.object_list))}
    return [found[pk] for pk in page.object_list]


def units_of(user: User, cycle: PlanningCycle) -> list[str]:
    """Departments to suggest in the filter."""
    registers = IssueRegister.objects.visible_to(user).filter(cycle=cycle)
    return list(registers.order_by("unit__name").values_list("unit__name", flat=True))


def stakeholders_of(issues: QuerySet[Issue]) -> list[str]:
    """Stakeholders to suggest in the filter."""
    names = issues.order_by().annotate(name=NullIf("stakeholder", Value(""))).exclude(name=None)
    return list(names.order_by("name").values_list("name", flat=True).distinct()[:300])


class IssueCell(NamedTuple):
    """A column of a row: its title, its text, what stands small below it."""

    title: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class IssueLine:
    """One row as text: `columns` are the six of clause 4.3 in their order."""

    number: int
    unit: str
    unit_code: str
    year: int
    url: str
    columns: tuple[str, ...]
    kinds: str
    status: StatusChip
    is_late: bool
    proposed_category: str

    def cells(self, titles: Sequence[str]) -> list[IssueCell]:
        """The six columns with their titles; the kinds below the issue, the department's own category."""
        below = {"issue": self.kinds}
        if self.proposed_category:
            below["category"] = _("usulan: %(category)s") % {"category": self.proposed_category}
        return [
            IssueCell(title, text, below.get(name, ""))
            for name, title, text in zip(COLUMN_TITLES, titles, self.columns, strict=True)
        ]


def issue_lines(issues: Iterable[Issue]) -> list[IssueLine]:
    """Lines for issues that come from `listed_issues`."""
    words = _Words()
    return [_line(issue, words) for issue in issues]


class _Words:
    """What every line says again, translated once."""

    def __init__(self) -> None:
        self.sources = {value: str(label) for value, label in Source.choices}
        self.categories = {value: str(label) for value, label in Category.choices}
        self.kinds = {value: str(label) for value, label in ObjectiveKind.choices}
        self.statuses = {
            name: StatusChip(str(label), icon, tone) for name, (label, icon, tone) in STATUSES.items()
        }
        self.urls: dict[int, str] = {}

    def url(self, register: int) -> str:
        if register not in self.urls:
            self.urls[register] = reverse("issues:register-detail", args=[register])
        return self.urls[register]


def _line(issue: Issue, words: _Words) -> IssueLine:
    register = issue.register
    category: str = issue.shown_category  # type: ignore[attr-defined]
    return IssueLine(
        number=issue.number,
        unit=register.unit.name,
        unit_code=register.unit.code,
        year=register.cycle.year,
        url=words.url(register.pk),
        columns=_six(issue, category, words),
        kinds=", ".join(words.kinds[kind] for kind in issue.kinds),
        status=words.statuses[issue.shown_status],  # type: ignore[attr-defined]
        is_late=issue.is_late,
        proposed_category=words.categories.get(issue.category, "") if category != issue.category else "",
    )


def _six(issue: Issue, category: str, words: _Words) -> tuple[str, ...]:
    source, chosen = words.sources.get(issue.source, ""), words.categories.get(category, "")
    texts = (issue.stakeholder, issue.needs, issue.issue, str(issue.factor or ""), source, chosen)
    return tuple(text or "–" for text in texts)
