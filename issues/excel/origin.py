"""What a template carries on its hidden sheet: which register, which rows."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from cint_portal.documents.excel_mark import read_mark
from cint_portal.documents.excel_read import ReadWorkbook
from issues.excel.columns import COLUMNS, canonical
from issues.models import Issue, IssueRegister
from issues.rules import RowValues

TEMPLATE_VERSION: Final = 1
SALT: Final = "issues.template"


@dataclass(frozen=True)
class Origin:
    """The register as it was when the template was made; `rows` are the rows' marks by their ids."""

    register: int
    unit: str
    year: int
    version: int
    made_at: str
    rows: dict[int, str] = field(default_factory=dict)
    template: int = TEMPLATE_VERSION


def mark(values: RowValues) -> str:
    """A short hash of a row's columns: equal marks, equal rows."""
    stored = asdict(values)
    texts = [
        canonical(column.name, stored[column.name]) if column.limit else stored[column.name]
        for column in COLUMNS
    ]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]


def origin_of(register: IssueRegister, issues: Iterable[Issue], now: datetime) -> Origin:
    return Origin(
        register=register.pk,
        unit=register.unit.name,
        year=register.cycle.year,
        version=register.version,
        made_at=now.isoformat(timespec="seconds"),
        rows={issue.pk: mark(issue.values) for issue in issues},
    )


def read_origin(workbook: ReadWorkbook) -> tuple[Origin | None, str]:
    """The origin, or None with the reason as in `read_mark`."""
    content, reason = read_mark(workbook, salt=SALT, template=TEMPLATE_VERSION)
    if content is None:
        return None, reason
    rows = {int(pk): text for pk, text in content["rows"].items()}
    return Origin(**{**content, "rows": rows}), ""
