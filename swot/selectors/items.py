"""The workbench: SWOT items with who stands behind them, and the accepted issues that still wait."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from cint_portal.core.rounding import display
from cint_portal.organization.models import PlanningCycle
from issues.models import Issue
from swot.models import SwotAnalysis, SwotItem, SwotItemSource
from swot.selectors.sheet import TABS, Sheet, is_rated


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


def cycle_years() -> list[int]:
    return list(PlanningCycle.objects.order_by("year").values_list("year", flat=True))


def items_with_sources(analysis: SwotAnalysis) -> list[SwotItem]:
    """All items in tab order with issue, department and stakeholder behind each. Two queries."""
    sources = SwotItemSource.objects.select_related("issue__register__unit").order_by("pk")
    return list(
        SwotItem.objects.in_tab_order()
        .filter(analysis=analysis)
        .prefetch_related(Prefetch("sources", sources))
    )


def item_rows(items: list[SwotItem], sheet: Sheet, tab: str) -> list[ItemRow]:
    """The lines of one tab."""
    return [item_row(item, sheet) for item in items if item.category == tab]


def item_row(item: SwotItem, sheet: Sheet) -> ItemRow:
    number = sheet.numbers.get(item.pk)
    issues = [source.issue for source in item.sources.all()]
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
    )


def tab_foot(items: list[SwotItem], sheet: Sheet, tab: str) -> TabFoot:
    rated = [item for item in items if item.category == tab and item.pk in sheet.numbers]
    share = sum((sheet.numbers[item.pk].share for item in rated), Decimal(0))
    return TabFoot(
        sum(item.weight or 0 for item in rated),
        display(share * 100, 2) if rated else None,
        not sheet.tabs[tab].complete,
    )


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
