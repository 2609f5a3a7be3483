"""What a form carries on its hidden sheet: which scorecard, which rows as they were then."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bsc.excel.stored import StoredRow
from bsc.selectors.rows import ScorecardStructure
from cint_portal.documents.excel_mark import read_mark
from cint_portal.documents.excel_read import ReadWorkbook

TEMPLATE_VERSION: Final = 1
SALT: Final = "bsc.form"
#: Columns of the lane and of the objective: they are no part of a single row.
SHARED: Final = ("lane_weight", "kinds")


@dataclass(frozen=True)
class Origin:
    """The scorecard as it was when the form was made; `rows` are marks by KPI id."""

    scorecard: int
    unit: str
    year: int
    version: int
    form: str
    made_at: str
    rows: dict[int, str] = field(default_factory=dict)
    objectives: list[int] = field(default_factory=list)
    template: int = TEMPLATE_VERSION


def mark(stored: StoredRow) -> str:
    """A short hash of what the row says in this form: equal marks, equal rows."""
    own = {name: value for name, value in stored.values.items() if name not in SHARED}
    texts = sorted((name, repr(_plain(value))) for name, value in own.items())
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """0.5 and 0.50 are one value."""
    if isinstance(value, dict):
        return sorted((key, _plain(held)) for key, held in value.items())
    if isinstance(value, tuple | list):
        return [_plain(held) for held in value]
    return format(value.normalize(), "f") if hasattr(value, "normalize") else value


def origin_of(read: ScorecardStructure, form: str, rows: Iterable[StoredRow], now: datetime) -> Origin:
    return Origin(
        scorecard=read.scorecard_id,
        unit=read.unit_name,
        year=read.year,
        version=read.version,
        form=form,
        made_at=now.isoformat(timespec="seconds"),
        rows={stored.id: mark(stored) for stored in rows},
        objectives=[objective.id for objective in read.objectives],
    )


def read_origin(workbook: ReadWorkbook) -> tuple[Origin | None, str]:
    """The origin, or None with the reason as in `read_mark`."""
    content, reason = read_mark(workbook, salt=SALT, template=TEMPLATE_VERSION)
    if content is None:
        return None, reason
    rows = {int(pk): text for pk, text in content["rows"].items()}
    return Origin(**{**content, "rows": rows}), ""
