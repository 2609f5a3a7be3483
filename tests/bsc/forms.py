"""Workbooks of scorecards for tests: the portal's forms as a person edits them, and files of departments."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bsc.excel.columns import form_of
from bsc.excel.lines import Preview
from bsc.excel.preview import preview
from bsc.excel.reading import read_table
from bsc.excel.table import Table
from bsc.excel.workbook import TAB, form_workbook
from bsc.models import Kpi, Scorecard
from bsc.selectors.structure import structure
from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.organization.models import PlanningCycle, Unit
from tests.bsc.builders import LANES, a_kpi, a_measure, a_scorecard, an_objective
from tests.conftest import at
from tests.locks import unlocked

NOW = at("2026-12-16 09:00")
CARTON_TITLES = (
    ("No", "Aspek", "Sasaran Mutu", "KPI", "Target", None, "Bobot (C)", "Sumber Data", None, None),
    (None, None, None, None, "Nilai (A)", "uom", None, "Data yang dibutuhkan", "Departemen", "Perhitungan"),
)
SETUP_TITLES = (
    "Perspektif", "Sasaran Strategis", "KPI Kode", "Key Performance Indicator", "Pencapaian 2026",
    "Measurement", "Target 2027", "Keterangan", "Objective Weight", "KPI Weight",
)  # fmt: skip


def form_file(scorecard: Scorecard, kind: str = "carton", *, fillable: bool = True) -> bytes:
    """The scorecard as the portal hands it out."""
    read = structure(scorecard)
    form = form_of(kind, read.year, by_perspective=read.is_weighted_by_perspective)
    document = DocumentIdentity(
        title=f"Balanced Scorecard {scorecard.unit} {read.year}",
        exported_by="Andi Wijaya",
        exported_at=NOW,
        number="BSC/2027/PPIC/001",
        confidentiality="Internal",
    )
    return form_workbook(scorecard, read, form, document, NOW, fillable=fillable)


def previewed(scorecard: Scorecard, data: bytes) -> Preview:
    """The file as the preview shows it, through the JSON that is stored."""
    table = read_table(read_workbook(data), scorecard)
    return preview(Table.from_json(table.to_json()), scorecard)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[Worksheet], None], sheet: str = TAB) -> bytes:
    """The workbook after a person has worked on one of its sheets."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book[sheet])
    return saved(book)


def places(data: bytes, sheet: str = TAB) -> dict[str, str]:
    """Column letters of a form by title; a title under another is "Target|uom"."""
    rows = openpyxl.load_workbook(BytesIO(data))[sheet]
    last = first_row(data, sheet) - 1
    has_groups = any(cell.value == "Nilai (A)" for cell in rows[last])
    found, group = {}, ""
    for upper, lower in zip(rows[last - 1], rows[last], strict=True):
        group = str(upper.value or group)
        own = str(lower.value or group)
        found.setdefault(
            f"{group}|{own}" if has_groups and lower.value else own, get_column_letter(lower.column)
        )
    return found


def first_row(data: bytes, sheet: str = TAB) -> int:
    """The row under the titles."""
    for row in openpyxl.load_workbook(BytesIO(data))[sheet].iter_rows(max_row=20):
        if any(cell.value in ("Nilai (A)", "Measurement") for cell in row):
            return row[0].row + 1
    raise AssertionError("no titles")


def typed(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """The form with some cells typed over."""

    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return changed(data, change)


def carton_file(*lines: Sequence[Any]) -> bytes:
    """A department's own file in the carton form."""
    return file_of(*CARTON_TITLES, *lines)


def setup_file(*lines: Sequence[Any]) -> bytes:
    """A department's own setup table."""
    return file_of(SETUP_TITLES, *lines)


def file_of(*lines: Sequence[Any], sheet: str = "BSC") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in lines:
        book.active.append(list(line))
    return saved(book)


@unlocked()
def sixty_kpis(unit: Unit, cycle: PlanningCycle, provider: Unit, **fields: Any) -> Scorecard:
    """60 rows that carry figures, 12 of them sub-indicators of three groups, of every kind there is."""
    scorecard = a_scorecard(unit, cycle, **fields)
    objectives = [
        an_objective(
            scorecard, lane, name=f"Sasaran {lane} {n}", position=n, kinds=["quality", "ohs"][: n + 1]
        )
        for lane, _label in LANES
        for n in range(2)
    ]
    an_objective(scorecard, "process", name="Sasaran tanpa KPI", position=2)
    for number in range(48):
        measure = a_measure(unit, cycle, name=f"KPI {number + 1}", **_kind(number, provider))
        a_kpi(
            objectives[number % 8], measure, weight=Decimal("1.5"), position=number,
            code=f"K.{number + 1}" if number % 3 else "", is_process=number % 2 == 0,
            pic=f"Kepala Seksi {number}", basis="Kebijakan mutu",
        )  # fmt: skip
    for number in range(3):
        objective = objectives[number]
        group = Kpi.objects.create(
            objective=objective, title=f"Kapasitas {number}", code=f"F.{number}", position=90
        )
        for part in range(4):
            measure = a_measure(unit, cycle, name=f"Lini {part}", unit="%", target=Decimal(90 + part))
            a_kpi(objective, measure, group=group, weight=Decimal("2.33"), position=91 + part)
    return scorecard


def _kind(number: int, provider: Unit) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [
        {"target": Decimal("1250.5"), "unit": "Rp juta", "consolidation": "sum", "last_year": Decimal(1100)},
        {"target": Decimal(24), "unit": "jam", "polarity": "minimize", "comparator": "≤"},
        {"target": Decimal(0), "unit": "%", "comparator": ">", "step_rules": _STEPS,
         "calculation": "B = …\nX"},
        {"target": None, "lower": Decimal(90), "upper": Decimal(100), "unit": "%", "polarity": "stabilize",
         "comparator": "between"},
        {"target": None, "unit": "skala 1–5", "definition": "Baris satu\nBaris dua", "formula_text": "A ÷ B"},
        {"target": Decimal("-500"), "unit": "Rp juta", "data_provider": provider, "data_needed": "Neraca"},
        {"target": Decimal("0.95"), "unit": "indeks", "decimals": 3, "frequency": "quarterly"},
        {"target": Decimal("0.000001"), "unit": "%", "evidence_required": "=Laporan", "standard": "ISO 9001"},
    ]  # fmt: skip
    return kinds[number % 8]


_STEPS = [[">", "0", "1"], ["=", "0", "0.5"], ["<", "0", "0"], ["between", ["1", "2"], "0.25"]]
