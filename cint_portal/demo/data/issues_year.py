"""What becomes of the invented issues over the years: fates, late issues, climate, top issues."""

from dataclasses import dataclass
from datetime import date

from cint_portal.demo.data.issues import ISSUES, IssueRow


@dataclass(frozen=True)
class FateRow:
    """The fate of one of last year's issues; `text` is what its row says this year, where reworded."""

    fate: str
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class LateRow:
    """An Isu Susulan: sent on a day of the year before or of the year itself, accepted two days later."""

    years_back: int
    month: int
    day: int
    row: IssueRow
    occasion: str

    def sent_on(self, today: date) -> date:
        return date(today.year - self.years_back, self.month, self.day)


LATE = (
    LateRow(
        1,
        8,
        11,
        IssueRow(
            "QA",
            "Pelanggan rumah sakit",
            "Sertifikat alat kesehatan yang tetap berlaku",
            "Masa berlaku izin edar tempat tidur pasien dipersingkat menjadi tiga tahun",
            "Hukum",
            "external",
            "T",
        ),
        "Peraturan baru tentang izin edar terbit pada bulan Juli.",
    ),
    LateRow(
        0,
        4,
        14,
        IssueRow(
            "MKT",
            "Pemerintah daerah",
            "Mebel sekolah yang cepat tersedia",
            "Program renovasi sekolah menambah pengadaan mebel pada semester kedua",
            "Politik",
            "external",
            "O",
        ),
        "Anggaran tambahan diumumkan pada bulan April.",
    ),
)
#: By the year whose register tells it; every other issue simply persists.
FATES: dict[int, dict[str, FateRow]] = {
    1: {LATE[0].row.issue: FateRow("solved", "Izin edar semua tipe sudah diperpanjang.")},
    2: {
        ISSUES[6].issue: FateRow(
            "strength",
            "Pelatihan bersertifikat selesai pada bulan Juni.",
            "Operator dan teknisi semua regu sudah bersertifikat untuk mesin otomatis",
        ),
        ISSUES[5].issue: FateRow(
            "persisting",
            "Turun empat persen setelah kompresor diganti.",
            "Biaya energi pabrik per unit masih di atas rata-rata industri, meskipun turun empat persen",
        ),
        ISSUES[9].issue: FateRow("irrelevant", "Kontrak harga tetap tidak ditawarkan lagi."),
        ISSUES[12].issue: FateRow("solved", "Boiler dan armada memenuhi baku mutu baru sejak Mei."),
    },
}
#: Sent yesterday: waits for CMS.
WAITING = IssueRow(
    "PROD",
    "Masyarakat sekitar",
    "Lingkungan yang bebas banjir dan debu",
    "Banjir di jalan akses pabrik menghentikan lini pengecatan dua hari",
    "Lingkungan",
    "external",
    "T",
)
WAITING_OCCASION = "Banjir pada awal bulan ini."

CLIMATE_REASON = (
    "Cuaca ekstrem mengganggu kedatangan bahan baku dan panas di lini pengecatan menaikkan pemakaian energi; "
    "pelanggan proyek mulai meminta data emisi."
)
#: The issues that the climate statement names.
CLIMATE = (ISSUES[13].issue, ISSUES[5].issue)
#: The heaviest of each category (weight × rating), followed through the year.
TOP = tuple(ISSUES[number].issue for number in (0, 1, 4, 7, 10, 11))
#: Answers of the first half-year where they are not simply "still valid".
CHANGED = {
    ISSUES[4].issue: ("changed", "Data persediaan sudah terhubung; tinggal jadwal pemasok."),
    ISSUES[11].issue: ("changed", "Bea masuk naik, tekanan harga berkurang."),
}
EXTENSIONS = {
    "MKT": "Tim pemasaran bertugas di pameran dagang sampai awal November.",
    "PPIC": "Pergantian sistem persediaan; data isu menyusul.",
}
CLOSING_REASON = "Bahan analisis SWOT mulai disusun."
