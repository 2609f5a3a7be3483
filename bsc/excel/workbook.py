"""A scorecard in one of the company's forms: to print and pass on, or to fill in and bring back."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from bsc.excel.columns import BULLET, OBJECTIVE_ID, ROW_ID, Form, FormColumn, Holds
from bsc.excel.guide import HELP_SHEET, explain
from bsc.excel.layout import Line, lane_sum, lines_of, runs, units_in
from bsc.excel.origin import SALT, origin_of
from bsc.excel.stored import StoredRow, stored_rows, trimmed, usual_comparator
from bsc.excel.targets import Target, calculation_text, month_text, target_text
from bsc.excel.vocabulary import Vocabulary
from bsc.models import PersonalStatus, Scorecard
from bsc.selectors.rows import MeasureSpec, ScorecardStructure
from bsc.selectors.wording import direction_of
from cint_portal.core.dates import format_month
from cint_portal.documents.excel_mark import write_mark
from cint_portal.documents.excel_style import PERCENT_POINTS
from cint_portal.documents.excel_values import Value
from cint_portal.documents.excel_write import Column, SafeSheet, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity

STATES: Final = {**dict(Scorecard.Status.choices), **dict(PersonalStatus.choices)}
TAB: Final = "Balanced Scorecard"
#: Empty lines at the end of a form that is to be filled in, and how many lines one may have at all.
SPARE: Final = 40
_RIGHT: Final = (Holds.NUMBER, Holds.WEIGHT, Holds.TARGET, Holds.MONTH)


def form_workbook(
    scorecard: Scorecard,
    read: ScorecardStructure,
    form: Form,
    document: DocumentIdentity,
    now: datetime,
    *,
    fillable: bool,
    until: date | None = None,
) -> bytes:
    """The scorecard as a workbook; `fillable` adds lists, empty lines and help, and unlocks the cells.

    `until` is the last day of a version that a later one has replaced.
    """
    with translation.override("id"):
        book = SafeWorkbook(document)
        words = Vocabulary(scorecard)
        rows = stored_rows(read, form)
        _Sheet(book, read, form, words, fillable, until).write(rows)
        if fillable:
            explain(book, form, words)
        origin = origin_of(read, form.kind, rows, now)
        write_mark(book, asdict(origin), salt=SALT, subject=read.scorecard_id)
        return book.to_bytes()


class _Sheet:
    """The table itself."""

    def __init__(
        self,
        book: SafeWorkbook,
        read: ScorecardStructure,
        form: Form,
        words: Vocabulary,
        fillable: bool,
        until: date | None,
    ) -> None:
        self.read, self.form, self.words, self.fillable, self.until = read, form, words, fillable, until
        self.units = {unit.pk: unit.name for unit in words.departments} if fillable else units_in(read)
        columns = [self._column(column) for column in form.columns]
        ids = [Column(ROW_ID, 10, "input"), Column(OBJECTIVE_ID, 10, "input")]
        frozen = 1 + next(i for i, column in enumerate(form.columns) if column.name == "name")
        paper = "a4" if form.kind == "setup" else "legal"
        self.sheet: SafeSheet = book.sheet(
            TAB, [*columns, *ids], facts=self._facts(book.document), paper=paper, freeze_columns=frozen
        )

    def _column(self, column: FormColumn) -> Column:
        style = "input" if self.fillable and column.holds != Holds.NOTHING else "text"
        if not self.fillable and column.holds in _RIGHT:
            style = "number"
        number_format = PERCENT_POINTS if column.holds == Holds.WEIGHT else None
        return Column(self.form.title(column), column.width, style, number_format, column.group)

    def _facts(self, document: DocumentIdentity) -> list[tuple[str, Value]]:
        """Each on one line that may run over the narrow first column."""
        facts = [
            (_("Unit Kerja"), self.read.unit_name),
            *([(_("Nama Karyawan"), self.read.employee_name)] if self.read.employee_name else []),
            (_("Tahun BSC"), str(self.read.year)),
            (_("Status"), str(STATES[self.read.status])),
            *self._in_force(document),
            (_("Kerahasiaan"), document.copy_line),
        ]
        if self.fillable:
            facts.append((_("Cara mengisi"), _("Satu KPI per baris. Lihat lembar Petunjuk.")))
        return [(f"{label}: {text}", None) for label, text in facts]

    def _in_force(self, document: DocumentIdentity) -> Iterable[tuple[str, Value]]:
        """From which month the revision holds, and until when if another has replaced it."""
        first = document.effective_on
        if first is None:
            return
        begins = format_month(first.year, first.month)
        if self.until is None:
            yield _("Berlaku mulai"), begins
        elif self.until < first:
            yield _("Berlaku mulai"), _("%(month)s, sudah digantikan sebelum berlaku") % {"month": begins}
        else:
            ends = format_month(self.until.year, self.until.month)
            words = {"first": begins, "last": ends}
            yield _("Berlaku"), _("%(first)s s.d. %(last)s, lalu digantikan") % words

    def write(self, rows: list[StoredRow]) -> None:
        first = self.sheet.next_row
        lines = list(lines_of(self.read, rows))
        for line, before in zip(lines, [None, *lines[:-1]], strict=True):
            self.sheet.row(self._values(line, before), styles=self._styles(line))
        last = self.sheet.next_row - 1
        if self.fillable:
            for _number in range(SPARE):
                self.sheet.row([None] * (len(self.form.columns) + 2))
            self._restrict(first, self.sheet.next_row - 1)
        else:
            self._join(lines, first)
        base = sum(not column.is_extra for column in self.form.columns)
        self.sheet.fold_columns(base + 1, len(self.form.columns))
        self.sheet.hide_column(len(self.form.columns) + 1)
        self.sheet.hide_column(len(self.form.columns) + 2)
        self.sheet.print_only(base, max(last, first))
        self.sheet.protect()

    def _values(self, line: Line, before: Line | None) -> Iterable[Value]:
        """A cell per column; titles of lane and objective on every line of a form to fill in, else once."""
        new_lane = before is None or before.lane is not line.lane
        new_objective = before is None or before.objective is not line.objective or new_lane
        held: dict[str, Any] = dict(line.stored.values) if line.stored else {}
        held["lane"] = line.lane.label if self.fillable or new_lane else None
        held["objective"] = (
            line.objective.name if line.objective and (self.fillable or new_objective) else None
        )
        held["lane_weight"] = line.lane.weight if new_lane else None
        held["kinds"] = line.objective.kinds if line.objective else ()
        if self.form.by_name.get("lane_weight") and not self.form.by_perspective and new_lane:
            held["lane_weight"] = lane_sum(line.lane)
        for column in self.form.columns:
            yield self._cell(column, line, held)
        yield line.stored.id if line.stored else None
        yield line.objective.id if line.objective else None

    def _cell(self, column: FormColumn, line: Line, held: dict[str, Any]) -> Value:
        name, stored = column.name, line.stored
        if name in ("lane", "objective", "lane_weight"):
            return _plain(held[name])
        if name == "kinds":
            return self.words.label("kinds", held["kinds"]) if line.objective else None
        if stored is None:
            return None
        if column.holds == Holds.NOTHING:
            return self._shown(name, stored)
        if name == "name":
            return f"{BULLET} {self._named(stored)}" if stored.group else self._named(stored)
        if name == "weight" and stored.row.through_month is not None:
            return None  # what has ended weighs nothing
        if name == "code":
            return held["code"] or ("–" if self._could_be_taken_for_a_part(stored) else None)
        if column.holds == Holds.MONTH:
            return _month(held.get("months"), int(name.removeprefix("month_")))
        return self._value(column, held.get(name), stored)

    def _named(self, stored: StoredRow) -> str:
        """A KPI that an Adendum ended says so."""
        name, last = stored.values["name"], stored.row.through_month
        if last is None:
            return str(name)
        month = format_month(self.read.year, last)
        return _("%(name)s (berlaku sampai %(month)s)") % {"name": name, "month": month}

    def _shown(self, name: str, stored: StoredRow) -> Value:
        """What only the reader needs."""
        if name == "direction" and stored.row.measure:
            return direction_of(_figures(stored.row.measure))
        if name == "actual_unit":
            return stored.values.get("unit")
        return None

    def _could_be_taken_for_a_part(self, stored: StoredRow) -> bool:
        return self.form.kind == "setup" and stored.group is None and not stored.row.is_group

    def _value(self, column: FormColumn, value: Any, stored: StoredRow) -> Value:
        if value is None or value == "":
            return None
        if isinstance(value, Target):
            return self._target(value, stored)
        if column.holds == Holds.CALCULATION:
            return calculation_text(value)
        if column.holds == Holds.UNIT:
            return self.units.get(value, "")
        if column.holds == Holds.CHOICE:
            return self.words.label(column.name, value)
        return _plain(value)

    def _target(self, target: Target, stored: StoredRow) -> Value:
        """A bare number where the comparator goes without saying; the carton form always writes it."""
        polarity = stored.row.measure.polarity if stored.row.measure else ""
        usual = target.comparator == usual_comparator(polarity) and not target.is_range
        if self.form.kind == "setup" and usual:
            return target.value
        return target_text(target)

    def _styles(self, line: Line) -> dict[int, str]:
        """The perspective's stripe, and bold names of groups."""
        if self.fillable:
            return {}
        lane = next(i for i, column in enumerate(self.form.columns) if column.name == "lane")
        kind = (
            line.lane.kind if line.lane.kind in ("financial", "customer", "process", "learning") else "other"
        )
        return {lane: f"lane_{kind}"}

    def _join(self, lines: list[Line], first: int) -> None:
        """Lane, objective and the lane's weight as one cell each, as on paper."""
        for name in ("lane", "objective", "lane_weight"):
            number = next((i for i, c in enumerate(self.form.columns, 1) if c.name == name), 0)
            if not number:
                continue
            keys = [line.objective if name == "objective" else line.lane for line in lines]
            for start, end in runs(keys):
                if end > start and keys[start] is not None:
                    self.sheet.merge(self.sheet.range(number, first + start, first + end))

    def _restrict(self, first: int, last: int) -> None:
        """Lists where there are lists, lengths where there are limits."""
        for number, column in enumerate(self.form.columns, start=1):
            cells = self.sheet.range(number, first, last)
            if column.name == "lane" or column.holds in (Holds.CHOICE, Holds.UNIT, Holds.KINDS):
                self.sheet.choices(cells, self.words.labels(column.name))
            elif column.limit:
                self.sheet.at_most(cells, column.limit)


def _month(months: dict[int, Any] | None, month: int) -> Value:
    """Months of their own only; even ones follow from the year's target."""
    if not months or month not in months:
        return None
    value, denominator = months[month]
    return _plain(value) if denominator is None else month_text(value, denominator)


def _figures(spec: MeasureSpec) -> dict[str, Any]:
    return {"target": spec.target, "last_year": spec.last_year}


def _plain(value: Any) -> Value:
    """25.00 as 25: a number cell shows what was meant."""
    shown: Value = trimmed(value) if isinstance(value, Decimal) else value
    return shown


__all__ = ["HELP_SHEET", "SPARE", "TAB", "form_workbook"]
