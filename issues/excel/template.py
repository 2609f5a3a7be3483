"""The register as a file to fill in: drop-downs, protected titles, help, and the marks of its rows."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from cint_portal.core.dates import format_day
from cint_portal.documents.excel_mark import write_mark
from cint_portal.documents.excel_values import Value
from cint_portal.documents.excel_write import Column, SafeSheet, SafeWorkbook
from cint_portal.documents.identity import DocumentIdentity
from issues.excel.columns import COLUMNS, SIX, TAB, Vocabulary, vocabulary
from issues.excel.header import HELP_SHEET, ID_TITLE
from issues.excel.origin import SALT, origin_of
from issues.models import Issue, IssueRegister
from issues.rules import MAX_ROWS


def register_template(register: IssueRegister, document: DocumentIdentity, now: datetime) -> bytes:
    """The register's draft as a workbook that the portal reads back; nobody else's rows are in it."""
    return workbook_of(register, list(register.issues.all()), vocabulary(register), document, now)


def workbook_of(
    register: IssueRegister, issues: list[Issue], words: Vocabulary, document: DocumentIdentity, now: datetime
) -> bytes:
    """The template with these rows."""
    book = SafeWorkbook(document)
    _fill(book, register, issues, words)
    _explain(book, words)
    origin = origin_of(register, issues, now)
    write_mark(book, asdict(origin), salt=SALT, subject=register.pk)
    return book.to_bytes()


def _fill(book: SafeWorkbook, register: IssueRegister, issues: list[Issue], words: Vocabulary) -> None:
    columns = [Column(column.title, column.width, "input") for column in COLUMNS]
    facts: list[tuple[str, Value]] = [
        (_("Unit Kerja"), register.unit.name),
        (_("Tahun BSC"), str(register.cycle.year)),
        (_("Batas Waktu"), format_day(register.due_on, book.document.language)),
        (_("Cara mengisi"), _("Satu isu per baris. Lihat lembar Petunjuk.")),
    ]
    sheet = book.sheet(TAB, [*columns, Column(ID_TITLE, 12, "input")], facts=facts)
    first = sheet.next_row
    for issue in issues:
        values = asdict(issue.values)
        sheet.row([*(words.label(column.name, values[column.name]) for column in COLUMNS), issue.pk])
    for _row in range(MAX_ROWS - len(issues)):
        sheet.row([None] * (len(COLUMNS) + 1))
    _restrict(sheet, words, first, sheet.next_row - 1)


def _restrict(sheet: SafeSheet, words: Vocabulary, first: int, last: int) -> None:
    """Lists where there are lists, lengths where there are limits; titles cannot be typed over."""
    for number, column in enumerate(COLUMNS, start=1):
        cells = sheet.range(number, first, last)
        if column.limit:
            sheet.at_most(cells, column.limit)
        else:
            sheet.choices(cells, words.labels(column.name))
    sheet.fold_columns(len(SIX) + 1, len(COLUMNS))
    sheet.hide_column(len(COLUMNS) + 1)
    sheet.sortable(first - 1, last, len(COLUMNS) + 1)
    sheet.protect()


_GUIDE_WIDTHS: Final = (34, 90)


def _explain(book: SafeWorkbook, words: Vocabulary) -> None:
    """Petunjuk: how to fill, what each column means, which words the lists know."""
    columns = [Column(_("Kolom"), _GUIDE_WIDTHS[0]), Column(_("Cara mengisi"), _GUIDE_WIDTHS[1])]
    sheet = book.sheet(HELP_SHEET, columns, freeze_columns=0)
    for title, text in _guide():
        sheet.row([title, text])
    sheet.next_row += 1
    sheet.row([_("Daftar pilihan"), _("Yang dikenal portal")], styles="header")
    for column in COLUMNS:
        if not column.limit:
            sheet.row([column.title, " · ".join(words.labels(column.name))])
    sheet.protect()


def _guide() -> Iterable[tuple[Value, Value]]:
    """Title and advice for each column, then for the file as a whole."""
    advice = {
        "stakeholder": _("Misalnya Pelanggan, Pemasok, Karyawan. Paling banyak 200 huruf."),
        "needs": _("Apa yang dibutuhkan dan diharapkan pihak itu. Paling banyak 2.000 huruf."),
        "issue": _("Isunya, dengan angka bila ada. Paling banyak 2.000 huruf; baris baru dengan Alt+Enter."),
        "factor_id": _("Pilih dari daftar."),
        "source": _("Internal: dari dalam perusahaan. Eksternal: dari luar."),
        "category": _("Internal biasanya S atau W, eksternal O atau T. CMS yang memutuskan akhirnya."),
        "kinds": _("Boleh kosong. Mutu, K3, Lingkungan, atau gabungannya."),
        "origin": _("Boleh kosong. Dari mana informasinya: rapat, keluhan, audit, berita."),
        "affected_target": _("Boleh kosong. Sasaran yang terpengaruh isu ini."),
        "is_obligation": _("Boleh kosong. Ya bila menjadi kewajiban yang harus dipatuhi."),
        "obligation_reference": _("Diisi bila kewajiban: nama peraturan atau kontraknya."),
        "is_climate": _("Boleh kosong. Ya bila terkait perubahan iklim."),
    }
    yield from ((column.title, advice[column.name]) for column in COLUMNS)
    yield _("Menambah isu"), _("Isi baris kosong berikutnya. Paling banyak %(n)d baris.") % {"n": MAX_ROWS}
    yield _("Menghapus isu"), _("Kosongkan barisnya; pratinjau menyebutkannya sebelum disimpan.")
    yield (
        _("Menempel dari berkas lain"),
        _("Tempel sebagai nilai (Paste Values): daftar pilihan tetap ada."),
    )
    yield (
        _("Mengunggah"),
        _("Di halaman register: Unggah Excel. Tidak ada yang berubah sebelum pratinjau disetujui."),
    )
