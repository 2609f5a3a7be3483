"""What a workbook of targets would change, cell by cell, and the change request of each scorecard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from bsc.excel.bundle import READ, TARGET, WEIGHT, BulkRow, bulk_rows, marks_of
from bsc.excel.stored import trimmed
from bsc.excel.table import Table
from bsc.excel.targets import TargetError, month_text, number, read_month
from bsc.excel.texts import FLAWS, NOTES
from bsc.models import ChangeRequest, Scorecard
from bsc.selectors.proposal import KpiChange
from bsc.selectors.rows import MonthTarget
from bsc.selectors.structure import structures
from bsc.services.change import ChangeDraft
from cint_portal.core.number_messages import number_error_text
from cint_portal.core.numbers import NumberError, format_number, round_number
from cint_portal.documents.excel_table import FileCell, FileRow

_PLACES: Final = 6
_DASH: Final = "–"
Value = Decimal | MonthTarget | None


class CellError(ValueError):
    """Why a cell cannot be taken, in the reader's words."""


@dataclass(frozen=True)
class CellChange:
    """One cell of the file that says something else than the portal."""

    reference: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class CellProblem:
    """One cell or row that keeps the workbook from being sent."""

    reference: str
    unit: str
    kpi: str
    found: str
    reason: str


@dataclass(frozen=True)
class RowChange:
    """A KPI with its changed cells."""

    row: BulkRow
    cells: tuple[CellChange, ...]
    change: KpiChange


@dataclass
class BundlePreview:
    """By scorecard what changes, what stays and what stands in the way."""

    table: Table
    rows: list[RowChange] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unchanged_cells: int = 0
    absent_rows: int = 0
    drafts: dict[int, ChangeDraft] = field(default_factory=dict)

    @property
    def by_unit(self) -> list[tuple[str, list[RowChange]]]:
        found: dict[str, list[RowChange]] = {}
        for row in self.rows:
            found.setdefault(row.row.read.unit_name, []).append(row)
        return sorted(found.items())

    @property
    def changed_cells(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def notes(self) -> list[str]:
        return [str(NOTES[note.code]) % note.params for note in self.table.notes]


def preview_bundle(
    table: Table,
    scorecards: Sequence[Scorecard],
    *,
    reason: str,
    month: int,
    reaches_back: bool,
    repairs: int | None = None,
) -> BundlePreview:
    """Compare the file with the scorecards as they are; `scorecards` are those that the person may revise.

    `repairs` is the returned bundle that the file takes the place of: its requests are no hindrance.
    """
    shown = BundlePreview(table)
    reads = structures(scorecards)
    known = {row.kpi.id: row for row in bulk_rows(list(reads.values()))}
    _check_marks(shown, scorecards, marks_of(reads))
    seen: set[int] = set()
    for row in table.rows:
        held = known.get(row.id or 0)
        if held is None or held.kpi.id in seen:
            _refuse_row(shown, row, is_copy=held is not None)
            continue
        seen.add(held.kpi.id)
        _compare(shown, row, held, month)
    named = {held.read.scorecard_id for pk, held in known.items() if pk in seen}
    shown.absent_rows = sum(row.read.scorecard_id in named and pk not in seen for pk, row in known.items())
    changes = _joined(shown, list(known.values()))
    _check_open(shown, scorecards, changes, repairs)
    shown.drafts = {
        pk: ChangeDraft(month, reason, reaches_back, tuple(rows)) for pk, rows in sorted(changes.items())
    }
    return shown


def _check_marks(shown: BundlePreview, scorecards: Sequence[Scorecard], now: Mapping[int, str]) -> None:
    """A scorecard that has changed since the file was made is refused by its name."""
    names = {row.pk: row for row in scorecards}
    for pk, mark in (shown.table.marks or {}).items():
        if pk not in now:
            text = _("Satu scorecard dalam berkas ini sedang dalam perubahan lain atau bukan wewenang Anda.")
            other = Scorecard.objects.filter(pk=pk).select_related("unit").first()
            shown.problems.append(
                CellProblem(shown.table.sheet, other.unit.name if other else _DASH, "", "", text)
            )
        elif now[pk] != mark:
            text = _("Isi %(scorecard)s sudah berubah sejak lembar ini diunduh. Unduh lembar baru.")
            shown.problems.append(
                CellProblem(shown.table.sheet, names[pk].unit.name, "", "", text % {"scorecard": names[pk]})
            )


def _refuse_row(shown: BundlePreview, row: FileRow, *, is_copy: bool) -> None:
    unknown = _("Baris ini tidak dikenal: Kode Baris dihapus, diubah, atau KPI sudah berakhir.")
    reason = _("Baris ini muncul dua kali.") if is_copy else unknown
    shown.problems.append(
        CellProblem(shown.table.reference(row, "code"), _DASH, "", str(row.id or ""), reason)
    )


def _compare(shown: BundlePreview, row: FileRow, held: BulkRow, month: int) -> None:
    cells: list[CellChange] = []
    found: dict[str, Value] = {}
    for name in (WEIGHT, TARGET, *(f"month_{n}" for n in range(1, 13))):
        cell = row.cells.get(name, FileCell())
        stored = _stored(held, name)
        try:
            value = _read(cell, name)
            if value == stored:
                shown.unchanged_cells += 1
                continue
            _check_open_cell(held, name, value, month)
        except CellError as error:
            shown.problems.append(
                CellProblem(
                    shown.table.reference(row, name),
                    held.read.unit_name,
                    held.kpi.name,
                    cell.text,
                    str(error),
                )
            )
            continue
        found[name] = value
        cells.append(CellChange(shown.table.reference(row, name), READ[name], _text(stored), _text(value)))
    if cells:
        shown.rows.append(RowChange(held, tuple(cells), _change(held, found)))
        _warn(shown, held, found)


def _stored(held: BulkRow, name: str) -> Value:
    """What the file would say had nobody touched it."""
    spec = held.spec
    if name == WEIGHT:
        return trimmed(held.kpi.weight) if held.has_weight else None
    if spec is None:
        return None
    if name == TARGET:
        return trimmed(spec.target) if held.has_target else None
    value, denominator = spec.targets.get(int(name.removeprefix("month_")), (None, None))
    return None if value is None else (trimmed(value) or Decimal(0), trimmed(denominator))


def _read(cell: FileCell, name: str) -> Value:
    """Raises CellError."""
    if cell.flaw:
        raise CellError(str(FLAWS[cell.flaw]))
    if not cell.text:
        return None
    try:
        if name not in (WEIGHT, TARGET) and not cell.is_number:
            value, denominator = read_month(cell.text)
            return trimmed(value) or Decimal(0), trimmed(denominator)
        figure = Decimal(cell.text) if cell.is_number else number(cell.text).value
    except NumberError as error:
        raise CellError(number_error_text(error)) from error
    except TargetError as error:
        raise CellError(number_error_text(error.number) if error.number else _("Bukan angka.")) from error
    exact = trimmed(round_number(figure, _PLACES)) or Decimal(0)
    return exact if name in (WEIGHT, TARGET) else (exact, None)


def _check_open_cell(held: BulkRow, name: str, value: Value, month: int) -> None:
    """Raises CellError where this cell may not say something else."""
    if name == WEIGHT:
        return _check_weight(held, value)
    if not held.has_target:
        raise CellError(_("Target berupa rentang atau kelompok tidak direvisi di lembar ini."))
    if value is None:
        raise CellError(_("Target tidak dapat dikosongkan. Hentikan KPI lewat Ajukan perubahan."))
    if name == TARGET:
        return None
    number_of_month = int(name.removeprefix("month_"))
    if not held.is_measured(number_of_month):
        raise CellError(_("KPI ini tidak diukur pada bulan itu."))
    if number_of_month < month:
        raise CellError(_("Bulan ini sebelum bulan berlaku, jadi tidak berubah."))
    pair = value if isinstance(value, tuple) else (value, None)
    is_ratio = held.spec is not None and held.spec.is_ratio
    if (pair[1] is not None) != is_ratio or pair[1] == 0:
        raise CellError(
            _("Tulis pembilang ÷ penyebut, penyebut bukan 0.") if is_ratio else _("Tulis satu angka.")
        )
    return None


def _check_weight(held: BulkRow, value: Value) -> None:
    if not held.has_weight:
        raise CellError(_("Bobot kelompok adalah jumlah sub-indikatornya."))
    if not isinstance(value, Decimal) or not 0 < value <= 100:
        raise CellError(_("Bobot harus lebih dari 0 dan paling besar 100 %%.") % ())
    if value != round_number(value, 2):
        raise CellError(_("Bobot paling banyak dua desimal."))


def _change(held: BulkRow, found: Mapping[str, Value]) -> KpiChange:
    months = {
        int(name.removeprefix("month_")): value for name, value in found.items() if isinstance(value, tuple)
    }
    weight, target = found.get(WEIGHT), found.get(TARGET)
    return KpiChange(
        held.kpi.id,
        target=target if isinstance(target, Decimal) else None,
        months=months,
        weight=weight if isinstance(weight, Decimal) else None,
    )


def _warn(shown: BundlePreview, held: BulkRow, found: Mapping[str, Value]) -> None:
    """Typed months stand as they are; whether they add up to the year's target, a person has to know."""
    spec = held.spec
    typed = {name: value for name, value in found.items() if isinstance(value, tuple)}
    if spec is None or spec.consolidation != "sum" or not typed:
        return
    months = {n: pair[0] for n, pair in spec.targets.items()}
    months |= {int(name.removeprefix("month_")): pair[0] for name, pair in typed.items()}
    year = found.get(TARGET, spec.target)
    total = sum(months.values(), Decimal(0))
    if isinstance(year, Decimal) and total != year:
        text = _("%(unit)s – %(kpi)s: jumlah target bulanan %(total)s, target tahun %(year)s.")
        shown.warnings.append(
            text
            % {
                "unit": held.read.unit_name,
                "kpi": held.kpi.name,
                "total": _text(total),
                "year": _text(year),
            }
        )


def _joined(shown: BundlePreview, known: Sequence[BulkRow]) -> dict[int, list[KpiChange]]:
    """Changes by scorecard; a KPI Bersama changes in every scorecard that weighs it, and in one way."""
    by_measure: dict[int, list[RowChange]] = {}
    for one in shown.rows:
        if one.change.retargets and one.row.spec:
            by_measure.setdefault(one.row.spec.id, []).append(one)
    wanted: dict[int, KpiChange] = {one.row.kpi.id: one.change for one in shown.rows}
    for measure_id, rows in by_measure.items():
        first = rows[0].change
        said = [(one.change.target, dict(one.change.months)) for one in rows]
        if any(one != said[0] for one in said):
            _refuse_joint(shown, rows)
            continue
        for row in known:
            if row.spec is not None and row.spec.id == measure_id:
                own = wanted.get(row.kpi.id)
                weight = own.weight if own else None
                wanted[row.kpi.id] = KpiChange(row.kpi.id, first.target, first.months, weight)
    places = {row.kpi.id: row.read.scorecard_id for row in known}
    found: dict[int, list[KpiChange]] = {}
    for pk, change in wanted.items():
        found.setdefault(places[pk], []).append(change)
    return found


def _refuse_joint(shown: BundlePreview, rows: Sequence[RowChange]) -> None:
    for one in rows[1:]:
        first = rows[0].cells[0].reference
        reason = _("KPI Bersama ini diubah berbeda di %(cell)s.") % {"cell": first}
        cell = one.cells[0]
        shown.problems.append(
            CellProblem(cell.reference, one.row.read.unit_name, one.row.kpi.name, cell.after, reason)
        )


def _check_open(
    shown: BundlePreview,
    scorecards: Sequence[Scorecard],
    changes: Mapping[int, Any],
    repairs: int | None,
) -> None:
    """Another request under way keeps its scorecard out of the bundle."""
    held = ChangeRequest.objects.filter(scorecard__in=changes, status__in=ChangeRequest.OPEN)
    if repairs is not None:
        held = held.exclude(bundle=repairs)
    names = {row.pk: row.unit.name for row in scorecards}
    for pk in held.values_list("scorecard", flat=True):
        text = _("Permintaan perubahan lain untuk scorecard ini belum selesai.")
        shown.problems.append(CellProblem(shown.table.sheet, names[pk], "", "", text))


def _text(value: Value) -> str:
    if value is None:
        return _DASH
    return month_text(*value) if isinstance(value, tuple) else format_number(value)
