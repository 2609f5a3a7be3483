"""The planning workbook with the company's tabs: every number is a live formula with its value beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cint_portal.documents.excel_style import PERCENT_POINTS, TWO_PLACES
from cint_portal.documents.excel_write import Column, SafeSheet, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from issues.excel.export import issue_sheet
from issues.excel.header import ID_TITLE
from issues.models import Issue
from swot.excel.origin import remember
from swot.scoring import AXIS, RatingScale, ShareOver
from swot.selectors.matrix import CELL_TABS
from swot.selectors.planning import TAB_TITLES, PlanningReport, PlanningTab
from swot.selectors.sheet import ScoreSettings

POSITIONING, MATRIX = "Positioning", "Matrix Strategy SWOT"
FOUR_PLACES = "0.0000"
_WEIGHT, _RATING, _SHARE, _SCORE = "C", "D", "E", "F"
_TOGETHER = {
    ShareOver.TAB: ("S", "W", "O", "T"),
    ShareOver.INTERNAL_EXTERNAL: ("SW", "OT"),
    ShareOver.ALL: ("SWOT",),
}


@dataclass(frozen=True)
class _Range:
    """Where the rows of a tab stand: first and last row, and the row of its sums."""

    title: str
    first: int
    last: int

    @property
    def foot(self) -> int:
        return self.last + 1

    def of(self, column: str) -> str:
        return f"'{self.title}'!{column}${self.first}:{column}${self.last}"

    @property
    def total(self) -> str:
        return f"'{self.title}'!{_SCORE}{self.foot}"


def planning_workbook(report: PlanningReport, issues: Iterable[Issue], document: DocumentIdentity) -> bytes:
    """Isu Internal & Eksternal, the four categories, Positioning, Matrix Strategy SWOT (7.1.6–7.1.9)."""
    book = SafeWorkbook(document)
    issue_sheet(book, issues)
    sheets = {tab.code: _tab_sheet(book, tab, report) for tab in report.tabs}
    ranges = {code: where for code, (_sheet, where) in sheets.items()}
    for tab in report.tabs:
        _tab_formulas(sheets[tab.code][0], tab, ranges, report)
    _positioning(book, report, ranges)
    _matrix(book, report)
    given = {row.pk: (row.weight, row.rating) for tab in report.tabs for row in tab.rows}
    remember(book, report.analysis, given)
    return book.to_bytes()


def _tab_sheet(book: SafeWorkbook, tab: PlanningTab, report: PlanningReport) -> tuple[SafeSheet, _Range]:
    """Codes, words and the two given numbers; the formulas come when every tab has its place."""
    columns = [
        Column(_("Kode"), 8),
        Column(_("Isu SWOT"), 60),
        Column(_("Bobot"), 9, "input"),
        Column(_("Rating"), 9, "input"),
        Column(_("% Bobot"), 11, "number"),
        Column(_("Score"), 10, "number"),
        Column(_("Unit Kerja"), 30),
        Column(_("Stakeholders"), 30),
        Column(ID_TITLE, 12),
    ]
    sheet = book.sheet(tab.title, columns, facts=_facts(report), freeze_columns=2)
    sheet.hide_column(len(columns))
    first = sheet.next_row
    for row in tab.rows:
        words = (", ".join(row.units), ", ".join(row.stakeholders))
        sheet.row([row.code, row.text, row.weight, row.rating, None, None, *words, row.pk])
    where = _Range(TAB_TITLES[tab.code], first, max(sheet.next_row - 1, first))
    return sheet, where


def _facts(report: PlanningReport) -> list[tuple[str, str]]:
    cycle = report.analysis.cycle
    facts = [(_("Tahun BSC"), str(cycle.year)), (_("Status"), str(report.analysis.get_status_display()))]
    if cycle.is_illustration:
        facts.append((_("Catatan"), _("Memuat angka ilustrasi")))
    return [*facts, *report.settings]


def _tab_formulas(
    sheet: SafeSheet, tab: PlanningTab, ranges: dict[str, _Range], report: PlanningReport
) -> None:
    where, settings = ranges[tab.code], report.sheet.settings
    everything = _weights_together(tab.code, ranges, settings)
    for number, row in enumerate(tab.rows, start=where.first):
        known = report.sheet.numbers.get(row.pk)
        given = f"AND(COUNT({_WEIGHT}{number})=1,COUNT({_RATING}{number})=1)"
        share = f'=IF({given},{_WEIGHT}{number}/{everything}*100,"")'
        sheet.formula(
            f"{_SHARE}{number}", share, known.share * 100 if known else "", number_format=PERCENT_POINTS
        )
        score = f'=IF({given},{_SHARE}{number}/100*{_severity(tab.code, number, settings)},"")'
        sheet.formula(f"{_SCORE}{number}", score, known.score if known else "", number_format=TWO_PLACES)
    _tab_foot(sheet, tab, where, report)


def _severity(tab: str, row: int, settings: ScoreSettings) -> str:
    """The rating as it counts: ratings of W and T may be kept upside down (domain rules §1)."""
    is_reversed = settings.threat_rating == RatingScale.REVERSED and tab in "WT"
    return f"({settings.scale_max}+1-{_RATING}{row})" if is_reversed else f"{_RATING}{row}"


def _weights_together(tab: str, ranges: dict[str, _Range], settings: ScoreSettings) -> str:
    """The sum over which the shares of this tab add up; only rows with both numbers count."""
    group = next(tabs for tabs in _TOGETHER[ShareOver(settings.share_over)] if tab in tabs)
    parts = []
    for code in group:
        weights, ratings = ranges[code].of(_WEIGHT), ranges[code].of(_RATING)
        parts.append(f'SUMPRODUCT(({weights}<>"")*({ratings}<>"")*1,{weights})')
    return f"({'+'.join(parts)})"


def _tab_foot(sheet: SafeSheet, tab: PlanningTab, where: _Range, report: PlanningReport) -> None:
    sheet.next_row = where.foot
    sheet.row([None, _("Jumlah tab %(tab)s") % {"tab": tab.code}], styles="total")
    total = report.sheet.tabs[tab.code].total
    known = [report.sheet.numbers[row.pk] for row in tab.rows if row.pk in report.sheet.numbers]
    sums = (
        (_WEIGHT, Decimal(sum(row.weight or 0 for row in tab.rows)), "0"),
        (_SHARE, sum((number.share for number in known), Decimal(0)) * 100, PERCENT_POINTS),
        (_SCORE, total or Decimal(0), FOUR_PLACES),
    )
    for column, value, number_format in sums:
        expression = f"=SUM({column}{where.first}:{column}{where.last})"
        sheet.formula(f"{column}{where.foot}", expression, value, style="total", number_format=number_format)


def _positioning(book: SafeWorkbook, report: PlanningReport, ranges: dict[str, _Range]) -> None:
    columns = [Column("", 34), Column("", 16, "number"), Column("", 22), Column("", 40)]
    sheet = book.sheet(POSITIONING, columns, facts=_facts(report), freeze_columns=0)
    top = _totals(sheet, report, ranges)
    postures = _postures(sheet, report)
    _coordinates(sheet, report, top, postures)
    _priorities(sheet, report, top)
    _moves(sheet, report)


def _totals(sheet: SafeSheet, report: PlanningReport, ranges: dict[str, _Range]) -> int:
    """Σ Score of the four tabs, below each other; returns the first row."""
    sheet.row([_("Σ Score")], styles="header")
    top = sheet.next_row
    for tab in report.tabs:
        row = sheet.row([f"{tab.code} – {tab.title}"])
        value = report.sheet.tabs[tab.code].total
        cell = f"B{row}"
        incomplete = f"COUNT({ranges[tab.code].of(_SCORE)})=0"
        sheet.formula(
            cell,
            f'=IF({incomplete},"",{ranges[tab.code].total})',
            _or_blank(value),
            number_format=FOUR_PLACES,
        )
    return top


def _or_blank(value: Decimal | None) -> Decimal | str:
    return "" if value is None else value


def _postures(sheet: SafeSheet, report: PlanningReport) -> str:
    """The four editable rows of the year; returns their range."""
    sheet.next_row += 1
    sheet.row([_("Kuadran"), None, _("Posisi perusahaan")], styles="header")
    first = sheet.next_row
    for quadrant, posture in report.sheet.settings.postures.items():
        sheet.row([quadrant, None, str(posture)])
    sheet.row([str(AXIS), None, "Combination"])
    return f"A${first}:C${sheet.next_row - 1}"


def _coordinates(sheet: SafeSheet, report: PlanningReport, top: int, postures: str) -> None:
    standing, half = report.standing, "/2" if report.sheet.settings.axes == "half_difference" else ""
    s, w, o, t = (f"B{top + n}" for n in range(4))
    known = f"COUNT({s}:{t})=4"
    sheet.next_row += 1
    sheet.row([_("Koordinat"), None, None, None], styles="header")
    for label, plus, minus, value in (
        ("x = S − W", s, w, standing.x if standing else None),
        ("y = O − T", o, t, standing.y if standing else None),
    ):
        row = sheet.row([label])
        sheet.formula(
            f"B{row}", f'=IF({known},({plus}-{minus}){half},"")', _or_blank(value), number_format=TWO_PLACES
        )
    x, y = (f"ROUND(ROUND({plus}-{minus},12),2)" for plus, minus in ((s, w), (o, t)))
    sides = f'IF({y}>0,IF({x}>0,"SO","WO"),IF({x}>0,"ST","WT"))'
    row = sheet.row([_("Kuadran hitungan")])
    sheet.formula(
        f"B{row}",
        f'=IF({known},IF(OR({x}=0,{y}=0),"AXIS",{sides}),"")',
        standing.computed if standing else "",
        style="total",
    )
    chosen = sheet.row(
        [_("Kuadran pilihan di sumbu"), standing.quadrant if standing and standing.on_axis else None]
    )
    if standing and standing.reason:
        sheet.cell(chosen, 3, standing.reason)
    final = sheet.row([_("Posisi perusahaan")])
    place = f'IF(AND(B{row}="AXIS",B{chosen}<>""),B{chosen},B{row})'
    sheet.formula(
        f"B{final}",
        f'=IF({known},VLOOKUP({place},{postures},3,FALSE),"")',
        standing.posture if standing else "",
        style="total",
    )


def _priorities(sheet: SafeSheet, report: PlanningReport, top: int) -> None:
    """Sums and ranks in the stable order; the rank tells the order, equal sums share one."""
    place = {"S": top, "W": top + 1, "O": top + 2, "T": top + 3}
    known = {str(p.cell): p for p in report.sheet.position.priorities}
    sheet.next_row += 1
    sheet.row([_("Prioritas Strategi"), _("Jumlah Score"), _("Prioritas")], styles="header")
    first = sheet.next_row
    sums = f"B${first}:B${first + 3}"
    for cell, (one, other) in CELL_TABS.items():
        row, priority = sheet.row([cell]), known.get(cell)
        both = f"B{place[one]}", f"B{place[other]}"
        ready = f"COUNT(B{top}:B{top + 3})=4"
        sheet.formula(
            f"B{row}",
            f'=IF({ready},ROUND({both[0]}+{both[1]},12),"")',
            priority.sum if priority else "",
            number_format=FOUR_PLACES,
        )
        sheet.formula(
            f"C{row}",
            f'=IF({ready},RANK(B{row},{sums}),"")',
            priority.rank if priority else "",
            number_format="0",
        )


def _moves(sheet: SafeSheet, report: PlanningReport) -> None:
    sheet.next_row += 1
    sheet.row(
        [
            _("Kepekaan: satu langkah rating yang memindahkan posisi"),
            _("Rating"),
            _("Menjadi"),
            _("Isu SWOT"),
        ],
        styles="header",
    )
    for move in report.moves:
        sheet.row(
            [move.code, f"{move.before} → {move.after}", f"{move.quadrant} {move.posture}".strip(), move.text]
        )
    if not report.moves:
        sheet.row([_("Tidak ada")])


def _matrix(book: SafeWorkbook, report: PlanningReport) -> None:
    columns = [
        Column(_("Sel"), 8),
        Column(_("Prioritas"), 10, "number"),
        Column(_("Strategi"), 60),
        Column(_("Isu SWOT"), 60),
        Column(_("Strategi Inisiatif"), 50),
    ]
    sheet = book.sheet(MATRIX, columns, facts=_facts(report))
    for cell in report.cells:
        for strategy in cell.strategies:
            items = "\n".join(f"{item.code} {item.text}" for item in strategy.shown_items)
            initiatives = "\n".join(str(row) for row in strategy.initiatives.all())
            sheet.row([cell.code, cell.rank, strategy.text, items, initiatives or None])
        if not cell.strategies:
            sheet.row([cell.code, cell.rank, _("Belum ada strategi di sel ini.")])
    sheet.next_row += 1
    sheet.row([_("Isu berskor tinggi tanpa jawaban")], styles="header")
    for row in report.unanswered:
        sheet.row([row.code, row.score, row.text])
    if not report.unanswered:
        sheet.row(["–"])
