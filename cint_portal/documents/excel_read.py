"""Reads an uploaded workbook: its container is checked here, its cells are parsed in a limited process."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from cint_portal.core.numbers import whole_number
from cint_portal.documents.excel_container import check_container
from cint_portal.documents.excel_limits import Limits, WorkbookRefused

_WORKER: Final = Path(__file__).with_name("excel_worker.py")
# In a number format: quoted text, an escaped character, a blank as wide as one, a repeated one.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_TIME: Final = frozenset({-signal.SIGXCPU, -signal.SIGKILL})
_MEMORY: Final = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS})

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

NO_RESULT: Final = "no_result"
"""`Cell.error` of a formula that was stored without its result."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as stored: 95 % is 0.95 with the format 0%, an error has no value."""

    value: CellValue = None
    number_format: str = "General"
    formula: bool = False
    error: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether Excel shows this number multiplied by one hundred."""
        return "%" in _LITERAL.sub("", self.number_format) and isinstance(self.value, int | float)


_EMPTY: Final = Cell()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows[0][0]` is A1, every row is equally long."""

    name: str
    visible: bool
    rows: list[list[Cell]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: list[tuple[int, int, int, int]]
    #: A filter is on: hidden rows are hidden by it.
    is_filtered: bool = False

    def at(self, row: int, column: int) -> Cell:
        """The cell of a row and column counted from 1; an empty one outside the sheet."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[column - 1] if 0 < column <= len(cells) else _EMPTY

    def id_at(self, row: int, column: int) -> int | None:
        """The id in a cell of one of our hidden columns; Excel may have made 12 into 12.0."""
        value = self.at(row, column).value
        text = format(value, ".0f") if isinstance(value, float) else str(value or "").strip()
        return whole_number(text, digits=18)

    def hidden_as(self, row: int) -> str:
        """Why people do not see a row: "row" by hand, "filter", or "" when they do."""
        if row not in self.hidden_rows:
            return ""
        return "filter" if self.is_filtered else "row"


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """All sheets in order, hidden ones too, and what the file says about its last saving."""

    sheets: list[Sheet]
    last_editor: str = ""
    modified_at: datetime | None = None
    is_1904: bool = False


_TYPED: Final[dict[str, Callable[[Any], CellValue]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


def read_workbook(data: bytes, limits: Limits | None = None) -> ReadWorkbook:
    """The whole workbook; raises WorkbookRefused with the reason; writes nothing."""
    limits = limits or Limits()
    check_container(data, limits)
    answer = _parsed(data, limits)
    if "refused" in answer:
        raise WorkbookRefused(answer["refused"], **answer["params"])
    facts = answer["facts"]
    return ReadWorkbook(
        sheets=[_sheet(sheet) for sheet in answer["sheets"]],
        last_editor=facts["lastModifiedBy"].strip(),
        modified_at=_moment(facts["modified"]),
        is_1904=facts["is_1904"],
    )


def _moment(text: str) -> datetime | None:
    """An instant as the file writes it (W3CDTF, UTC); nonsense is unknown."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parsed(data: bytes, limits: Limits) -> dict[str, Any]:
    """Run the worker; a process that was stopped by a limit becomes a named refusal."""
    order = json.dumps(asdict(limits)).encode() + b"\n" + data
    try:
        worker = subprocess.run(
            [sys.executable, "-I", str(_WORKER)],
            input=order,
            capture_output=True,
            timeout=limits.wall_seconds,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused("too_slow") from error
    if worker.returncode in _TIME:
        raise WorkbookRefused("too_slow")
    if worker.returncode in _MEMORY or b"memory" in worker.stderr.lower():
        raise WorkbookRefused("too_heavy")
    if worker.returncode != 0:
        raise WorkbookRefused("damaged")
    answer: dict[str, Any] = json.loads(worker.stdout)
    return answer


def _sheet(raw: dict[str, Any]) -> Sheet:
    hidden = (range(first, last + 1) for first, last in raw["hidden_columns"])
    return Sheet(
        name=raw["name"],
        visible=raw["visible"],
        rows=[[_cell(cell) for cell in row] for row in raw["rows"]],
        hidden_rows=frozenset(raw["hidden_rows"]),
        hidden_columns=frozenset(column for columns in hidden for column in columns),
        merged=[tuple(box) for box in raw["merged"]],
        is_filtered=raw["filtered"],
    )


def _cell(raw: Any) -> Cell:
    if raw is None:
        return _EMPTY
    if not isinstance(raw, dict):
        return Cell(_value(raw))
    return Cell(_value(raw["v"]), raw.get("n", "General"), "f" in raw, raw.get("e", ""))


def _value(raw: Any) -> CellValue:
    if isinstance(raw, list):
        kind, written = raw
        return _TYPED[kind](written)
    plain: CellValue = raw
    return plain
