"""A scorecard's form as it was read from an upload."""

from dataclasses import dataclass, field

from cint_portal.documents.excel_table import FileTable


@dataclass(frozen=True, kw_only=True)
class Table(FileTable):
    """Rows are KPIs below objectives; `objectives` are those that the form knew, None without a form of ours.

    `keeps` are KPIs that the file lacks and the person keeps.
    """

    form: str
    objectives: list[int] | None = None
    keeps: list[int] = field(default_factory=list)
