"""The workbook of a Revisi Target Massal: one row per KPI of established scorecards, targets to overwrite."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.utils import translation

from bsc.excel.columns import MONTHS
from bsc.excel.stored import trimmed
from bsc.excel.targets import month_text
from bsc.models import Scorecard
from bsc.periods import measured_months
from bsc.selectors.content import content_hash, content_of_structure
from bsc.selectors.rows import KpiRow, MeasureSpec, PerspectiveRow, ScorecardStructure
from bsc.selectors.structure import structures
from cint_portal.documents.excel_mark import read_mark, write_mark
from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_style import PERCENT_POINTS
from cint_portal.documents.excel_values import Value
from cint_portal.documents.excel_write import Column, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity

TAB: Final = "Revisi Target"
TEMPLATE_VERSION: Final = 1
_SALT: Final = "bsc.bundle"
#: Name and title of the columns that are read, in their order.
WEIGHT, TARGET, CODE = "weight", "target", "code"
READ: Final = {
    WEIGHT: "Bobot (%)",
    TARGET: "Target Tahun",
    **{f"month_{month}": f"Target {name}" for month, name in enumerate(MONTHS, start=1)},
    CODE: "Kode Baris",
}
SHOWN: Final = (("Unit Kerja", 26), ("Perspektif", 18), ("KPI", 44), ("Satuan", 14), ("Catatan", 30))
HELP: Final = (
    "Ubah hanya sel kuning. Target Tahun yang baru dibagi rata ke bulan tersisa, "
    "kecuali target bulannya diubah."
)


@dataclass(frozen=True)
class BulkRow:
    """A KPI that may be revised, with the scorecard in which it stands."""

    read: ScorecardStructure
    lane: PerspectiveRow
    kpi: KpiRow
    group: KpiRow | None = None

    @property
    def spec(self) -> MeasureSpec | None:
        return self.kpi.measure

    @property
    def has_weight(self) -> bool:
        """As in the form of a single request."""
        return not self.kpi.is_group or self.read.is_weighted_by_perspective

    @property
    def has_target(self) -> bool:
        """A range is defined anew, not revised by month."""
        return self.spec is not None and self.spec.lower is None

    def is_measured(self, month: int) -> bool:
        spec = self.spec
        return spec is not None and month in {
            period.month for period in measured_months(self.read.year, spec.frequency)
        }


@dataclass(frozen=True)
class Origin:
    """What the file knew: the content of each scorecard as a hash."""

    year: int
    made_at: str
    scorecards: dict[int, str]
    template: int = TEMPLATE_VERSION


def bulk_rows(reads: Sequence[ScorecardStructure]) -> Iterator[BulkRow]:
    """Everything that runs, groups before their parts."""
    for read in reads:
        for lane in read.perspectives:
            for kpi in lane.kpis:
                if kpi.through_month is None:
                    yield BulkRow(read, lane, kpi)
                    yield from (BulkRow(read, lane, part, kpi) for part in kpi.parts)


def marks_of(reads: Mapping[int, ScorecardStructure]) -> dict[int, str]:
    """By scorecard id: equal marks, equal content."""
    return {pk: content_hash(content_of_structure(read)) for pk, read in reads.items()}


def bundle_workbook(
    scorecards: Sequence[Scorecard], document: DocumentIdentity, now: datetime, *, lane_kind: str = ""
) -> bytes:
    """The targets of these scorecards, of one kind of perspective if given; ValueError without any row."""
    reads = structures(scorecards)
    rows = [row for row in bulk_rows(list(reads.values())) if lane_kind in ("", row.lane.kind)]
    if not rows:
        raise ValueError("no row")
    with translation.override("id"):
        book = SafeWorkbook(document)
        _write(book, rows)
        named = {row.read.scorecard_id for row in rows}
        marks = {pk: mark for pk, mark in marks_of(reads).items() if pk in named}
        origin = Origin(rows[0].read.year, now.isoformat(timespec="seconds"), marks)
        write_mark(book, asdict(origin), salt=_SALT, subject=origin.year)
        return book.to_bytes()


def _write(book: SafeWorkbook, rows: Sequence[BulkRow]) -> None:
    shown = [Column(title, width, "text") for title, width in SHOWN[:4]]
    read = [
        Column(title, 11 if name != TARGET else 15, "input", PERCENT_POINTS if name == WEIGHT else None)
        for name, title in READ.items()
    ]
    note = Column(SHOWN[4][0], SHOWN[4][1], "text")
    columns = [*shown, *read[:-1], note, read[-1]]
    facts: list[tuple[str, Value]] = [(HELP, None)]
    sheet = book.sheet(TAB, columns, facts=facts, paper="legal", freeze_columns=3)
    header = sheet.next_row - 1
    shared = _shared(rows)
    for row in rows:
        locked = {4 + index: "text" for index, name in enumerate(READ) if not _is_open(row, name)}
        sheet.row(
            [*_titles(row), *_values(row), shared.get(row.kpi.id) or _note(row), row.kpi.id], styles=locked
        )
    sheet.sortable(header, sheet.next_row - 1, len(columns))
    sheet.hide_column(len(columns))
    sheet.protect()


def _titles(row: BulkRow) -> list[Value]:
    name = f"• {row.kpi.name}" if row.group else row.kpi.name
    return [row.read.unit_name, row.lane.label, name, row.spec.unit if row.spec else None]


def _values(row: BulkRow) -> list[Value]:
    """Weight, yearly target and twelve months, as the file is compared with later."""
    spec = row.spec
    weight = trimmed(row.kpi.weight) if row.has_weight else None
    if spec is None:
        return [weight, *[None] * 13]
    months: list[Value] = []
    for month in range(1, 13):
        value, denominator = spec.targets.get(month, (None, None))
        if value is None:
            months.append(None)
        else:
            months.append(trimmed(value) if denominator is None else month_text(value, denominator))
    return [weight, trimmed(spec.target) if row.has_target else None, *months]


def _is_open(row: BulkRow, name: str) -> bool:
    if name == WEIGHT:
        return row.has_weight
    if name == TARGET:
        return row.has_target
    if name == CODE:
        return False
    return row.has_target and row.is_measured(int(name.removeprefix("month_")))


def _note(row: BulkRow) -> str:
    if row.kpi.is_group:
        return "Kelompok sub-indikator"
    return "" if row.has_target else "Rentang: ubah lewat Ajukan perubahan"


def _shared(rows: Sequence[BulkRow]) -> dict[int, str]:
    """KPI Bersama: the same target stands on several rows."""
    by_measure: dict[int, list[BulkRow]] = {}
    for row in rows:
        if row.spec:
            by_measure.setdefault(row.spec.id, []).append(row)
    joint = [group for group in by_measure.values() if len(group) > 1]
    return {
        row.kpi.id: "KPI Bersama: " + ", ".join(one.read.unit_name for one in group if one is not row)
        for group in joint
        for row in group
    }


def read_bundle_origin(workbook: ReadWorkbook) -> Origin | None:
    """What the hidden sheet says; None without one, or where it was changed."""
    content, _reason = read_mark(workbook, salt=_SALT, template=TEMPLATE_VERSION)
    if content is None:
        return None
    return Origin(**{**content, "scorecards": {int(pk): mark for pk, mark in content["scorecards"].items()}})
