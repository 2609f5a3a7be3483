"""What the analysis says about the issues behind it, for pages of the issues' own app."""

from collections.abc import Mapping
from decimal import Decimal

from cint_portal.organization.models import PlanningCycle
from swot.models import SwotItem, SwotItemSource
from swot.selectors.sheet import score_sheet, settings_of


def issue_scores(cycle: PlanningCycle) -> dict[int, Decimal]:
    """The score of the item that speaks for each issue; issues of items that are not rated have none."""
    items = list(SwotItem.objects.filter(analysis__cycle=cycle))
    speakers = {item.pk: item.merged_into_id for item in items}
    standing = [item for item in items if item.merged_into_id is None]
    numbers = score_sheet(standing, settings_of(cycle)).numbers
    sources = SwotItemSource.objects.filter(item__analysis__cycle=cycle).values_list("issue", "item")
    spoken = ((issue, _speaker(item, speakers)) for issue, item in sources)
    return {issue: numbers[item].score for issue, item in spoken if item in numbers}


def _speaker(item: int, speakers: Mapping[int, int | None]) -> int:
    """A speaker may itself have been merged later."""
    while (above := speakers[item]) is not None:
        item = above
    return item
