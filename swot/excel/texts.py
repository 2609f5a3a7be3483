"""What an upload says about a planning workbook, in the reader's language, by the codes that are stored."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Cells and rows that cannot be taken over.
FLAWS: "Final[dict[str, _StrPromise]]" = {
    "no_result": _("Sel berisi rumus tanpa hasil. Simpan ulang berkas dari Excel, atau tulis angkanya."),
    "error": _("Sel berisi galat Excel. Tulis angkanya."),
    "not_number": _("Bukan angka. Tulis bilangan bulat."),
    "not_whole": _("Bukan bilangan bulat."),
    "percent": _("Sel ini berformat persen. Tulis bilangan bulat tanpa persen."),
    "merged": _("Sel ini digabung dengan sel lain. Pisahkan, lalu isi sendiri."),
    "copied": _("Baris ini salinan baris lain. Hapus salah satunya."),
    "foreign": _("Kode baris ini bukan isu SWOT tahun ini."),
    "unknown": _("Tidak ada isu SWOT dengan kode ini. Isu baru masuk lewat Deploy Isu ke SWOT."),
    "other_words": _("Kode ini milik isu lain: kalimatnya berbeda dengan isu di portal."),
    "other_tab": _("Isu ini bukan milik tab ini. Kembalikan ke tabnya."),
    "merged_away": _("Isu ini sudah digabung ke isu lain di portal. Buat Excel yang baru."),
}

#: Remarks that need no repair.
NOTES: "Final[dict[str, _StrPromise]]" = {
    "forged": _(
        "Lembar tersembunyi berkas ini sudah berubah; baris dicocokkan menurut kode dan kalimat isunya."
    ),
    "old_template": _(
        "Berkas dari versi portal yang lama; baris dicocokkan menurut kode dan kalimat isunya."
    ),
    "no_mark": _("Berkas tanpa tanda portal; baris dicocokkan menurut kode dan kalimat isunya."),
    "hidden_rows": _("Baris tersembunyi tetap dibaca: %(rows)s."),
    "filtered_rows": _("Baris yang tersembunyi oleh filter tetap dibaca: %(rows)s."),
    "hidden_columns": _("Kolom tersembunyi tetap dibaca: %(columns)s."),
    "hidden_sheets": _("Lembar tersembunyi tetap dibaca: %(sheets)s."),
    "missing_sheets": _("Tab yang tidak ada di berkas tetap seperti di portal: %(sheets)s."),
}
