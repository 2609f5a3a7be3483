"""The texts for number codes: advice for a refused spelling, the reason for a doubtful reading."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from cint_portal.core.numbers import NumberError, ParsedNumber

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NUMBER_ERRORS: "Final[dict[str, _StrPromise]]" = {
    "empty": _("Isi dengan sebuah angka."),
    "no_value": _(
        "Tanda ini bukan angka. Isi 0 bila hasilnya nol, kosongkan bila belum ada, "
        "atau pilih Tidak Berlaku bila tidak diukur."
    ),
    "not_number": _("Ini bukan angka. Tulis misalnya 1.234,56."),
    "too_long": _("Terlalu panjang untuk sebuah angka (paling banyak %(limit)s karakter)."),
    "foreign_digits": _("Gunakan angka biasa 0 sampai 9. Ketik ulang angkanya."),
    "not_finite": _("Nilai tak terhingga atau bukan bilangan tidak dapat disimpan."),
    "cell_error": _("Sel berisi galat rumus. Perbaiki rumusnya atau tulis angkanya."),
    "formula": _("Rumus tidak dihitung di sini. Tulis hasilnya sebagai angka."),
    "exponent": _("Tulis angkanya lengkap, misalnya 100.000 dan bukan 1e5."),
    "several": _("Ada lebih dari satu nilai. Isi satu angka saja."),
    "unit": _(
        "Satuan ini tidak dikenal. Tulis angkanya saja; "
        "yang boleh menyertai: Rp, %%, rb, jt, M (miliar), triliun."
    ),
    "scale_m": _("Huruf M dapat berarti juta atau miliar. Tulis juta atau miliar."),
    "sign": _("Tulis tanda minus satu kali di depan, misalnya -5, atau angkanya dalam kurung, misalnya (5)."),
    "characters": _(
        "Ada tanda yang bukan bagian angka. Gunakan angka, satu titik atau koma, dan tanda minus."
    ),
    "grouping": _(
        "Letak titik atau koma tidak beraturan. Tulis misalnya 1.234,56: "
        "titik setiap tiga angka, koma untuk desimal."
    ),
    "too_large": _("Terlalu besar: paling banyak %(digits)s angka di depan koma."),
    "decimals": _("Terlalu banyak desimal: paling banyak %(decimals)s angka di belakang koma."),
    "too_small": _("Nilai paling kecil %(limit)s."),
    "too_high": _("Nilai paling besar %(limit)s."),
}

READING_NOTES: "Final[dict[str, _StrPromise]]" = {
    "thousands_point": _("titik dibaca sebagai pemisah ribuan"),
    "thousands_comma": _("koma dibaca sebagai pemisah ribuan"),
    "thousands_space": _("spasi dibaca sebagai pemisah ribuan"),
    "decimal_point": _("titik dibaca sebagai tanda desimal"),
    "decimal_comma": _("koma dibaca sebagai tanda desimal"),
    "brackets": _("angka dalam kurung dibaca sebagai negatif"),
    "tail_sign": _("tanda minus di belakang dibaca sebagai negatif"),
    "scale": _("ditulis lengkap"),
    "percent": _("dalam persen"),
    "rounded": _("desimal dibulatkan"),
}


def number_error_text(error: NumberError) -> str:
    """The advice for a refused spelling, in the language that is active now."""
    return str(NUMBER_ERRORS[error.code]) % error.params


def reading_text(parsed: ParsedNumber) -> str:
    """How a doubtful spelling was read ("Dibaca 1.234: titik dibaca …"), empty when there was no doubt."""
    if parsed.read_as is None:
        return ""
    reasons = ", ".join(str(READING_NOTES[note]) for note in parsed.notes)
    return str(_("Dibaca %(number)s: %(reasons)s.")) % {"number": parsed.read_as, "reasons": reasons}
