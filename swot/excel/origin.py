"""What a planning workbook carries on its hidden sheet: which year, and the numbers as they were."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from cint_portal.documents.excel_mark import read_mark, write_mark
from cint_portal.documents.excel_read import ReadWorkbook
from cint_portal.documents.excel_write import SafeWorkbook
from swot.models import SwotAnalysis

Pair = tuple[int | None, int | None]
TEMPLATE_VERSION: Final = 1
_SALT: Final = "swot.planning"


@dataclass(frozen=True)
class Origin:
    """The analysis as it was when the file was made; `items` are Bobot and Rating by item id."""

    analysis: int
    year: int
    version: int
    items: Mapping[int, Pair]
    template: int = TEMPLATE_VERSION


def remember(book: SafeWorkbook, analysis: SwotAnalysis, items: Mapping[int, Pair]) -> None:
    """Add the hidden sheet: without it rows are recognised by code and words."""
    origin = Origin(analysis.pk, analysis.cycle.year, analysis.version, items)
    write_mark(book, asdict(origin), salt=_SALT, subject=analysis.pk)


def read_origin(workbook: ReadWorkbook) -> tuple[Origin | None, str]:
    """The origin, or None with the reason as in `read_mark`."""
    content, reason = read_mark(workbook, salt=_SALT, template=TEMPLATE_VERSION)
    if content is None:
        return None, reason
    items = {int(pk): (weight, rating) for pk, (weight, rating) in content["items"].items()}
    return Origin(**{**content, "items": items}), ""
