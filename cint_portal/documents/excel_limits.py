"""How much of a workbook is read, and the named reasons for which one is refused."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings far above any template of ours; the file is refused at the first one it passes."""

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 50 * MEGABYTE
    ratio: int = 100
    entries: int = 2_000
    sheets: int = 50
    rows: int = 5_000
    columns: int = 256
    cells: int = 200_000
    cell_text: int = 32_767
    all_text: int = 5_000_000
    cpu_seconds: int = 10
    wall_seconds: int = 10
    memory_bytes: int = 512 * MEGABYTE


_RESAVE = _("Susunan berkas tidak wajar. Buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi.")
_DAMAGED = _("Berkas rusak atau tidak lengkap. Simpan ulang dari Excel sebagai .xlsx, lalu unggah lagi.")
_PASSWORD = _(
    "Berkas ini dilindungi kata sandi atau memakai format Excel lama (.xls). "
    "Simpan sebagai .xlsx tanpa kata sandi."
)

REFUSALS: "Final[dict[str, _StrPromise]]" = {
    "empty": _("Berkas kosong."),
    "file_bytes": _("Berkas terlalu besar: paling besar %(limit)s MB."),
    "not_workbook": _("Ini bukan berkas Excel. Unggah berkas .xlsx dari templat."),
    "wrong_kind": _("Jenis berkas ini tidak diterima. Simpan sebagai Excel Workbook (.xlsx)."),
    "old_or_locked": _PASSWORD,
    "encrypted": _PASSWORD,
    "macro": _("Berkas berisi makro atau kontrol aktif. Simpan sebagai .xlsx tanpa makro."),
    "damaged": _DAMAGED,
    "entries": _("Berkas berisi terlalu banyak bagian: paling banyak %(limit)s."),
    "unpacked_bytes": _("Isi berkas terlalu besar: paling besar %(limit)s MB setelah dibuka."),
    "ratio": _("Isi berkas membengkak lebih dari %(limit)s kali. Hapus baris dan format yang tidak dipakai."),
    "overlap": _RESAVE,
    "lying_size": _RESAVE,
    "bad_name": _RESAVE,
    "bad_structure": _RESAVE,
    "dtd": _RESAVE,
    "sheets": _("Terlalu banyak lembar: paling banyak %(limit)s."),
    "rows": _("Lembar %(sheet)s: ada isi di baris %(found)s; paling banyak %(limit)s baris."),
    "columns": _("Lembar %(sheet)s: ada isi di kolom ke-%(found)s; paling banyak %(limit)s kolom."),
    "cells": _("Lembar %(sheet)s: terlalu banyak sel; paling banyak %(limit)s di seluruh berkas."),
    "cell_text": _(
        "Lembar %(sheet)s: teks dalam satu sel terlalu panjang (paling banyak %(limit)s karakter)."
    ),
    "all_text": _("Teks dalam berkas terlalu banyak: paling banyak %(limit)s karakter."),
    "no_sheet": _("Berkas tidak berisi lembar kerja."),
    "too_slow": _("Berkas terlalu lama dibaca. Hapus baris, format dan lembar yang tidak dipakai."),
    "too_heavy": _("Berkas terlalu berat dibaca. Hapus baris, format dan lembar yang tidak dipakai."),
}


class WorkbookRefused(Exception):  # noqa: N818 — a refusal is an answer, not a fault
    """The file is not read; `code` is the reason, `str()` the advice in the reader's language."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(REFUSALS[self.code]) % self.params
