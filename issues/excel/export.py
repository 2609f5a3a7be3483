"""The register of the company as a workbook: the tab of the planning workbook, or everything."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cint_portal.documents.excel_values import Value
from cint_portal.documents.excel_write import Column, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from issues.excel.columns import OPTIONAL, SIX, TAB, Vocabulary, whole_vocabulary
from issues.models import Issue
from issues.selectors.issue_list import STATUSES

Facts = Sequence[tuple[str, str]]


def company_workbook(issues: Iterable[Issue], document: DocumentIdentity, facts: Facts) -> bytes:
    """The tab "Isu Internal & Eksternal" with exactly the six titles (4.3), from the first row on.

    Titles and words stay Indonesian in every language: it is the company's own form.
    """
    book = SafeWorkbook(document)
    issue_sheet(book, issues)
    _about(book, document, facts)
    return book.to_bytes()


def issue_sheet(book: SafeWorkbook, issues: Iterable[Issue]) -> None:
    """Add that tab to a workbook; the planning workbook begins with it."""
    with translation.override("id"):
        columns = [Column(str(column.title), column.width) for column in SIX]
        sheet = book.sheet(TAB, columns, heading=False)
        words = whole_vocabulary()
        for issue in issues:
            sheet.row(_six(issue, words))
        sheet.sortable(1, sheet.next_row - 1, len(SIX))


def full_workbook(issues: Iterable[Issue], document: DocumentIdentity, facts: Facts) -> bytes:
    """Every column of the register view, with where each row comes from and where it stands."""
    book = SafeWorkbook(document)
    columns = [
        Column(_("Unit Kerja"), 26),
        Column(_("No."), 6, "number"),
        *(Column(column.title, column.width) for column in SIX),
        Column(_("Usulan kategori departemen"), 18),
        *(Column(column.title, column.width) for column in OPTIONAL),
        Column(_("Isu Susulan"), 10),
        Column(_("Status"), 16),
    ]
    sheet = book.sheet(_("Register Isu"), columns, facts=facts, freeze_columns=2, paper="a3")
    words = whole_vocabulary()
    for issue in issues:
        sheet.row(_all(issue, words))
    return book.to_bytes()


def _about(book: SafeWorkbook, document: DocumentIdentity, facts: Facts) -> None:
    """Keterangan: what the tab itself has no room for."""
    sheet = book.sheet(_("Keterangan"), [Column(_("Keterangan"), 28), Column("", 70)], freeze_columns=0)
    about = [(_("Nomor dokumen"), document.number_line), (_("Kerahasiaan"), document.copy_line)]
    for label, text in [*about, *facts, (_("Diekspor"), document.export_line)]:
        sheet.row([label, text])


def _six(issue: Issue, words: Vocabulary) -> list[Value]:
    values: dict[str, Any] = {**asdict(issue.values), "category": issue.shown_category}  # type: ignore[attr-defined]
    return [words.label(column.name, values[column.name]) for column in SIX]


def _all(issue: Issue, words: Vocabulary) -> list[Value]:
    values = asdict(issue.values)
    changed = issue.category != issue.shown_category  # type: ignore[attr-defined]
    return [
        issue.register.unit.name,
        issue.number,
        *_six(issue, words),
        words.label("category", issue.category) if changed else None,
        *(words.label(column.name, values[column.name]) for column in OPTIONAL),
        _("Ya") if issue.is_late else None,
        STATUSES[issue.shown_status][0],  # type: ignore[attr-defined]
    ]
