"""The workbench: SWOT items with who stands behind them, and the accepted issues that still wait."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from cint_portal.core.rounding import display
from cint_portal.organization.models import PlanningCycle
from issues.models import Issue
from swot.models import SwotAnalysis, SwotItem, SwotItemSource
from swot.selectors.sheet import TABS, Sheet, is_rated


@dataclass(frozen=True)
class Evidence:
    """An issue behind an item: who raised it, for whom, and what they need."""

    unit: str
    stakeholder: str
    issue: str
    needs: str
    is_late: bool

    @classmethod
    def of(cls, source: SwotItemSource) -> "Evidence":
        issue = source.issue
        return cls(issue.register.unit.name, issue.stakeholder, issue.issue, issue.needs, issue.is_late)


@dataclass(frozen=True)
class ItemRow:
    """A line of a tab; share in per cent and score as shown, None until rated."""

    pk: int
    code: str
    text: str
    weight: int | None
    rating: int | None
    share: Decimal | None
    score: Decimal | None
    units: tuple[str, ...]
    stakeholders: tuple[str, ...]
    off_scale: bool
    late: int
    evidence: tuple[Evidence, ...]
    parts: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class TabFoot:
    """Sums of a tab, as shown; `provisional` while an item of the tab is not rated."""

    weight: int
    share: Decimal | None
    provisional: bool


def analysis_of(cycle: PlanningCycle) -> SwotAnalysis | None:
    """The year's analysis; None until issues were deployed."""
    return SwotAnalysis.objects.select_related("cycle").filter(cycle=cycle).first()


def cycle_to_show(today: date) -> PlanningCycle | None:
    """The year in planning: the latest whose collection has opened, else the first one."""
    opened = PlanningCycle.objects.filter(collection_opens_on__lte=today).order_by("-year").first()
    return opened or PlanningCycle.objects.order_by("year").first()


def item_rows(items: list[SwotItem], sheet: Sheet, tab: str) -> list[ItemRow]:
    """The lines of one tab."""
    return [item_row(item, sheet) for item in items if item.category == tab]


def item_row(item: SwotItem, sheet: Sheet) -> ItemRow:
    number = sheet.numbers.get(item.pk)
    issues = [source.issue for source in item.behind]
    given = item.weight is not None and item.rating is not None
    return ItemRow(
        item.pk,
        item.code,
        item.text,
        item.weight,
        item.rating,
        None if number is None else display(number.share * 100, 2),
        None if number is None else display(number.score, 2),
        tuple(dict.fromkeys(issue.register.unit.name for issue in issues)),
        tuple(dict.fromkeys(issue.stakeholder for issue in issues)),
        given and not is_rated(item, sheet.settings.scale_max),
        sum(issue.is_late for issue in issues),
        tuple(Evidence.of(source) for source in item.behind),
        tuple((part.pk, part.code, part.text) for part in item.parts),
    )


def tab_foot(items: list[SwotItem], sheet: Sheet, tab: str) -> TabFoot:
    rated = [item for item in items if item.category == tab and item.pk in sheet.numbers]
    share = sum((sheet.numbers[item.pk].share for item in rated), Decimal(0))
    return TabFoot(
        sum(item.weight or 0 for item in rated),
        display(share * 100, 2) if rated else None,
        not sheet.tabs[tab].complete,
    )


def chosen_tab(text: str) -> str:
    """The tab of an address; the first one for anything else."""
    return text if text in TABS else TABS[0]


def waiting_issues(cycle: PlanningCycle) -> QuerySet[Issue]:
    """Accepted issues of the year that stand behind no SWOT item yet, department by department."""
    return (
        Issue.objects.accepted()
        .filter(register__cycle=cycle, swot_source=None)
        .order_by("register__unit__name", "position", "pk")
    )


def waiting_by_category(cycle: PlanningCycle) -> list[tuple[str, int]]:
    """How many issues wait per decided category: [("S", 4), …] in tab order, empty ones left out."""
    counts = Counter(waiting_issues(cycle).values_list("decided_category", flat=True))
    return [(tab, counts[tab]) for tab in TABS if counts[tab]]
