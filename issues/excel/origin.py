"""What a template carries on its hidden sheet: which register, which rows, signed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from django.core import signing

from cint_portal.documents.excel_read import ReadWorkbook
from issues.excel.columns import COLUMNS, canonical
from issues.models import Issue, IssueRegister
from issues.rules import RowValues

SHEET: Final = "_portal"
#: The cell of the hidden sheet that carries the signed text.
TOKEN_CELL: Final = (2, 2)
TEMPLATE_VERSION: Final = 1
_SALT: Final = "issues.template"


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


def sign(origin: Origin) -> str:
    return signing.dumps(asdict(origin), salt=_SALT, compress=True)


def read_origin(workbook: ReadWorkbook) -> tuple[Origin | None, str]:
    """The origin, or None with the reason: "" no template of ours, "forged", "old_template"."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == SHEET), None)
    if sheet is None:
        return None, ""
    row, column = TOKEN_CELL
    inside = row <= len(sheet.rows) and column <= len(sheet.rows[row - 1])
    token = sheet.rows[row - 1][column - 1].value if inside else None
    try:
        content = signing.loads(str(token), salt=_SALT)
    except signing.BadSignature:
        return None, "forged"
    if content.get("template") != TEMPLATE_VERSION:
        return None, "old_template"
    rows = {int(pk): text for pk, text in content["rows"].items()}
    return Origin(**{**content, "rows": rows}), ""
