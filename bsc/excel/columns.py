"""Columns of the company's two scorecard forms, in the order of the seeds, and what else a row may say.

Titles stay Indonesian in every language, or as the seed writes them: they are the company's own forms.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cint_portal.documents.excel_words import folded


class FormKind(StrEnum):
    """The form of the carton seed (seven departments) and the setup table of the pharma seed."""

    CARTON = "carton"
    SETUP = "setup"


class Holds(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    NUMBER = "number"
    WEIGHT = "weight"
    TARGET = "target"
    CALCULATION = "calculation"
    UNIT = "unit"
    CHOICE = "choice"
    KINDS = "kinds"
    MONTH = "month"
    #: Shown for the reader, never read.
    NOTHING = "nothing"


@dataclass(frozen=True)
class FormColumn:
    """One column; `group` is the title above it, `words` what company files write instead."""

    name: str
    title: str
    width: float
    holds: Holds = Holds.TEXT
    group: str = ""
    limit: int = 0
    words: tuple[str, ...] = ()
    is_extra: bool = False


def _extra(name: str, title: str, width: float, holds: Holds = Holds.TEXT, **fields: object) -> FormColumn:
    return FormColumn(name, title, width, holds, is_extra=True, **fields)  # type: ignore[arg-type]


MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
BULLET: Final = "•"

_LANE = ("Aspek", "Perspektif", "Perspective", "Perspektif BSC")
_OBJECTIVE = (
    "Sasaran Mutu",
    "Sasaran Strategis",
    "Sasaran",
    "Strategic Objective",
    "Sasaran Mutu, K3, Lingkungan",
)
_NAME = ("KPI", "Key Performance Indicator", "Indikator", "Indikator Kinerja", "Nama KPI")
_CODE = ("KPI Kode", "Kode KPI", "Kode", "KPI Code", "Code")
_UNIT = ("Target|uom", "Measurement", "Satuan", "uom", "Unit of measure")
_PROVIDER = ("Sumber Data|Departemen", "Penyedia Data", "Departemen")

CARTON: Final = (
    FormColumn("no", "No", 5, Holds.NOTHING, "Balanced Score Card"),
    FormColumn("lane", "Aspek", 16, group="Balanced Score Card", limit=100, words=_LANE),
    FormColumn("objective", "Sasaran Mutu", 30, group="Balanced Score Card", limit=300, words=_OBJECTIVE),
    FormColumn("name", "KPI", 36, group="Balanced Score Card", limit=200, words=_NAME),
    FormColumn("target", "Nilai (A)", 13, Holds.TARGET, "Target", words=("Target|Nilai", "Target")),
    FormColumn("unit", "uom", 10, group="Target", limit=60, words=_UNIT),
    FormColumn("actual", "Nilai (B)", 10, Holds.NOTHING, "Pencapaian"),
    FormColumn("actual_unit", "uom", 8, Holds.NOTHING, "Pencapaian"),
    FormColumn("share", "Bobot (C)", 10, Holds.WEIGHT, words=("Bobot", "Bobot (%)", "Weight")),
    FormColumn("score", "Pencapaian/ KPI (D)", 11, Holds.NOTHING, "Score"),
    FormColumn("average", "Rata-rata/ aspek (E)", 11, Holds.NOTHING, "Score"),
    FormColumn("total", "Total/ aspek (F)", 10, Holds.NOTHING, "Score"),
    FormColumn("plan", "Rencana Tindak", 22, Holds.NOTHING, "Tindakan Perbaikan"),
    FormColumn("plan_pic", "PIC", 12, Holds.NOTHING, "Tindakan Perbaikan"),
    FormColumn("plan_due", "Waktu", 10, Holds.NOTHING, "Tindakan Perbaikan"),
    FormColumn("data_needed", "Data yang dibutuhkan", 28, group="Sumber Data", limit=300),
    FormColumn("provider", "Departemen", 18, Holds.UNIT, "Sumber Data", words=_PROVIDER),
    FormColumn("calculation", "Perhitungan", 40, Holds.CALCULATION, "Sumber Data", limit=4000),
)
SETUP: Final = (
    FormColumn("lane", "Perspektif", 16, limit=100, words=_LANE),
    FormColumn("objective", "Sasaran Strategis", 30, limit=300, words=_OBJECTIVE),
    FormColumn("code", "KPI Kode", 9, limit=30, words=_CODE),
    FormColumn("name", "Key Performance Indicator", 36, limit=200, words=_NAME),
    FormColumn("last_year", "Pencapaian {before}", 13, Holds.NUMBER, words=("Pencapaian Tahun Lalu",)),
    FormColumn("unit", "Measurement", 16, limit=60, words=_UNIT),
    FormColumn("target", "Target {year}", 13, Holds.TARGET, words=("Target", "Target Tahun")),
    FormColumn("direction", "Keterangan", 11, Holds.NOTHING),
    FormColumn("lane_weight", "Objective Weight", 11, Holds.WEIGHT, words=("Bobot Perspektif",)),
    FormColumn("weight", "KPI Weight", 10, Holds.WEIGHT, words=("Bobot KPI", "Bobot", "Bobot (%)", "Weight")),
    FormColumn("definition", "Definisi", 40, limit=4000),
)
EXTRAS: Final = (
    _extra("code", "Kode", 9, limit=30, words=_CODE),
    _extra("weight", "Bobot KPI", 10, Holds.WEIGHT),
    _extra("kinds", "Jenis Sasaran", 16, Holds.KINDS),
    _extra("definition", "Definisi", 40, limit=4000),
    _extra("formula_text", "Rumus", 30, limit=4000),
    _extra("calculation", "Perhitungan", 40, Holds.CALCULATION, limit=4000),
    _extra("polarity", "Sifat", 18, Holds.CHOICE),
    _extra("frequency", "Frekuensi Pengukuran", 14, Holds.CHOICE, words=("Frekuensi",)),
    _extra("consolidation", "Konsolidasi", 14, Holds.CHOICE),
    _extra("input_mode", "Cara Input", 12, Holds.CHOICE),
    _extra("decimals", "Desimal", 9, Holds.NUMBER),
    _extra("last_year", "Pencapaian Tahun Lalu", 13, Holds.NUMBER),
    _extra("is_process", "KPI proses (lead)", 10, Holds.CHOICE, words=("Lead", "Lag/Lead")),
    _extra("pic", "PIC KPI", 20, limit=150, words=("PIC",)),
    _extra("filler", "Pengisi Realisasi", 20, Holds.UNIT),
    _extra("data_needed", "Data yang dibutuhkan", 28, limit=300),
    _extra("provider", "Penyedia Data", 20, Holds.UNIT, words=_PROVIDER),
    _extra("evidence_required", "Bukti", 24, limit=300),
    _extra("purpose", "Tujuan KPI", 30, limit=4000),
    _extra("basis", "Dasar Penetapan", 30, limit=4000),
    _extra("deviation_action", "Bila menyimpang dari target", 30, limit=4000),
    _extra("standard", "Standar", 14, limit=100),
    _extra("clause", "Klausul", 10, limit=60),
    *(
        _extra(f"month_{month}", f"Target {name}", 10, Holds.MONTH, words=(name,))
        for month, name in enumerate(MONTHS, 1)
    ),
)
ROW_ID: Final = "Kode Baris"
OBJECTIVE_ID: Final = "Kode Sasaran"
_BASE: Final = {FormKind.CARTON: CARTON, FormKind.SETUP: SETUP}
#: What a row without it is no scorecard.
NEEDED: Final = ("lane", "objective", "name", "target", "unit")


@dataclass(frozen=True)
class Form:
    """The columns of a form for one scorecard: its year, and the weights it has."""

    kind: FormKind
    year: int
    by_perspective: bool
    columns: tuple[FormColumn, ...] = field(default=())

    @property
    def by_name(self) -> dict[str, FormColumn]:
        return {column.name: column for column in self.columns}

    def title(self, column: FormColumn) -> str:
        return column.title.format(year=self.year, before=self.year - 1)

    @property
    def read(self) -> tuple[FormColumn, ...]:
        """The columns whose cells count."""
        return tuple(column for column in self.columns if column.holds != Holds.NOTHING)


def form_of(kind: FormKind | str, year: int, *, by_perspective: bool) -> Form:
    """A form with the extra columns that it lacks; the carton form's one weight column takes its meaning."""
    kind = FormKind(kind)
    base = tuple(_named(column, by_perspective) for column in _BASE[kind])
    taken = {column.name for column in base}
    extras = tuple(column for column in EXTRAS if column.name not in taken)
    return Form(kind, year, by_perspective, base + extras)


def _named(column: FormColumn, by_perspective: bool) -> FormColumn:
    if column.name != "share":
        return column
    name = "lane_weight" if by_perspective else "weight"
    return FormColumn(name, column.title, column.width, column.holds, column.group, words=column.words)


def title_key(group: str, title: str) -> str:
    """ "Target" over "uom" is "target|uom"; a title without one above it stands alone."""
    return f"{folded(group)}|{folded(title)}" if group and title else folded(title or group)


def title_words(form: Form) -> dict[str, str]:
    """Every title that means a column, folded; a group's own words win over bare ones."""
    words: dict[str, str] = {}
    for column in form.columns:
        title = form.title(column)
        for word in (title, *column.words):
            group, _, alone = word.rpartition("|")
            words.setdefault(title_key(group, alone), column.name)
    for column in form.columns:
        words[title_key(column.group, form.title(column))] = column.name
    return words
