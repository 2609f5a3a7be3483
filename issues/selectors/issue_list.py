"""Issues of all departments that a person may see, as the register view, its Excel and its PDF show them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cint_portal.core.scope import ObjectiveKind
from cint_portal.organization.models import PlanningCycle, User
from issues.models import Issue, IssueRegister
from issues.models.issue import SEARCHED
from issues.selectors.overview import StatusChip
from issues.selectors.registers import COLUMN_TITLES, in_words

Status = IssueRegister.Status
Decision = Issue.Decision

#: What becomes visible of a row: CMS's decisions count for everybody once the round is finished.
STATUSES: Final = {
    "draft": (_("Draf"), "pencil", "neutral"),
    "submitted": (_("Dikirim ke CMS"), "send", "info"),
    "returned": (_("Dikembalikan"), "arrow-return-left", "warning"),
    "accepted": (_("Diterima"), "check-circle", "success"),
}
_IN_REVIEW: Final = Q(register__status=Status.SUBMITTED)
_SETTLED: Final = Q(decision=Decision.ACCEPTED) & (
    ~_IN_REVIEW | Q(decided_at__lt=F("register__submitted_at"))
)


def listed_issues(user: User) -> QuerySet[Issue]:
    """The rows that a person may see, with `shown_status` and `shown_category`; departments in order."""
    return (
        Issue.objects.visible_to(user)
        .select_related("register__unit", "register__cycle", "factor")
        .annotate(
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
        .order_by("register__unit__name", "register", "position", "pk")
    )


def searched(issues: QuerySet[Issue], text: str) -> QuerySet[Issue]:
    """Rows with all the words (Indonesian stems), or with the text as it is, also in unit and factor."""
    words = SearchQuery(text, config="indonesian", search_type="websearch")
    anywhere = Q(found=words)
    for place in ("stakeholder", "needs", "issue", "factor__name", "register__unit__name"):
        anywhere |= Q(**{f"{place}__icontains": text})
    return issues.annotate(found=SEARCHED).filter(anywhere)


def in_order(issues: QuerySet[Issue], ids: list[int]) -> list[Issue]:
    """The rows of a page by their ids: only these are fetched whole, whatever had to be sorted."""
    found = issues.order_by().in_bulk(ids)
    return [found[pk] for pk in ids]


def units_of(user: User, cycle: PlanningCycle) -> list[str]:
    """Departments to suggest in the filter."""
    registers = IssueRegister.objects.visible_to(user).filter(cycle=cycle)
    return list(registers.order_by("unit__name").values_list("unit__name", flat=True))


def stakeholders_of(issues: QuerySet[Issue]) -> list[str]:
    """Stakeholders to suggest in the filter."""
    names = issues.order_by().annotate(name=NullIf("stakeholder", Value(""))).exclude(name=None)
    return list(names.order_by("name").values_list("name", flat=True).distinct()[:300])


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

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The six texts, each with its column's title."""
        return list(zip(self.columns, map(str, COLUMN_TITLES.values()), strict=True))


def issue_lines(issues: Iterable[Issue]) -> list[IssueLine]:
    """Lines for issues that come from `listed_issues`."""
    return [_line(issue) for issue in issues]


def _line(issue: Issue) -> IssueLine:
    register = issue.register
    label, icon, tone = STATUSES[issue.shown_status]  # type: ignore[attr-defined]
    category: str = issue.shown_category  # type: ignore[attr-defined]
    proposed = issue.get_category_display() if category != issue.category else ""
    return IssueLine(
        number=issue.number,
        unit=register.unit.name,
        unit_code=register.unit.code,
        year=register.cycle.year,
        url=reverse("issues:register-detail", args=[register.pk]),
        columns=_six(issue, category),
        kinds=", ".join(str(ObjectiveKind(kind).label) for kind in issue.kinds),
        status=StatusChip(str(label), icon, tone),
        is_late=issue.is_late,
        proposed_category=proposed,
    )


def _six(issue: Issue, category: str) -> tuple[str, ...]:
    values = {**asdict(issue.values), "category": category, "factor": str(issue.factor or "")}
    return tuple(shown.text for shown in in_words(values))
