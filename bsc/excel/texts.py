"""What an upload says about a file, in the reader's language, by the codes that are stored."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Cells that cannot be taken as they are; the text beside them is what the portal proposes.
FLAWS: "Final[dict[str, _StrPromise]]" = {
    "no_result": _("Sel berisi rumus tanpa hasil. Tulis isinya, atau simpan ulang berkas dari Excel."),
    "error": _("Sel berisi galat Excel. Tulis isinya."),
    "date": _("Sel berisi tanggal. Periksa isinya, lalu terima atau perbaiki."),
    "boolean": _("Sel berisi TRUE/FALSE. Tulis isinya."),
    "merged": _("Sel ini digabung dengan kolom lain. Tulis isinya untuk kolom ini."),
}

#: Remarks that need no repair.
NOTES: "Final[dict[str, _StrPromise]]" = {
    "forged": _("Lembar tersembunyi berkas sudah berubah; baris dicocokkan menurut namanya."),
    "old_template": _("Berkas ini dari versi lama; kolom dibaca menurut judulnya."),
    "hidden_rows": _("Baris tersembunyi tetap dibaca: %(rows)s."),
    "filtered_rows": _("Baris yang tersembunyi oleh filter tetap dibaca: %(rows)s."),
    "hidden_columns": _("Kolom tersembunyi tetap dibaca: %(columns)s."),
    "other_columns": _("Kolom lain tidak dibaca: %(columns)s."),
    "other_sheets": _("Lembar lain tidak dibaca: %(sheets)s."),
    "hidden_sheets": _("Lembar tersembunyi tidak dibaca: %(sheets)s."),
    "copied_ids": _("Baris salinan dibaca sebagai KPI baru: %(rows)s."),
    "foreign_ids": _("Baris dengan kode dari scorecard lain dibaca sebagai KPI baru: %(rows)s."),
    "not_read": _("Kolom Pencapaian, Score dan Tindakan Perbaikan tidak dibaca: diisi bersama realisasi."),
}
