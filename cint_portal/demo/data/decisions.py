"""Talk and decisions before a year's Penetapan: questions about single KPIs, the board's minutes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TalkRow:
    """A question about a KPI of a unit and its answer ("": still open), each with the side that speaks.

    Sides: preparers, cms, board. `day` counts from the sending, `answered` from the question.
    """

    unit: str
    kpi: str
    asked_by: str
    asked: str
    question: str
    answer: str = ""
    day: int = 1
    answered: int = 1


#: While CMS reviews.
REVIEWED = (
    TalkRow(
        "PE",
        "Improvement Value",
        "cms",
        "preparers",
        "Apakah 25 % sudah memperhitungkan proyek robot las yang baru selesai triwulan ketiga?",
        "Ya. Tanpa proyek itu targetnya 19 %, sama dengan pencapaian tahun lalu.",
    ),
    TalkRow(
        "PROD",
        "Produk cacat lini rangka",
        "cms",
        "preparers",
        "Angka ini dihitung dari produk yang lolos QA atau dari seluruh hasil lini?",
        "Dari seluruh hasil lini sebelum perbaikan, sesuai formulir PROD-07.",
    ),
)
#: While the board reads.
READ = (
    TalkRow(
        "GBB",
        "Ketelitian stok bahan baku",
        "board",
        "cms",
        "Mengapa bukan 99,5 % seperti arahan tahun lalu?",
        "Penimbangan bahan cair baru otomatis mulai Juli; CMS menyarankan 99 % untuk tahun ini.",
        day=6,
        answered=2,
    ),
)

MINUTES_ATTENDANCE = "Hartono Lim\nIrwan Kusuma\nLina Hartati\nJoko Susilo"
MINUTES_NOTE = "Scorecard departemen dibahas satu per satu; paparan oleh Kepala Bagian CMS."
#: The board agrees to these with a note.
NOTED = {"HR": "Jam pelatihan dilaporkan per jenjang mulai semester kedua."}
OBJECTION = (
    "joko.susilo",
    "FIN",
    "Target penutupan buku 5 hari belum memperhitungkan pergantian sistem akuntansi pada April.",
    "Pergantian sistem dijadwalkan setelah tutup buku triwulan pertama; target tetap, ditinjau bulan Juli.",
)
