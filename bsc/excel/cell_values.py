"""From the text of one cell to its value, or the reason why it cannot be taken over."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from django.utils.translation import gettext as _

from bsc.excel.columns import FormColumn, Holds
from bsc.excel.stored import canonical, one_line, trimmed
from bsc.excel.targets import (
    Target,
    TargetError,
    doubtful,
    number,
    read_calculation,
    read_month,
    read_target,
)
from bsc.excel.texts import FLAWS
from bsc.excel.vocabulary import Vocabulary
from cint_portal.core.number_messages import number_error_text, reading_text
from cint_portal.core.numbers import NumberError, format_number, round_number
from cint_portal.documents.excel_table import FileCell

PLACES: Final = 6
#: Texts of one line; the others keep their line breaks.
_ONE_LINE: Final = frozenset(
    {
        "lane",
        "objective",
        "name",
        "code",
        "unit",
        "pic",
        "data_needed",
        "evidence_required",
        "standard",
        "clause",
    }
)


@dataclass(frozen=True)
class Read:
    """What a cell says: a value, or a reason with what is proposed instead and what may be chosen."""

    value: Any = None
    reason: str = ""
    proposal: str | None = None
    options: list[str] | None = None
    remark: str = ""
    is_left_out: bool = False


@dataclass(frozen=True)
class Around:
    """What the reading of a cell depends on: the words, and the row's unit of measure and old value."""

    words: Vocabulary
    unit: str = ""
    held: Any = field(default=None, hash=False)


def read_cell(column: FormColumn, cell: FileCell, around: Around) -> Read:
    """The value of a cell, by what its column holds."""
    if cell.flaw and not cell.is_confirmed:
        return Read(reason=str(FLAWS[cell.flaw]), proposal=cell.text)
    if column.name == "unit":
        return _measured_in(cell, around)
    return _READERS[column.holds](column, cell, around)


def _text(column: FormColumn, cell: FileCell, around: Around) -> Read:
    """A number in a text column is taken as it stands."""
    text = format_number(Decimal(cell.text)) if cell.is_number else canonical(cell.text)
    text = one_line(text) if column.name in _ONE_LINE else text
    text = f"{text}%" if cell.is_percent else text
    if column.limit and len(text) > column.limit:
        numbers = {"n": len(text), "limit": column.limit}
        return Read(
            reason=_("Terlalu panjang: %(n)d karakter, paling banyak %(limit)d.") % numbers, proposal=text
        )
    return Read(text)


def _measured_in(cell: FileCell, around: Around) -> Read:
    """A unit of measure that nobody uses yet is asked about: it may be a slip of the keyboard."""
    text = one_line(cell.text)
    if not text or text == around.held:
        return Read(text)
    known = around.words.known_unit(text)
    if known is not None or cell.is_confirmed:
        return Read(known or text)
    if len(text) > 60:
        return Read(
            reason=_("Terlalu panjang: paling banyak %(limit)d karakter.") % {"limit": 60}, proposal=text
        )
    near = get_close_matches(text, around.words.units, n=1, cutoff=0.7)
    hint = _(" Mungkin maksudnya “%(word)s”.") % {"word": near[0]} if near else ""
    reason = (
        _("Satuan ini belum pernah dipakai.") + hint + _(" Perbaiki, atau biarkan bila memang satuan baru.")
    )
    return Read(reason=reason, proposal=text)


def _figure(cell: FileCell) -> tuple[Decimal | None, str]:
    """The number of a cell, and how a doubtful spelling was read; raises NumberError."""
    if not cell.text:
        return None, ""
    if cell.is_number:
        return trimmed(round_number(Decimal(cell.text), PLACES)), ""
    parsed = number(cell.text)
    return trimmed(parsed.value), reading_text(
        parsed
    ) if parsed.notes and "percent" not in parsed.notes else ""


def _number(column: FormColumn, cell: FileCell, around: Around) -> Read:
    try:
        value, remark = _figure(cell)
    except NumberError as error:
        return Read(reason=number_error_text(error), proposal=cell.text)
    if column.name != "decimals":
        return Read(value, remark=remark)
    if value is None:
        return Read(is_left_out=True)
    if value not in range(7):
        return Read(reason=_("Desimal 0 sampai 6."), proposal=format_number(value))
    return Read(value)


def _weight(column: FormColumn, cell: FileCell, around: Around) -> Read:
    """A share of 100: 25 and a percent cell of 25 % are the same, 0.25 is asked about."""
    try:
        value, remark = _figure(cell)
    except NumberError as error:
        return Read(reason=number_error_text(error), proposal=cell.text)
    if value is None or value == around.held:
        return Read(value)
    if not 0 < value <= 100:
        return Read(
            reason=_("Bobot harus lebih dari 0 dan paling besar 100 %%.") % (), proposal=format_number(value)
        )
    if value != round_number(value, 2):
        return Read(reason=_("Bobot paling banyak dua desimal."), proposal=format_number(value, 2))
    if value < 1 and not cell.is_confirmed and not cell.is_percent:
        reason = _("Terbaca %(n)s %%. Mungkin maksudnya %(more)s %%?")
        numbers = {"n": format_number(value), "more": format_number(value * 100)}
        return Read(reason=reason % numbers, proposal=format_number(value * 100))
    return Read(value, remark=remark)


def _target(column: FormColumn, cell: FileCell, around: Around) -> Read:
    try:
        if cell.is_number:
            target, remark = Target("", trimmed(round_number(Decimal(cell.text), PLACES))), ""
        else:
            target, remark = read_target(cell.text), _echo(cell.text)
    except TargetError as error:
        return Read(reason=_no_target(error), proposal=cell.text)
    return _asked_about_percent(target, cell, around) or Read(target, remark=remark)


def _echo(text: str) -> str:
    parsed = doubtful(text)
    return reading_text(parsed) if parsed and "percent" not in parsed.notes else ""


def _no_target(error: TargetError) -> str:
    if error.number is not None and error.number.code not in ("unit", "not_number", "characters"):
        return number_error_text(error.number)
    return _("Bukan target. Tulis angka, atau dengan pembanding: > 0, max 24, min 90, 90 s.d. 100.")


def _asked_about_percent(target: Target, cell: FileCell, around: Around) -> Read | None:
    """95 % typed as 0.95 in a plain cell, or a percent cell of a KPI that is measured in something else."""
    value, held = target.value, around.held.value if isinstance(around.held, Target) else None
    if cell.is_confirmed or not cell.is_number or value is None or value == held:
        return None
    if cell.is_percent and around.unit and "%" not in around.unit:
        reason = _("Sel berformat persen, tetapi satuannya “%(unit)s”.") % {"unit": around.unit}
        return Read(reason=reason, proposal=format_number(value))
    if not cell.is_percent and around.unit == "%" and 0 < value <= 1:
        numbers = {"n": format_number(value), "more": format_number(value * 100)}
        reason = _("Terbaca %(n)s %%. Mungkin maksudnya %(more)s %%?") % numbers
        return Read(reason=reason, proposal=format_number(value * 100))
    return None


def _calculation(column: FormColumn, cell: FileCell, around: Around) -> Read:
    text = _text(column, cell, around)
    if text.reason:
        return text
    try:
        return Read(read_calculation(text.value))
    except TargetError:
        reason = _("Sesudah “Nilai D :” ditulis satu syarat per baris, misalnya B > 0 ; D = 1.")
        return Read(reason=reason, proposal=text.value)


def _chosen(column: FormColumn, cell: FileCell, around: Around) -> Read:
    """A word of a list; an empty cell of a list of choices says nothing."""
    text = one_line(cell.text)
    if not text:
        if column.name == "is_process":
            return Read(value=False)
        return Read() if column.holds == Holds.UNIT else Read(is_left_out=True)
    value = around.words.value(column.name, text)
    if value is not None:
        return Read(value.pk if column.holds == Holds.UNIT else value)
    labels = around.words.labels(column.name)
    near = get_close_matches(text, labels, n=1)
    hint = _(" Mungkin maksudnya “%(word)s”.") % {"word": near[0]} if near else ""
    unknown = _("Unit kerja ini tidak dikenal.") if column.holds == Holds.UNIT else _("Tidak ada di daftar.")
    return Read(reason=unknown + hint, proposal=text, options=labels)


def _month(column: FormColumn, cell: FileCell, around: Around) -> Read:
    if not cell.text:
        return Read()
    if cell.is_number:
        return Read((trimmed(round_number(Decimal(cell.text), PLACES)), None))
    try:
        value, denominator = read_month(cell.text)
    except TargetError as error:
        reason = number_error_text(error.number) if error.number else _("Bukan angka.")
        return Read(reason=reason, proposal=cell.text)
    return Read((trimmed(value), trimmed(denominator)))


_READERS: Final[dict[Holds, Callable[[FormColumn, FileCell, Around], Read]]] = {
    Holds.TEXT: _text,
    Holds.NUMBER: _number,
    Holds.WEIGHT: _weight,
    Holds.TARGET: _target,
    Holds.CALCULATION: _calculation,
    Holds.UNIT: _chosen,
    Holds.CHOICE: _chosen,
    Holds.KINDS: _chosen,
    Holds.MONTH: _month,
}
