"""The year's plan as one report: items, position, matrix, initiatives; Excel and PDF print it."""

from dataclasses import dataclass
from datetime import datetime

from issues.models import Category
from swot.models import StrategicInitiative, SwotAnalysis
from swot.selectors.initiatives import initiatives_of
from swot.selectors.items import ItemRow, TabFoot, item_rows, tab_foot
from swot.selectors.matrix import MatrixCell, Unanswered, matrix, strategies_of, unanswered
from swot.selectors.merging import standing_with_evidence
from swot.selectors.sheet import TABS, Sheet, missing_lines, settings_lines, sheet_of, total_text
from swot.selectors.standing import Move, Standing, moves, standing_of

#: The company's tab titles of the four categories.
TAB_TITLES = {"S": "Strength", "W": "Weakness", "O": "Opportunity", "T": "Threat"}


@dataclass(frozen=True)
class PlanningTab:
    """A tab with its lines in order, its sums and its total as shown."""

    code: str
    title: str
    label: str
    rows: tuple[ItemRow, ...]
    foot: TabFoot
    total: str


@dataclass(frozen=True)
class PlanningReport:
    """Everything that the workbook and the print show; `standing` is None while a tab is incomplete."""

    analysis: SwotAnalysis
    now: datetime
    sheet: Sheet
    tabs: tuple[PlanningTab, ...]
    settings: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    standing: Standing | None
    moves: tuple[Move, ...]
    cells: tuple[MatrixCell, ...]
    unanswered: tuple[Unanswered, ...]
    initiatives: tuple[StrategicInitiative, ...]

    @property
    def is_final(self) -> bool:
        return self.analysis.status == SwotAnalysis.Status.FINAL


def planning_report(analysis: SwotAnalysis, now: datetime) -> PlanningReport:
    """Read the whole year; the number of queries does not grow with its items."""
    items = standing_with_evidence(analysis)
    sheet = sheet_of(analysis, items)
    strategies = strategies_of(analysis)
    names = dict(Category.choices)
    return PlanningReport(
        analysis=analysis,
        now=now,
        sheet=sheet,
        tabs=tuple(
            PlanningTab(
                code,
                TAB_TITLES[code],
                str(names[code]),
                tuple(item_rows(items, sheet, code)),
                tab_foot(items, sheet, code),
                total_text(sheet.tabs[code].total),
            )
            for code in TABS
        ),
        settings=tuple(settings_lines(sheet.settings)),
        missing=tuple(missing_lines(sheet)),
        standing=standing_of(sheet, analysis.chosen_quadrant, analysis.axis_reason),
        moves=tuple(moves(items, sheet)),
        cells=tuple(matrix(strategies, sheet)),
        unanswered=tuple(unanswered(items, strategies, sheet)),
        initiatives=tuple(initiatives_of(analysis.cycle)),
    )
