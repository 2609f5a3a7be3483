"""Petunjuk: how a form is filled in, what each column means, which words its lists know."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from bsc.excel.columns import BULLET, Form, Holds
from bsc.excel.vocabulary import Vocabulary
from cint_portal.documents.excel_values import Value
from cint_portal.documents.excel_write import Column, SafeWorkbook

HELP_SHEET: Final = "Petunjuk"


def explain(book: SafeWorkbook, form: Form, words: Vocabulary) -> None:
    """Add the sheet."""
    columns = [Column(_("Kolom"), 34), Column(_("Cara mengisi"), 100)]
    sheet = book.sheet(HELP_SHEET, columns, freeze_columns=0)
    advice = _advice(form)
    for column in form.columns:
        if column.name in advice:
            heading = f"{column.group} – {form.title(column)}" if column.group else form.title(column)
            sheet.row([heading, advice[column.name]])
    for title, text in _whole():
        sheet.row([title, text])
    sheet.next_row += 1
    sheet.row([_("Daftar pilihan"), _("Yang dikenal portal")], styles="header")
    for column in form.columns:
        if column.name == "lane" or column.holds in (Holds.CHOICE, Holds.UNIT, Holds.KINDS):
            sheet.row([form.title(column), " · ".join(words.labels(column.name))])
    sheet.row([_("Satuan yang sudah dipakai"), " · ".join(words.units)])
    sheet.protect()


def _advice(form: Form) -> dict[str, Value]:
    weights = (
        _("Bobot perspektif dalam persen, ditulis sekali per perspektif: 25. Jumlah semuanya 100.")
        if form.by_perspective
        else _("Terhitung dari bobot KPI; tidak perlu diisi.")
    )
    return {
        "no": _("Tidak dibaca."),
        "lane": _("Pilih dari daftar. Kosong berarti sama dengan baris di atasnya."),
        "objective": _("Nama sasaran. Kosong berarti sama dengan baris di atasnya."),
        "name": _(
            "Nama KPI. Sub-indikator diawali tanda %(bullet)s dan berada di bawah baris kelompoknya; "
            "baris kelompok tidak mempunyai satuan dan target."
        )
        % {"bullet": BULLET},
        "target": _("Angka, atau dengan pembanding: > 0, max 24, min 90, 90 s.d. 100. Boleh kosong di draf."),
        "unit": _("Satuan termasuk skalanya, misalnya %, Rp juta, jam."),
        "lane_weight": weights,
        "weight": _("Bobot KPI dalam persen: 12,5. Jumlah seluruh KPI 100; baris kelompok dikosongkan."),
        "calculation": _(
            "Cara menghitung. Tabel skor ditulis sesudah baris “2. Nilai D :”, satu syarat per baris: "
            "B > 0 ; D = 1."
        ),
        "provider": _("Departemen yang memberi datanya: nama atau kodenya."),
        "filler": _("Departemen yang mengisi angkanya. Kosong berarti departemen sendiri."),
        "plan": _("Kolom Tindakan Perbaikan dan Score dikosongkan: diisi bersama realisasi, tidak dibaca."),
        "direction": _("Naik, Stabil atau Turun: terhitung sendiri, tidak dibaca."),
        "code": _("Label bebas. Sub-indikator di bawah satu kode tidak perlu kode sendiri."),
        "last_year": _("Angka pencapaian tahun lalu."),
        "kinds": _("Mutu, K3, Lingkungan, atau gabungannya; berlaku untuk sasarannya."),
        "polarity": _("Kosong: mengikuti pembanding target."),
        "month_1": _("Target per bulan. Kosongkan kedua belasnya bila dibagi otomatis. Rasio: 95 ÷ 100."),
    }


def _whole() -> Iterable[tuple[Value, Value]]:
    yield _("Menambah KPI"), _("Isi baris kosong di bawah, atau sisipkan baris di dalam sasarannya.")
    yield _("Menghapus KPI"), _("Kosongkan barisnya; pratinjau menyebutkannya sebelum disimpan.")
    yield _("Angka"), _("1.250 berarti seribu dua ratus lima puluh; 1,25 berarti satu koma dua lima.")
    yield _("Sel persen"), _("Sel berformat persen dibaca sebagaimana tampak: 95% menjadi 95.")
    yield (
        _("Mengunggah"),
        _("Di halaman scorecard: Excel, lalu Unggah. Tidak ada yang berubah sebelum pratinjau disetujui."),
    )
