"""Revisi Target Massal of the running year: one that the board decided in June, one that lies with it now."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Revision:
    """New yearly targets by unit and KPI, with what CMS wrote about them."""

    file_name: str
    reason: str
    advice: str
    targets: Mapping[str, Mapping[str, str]]


AT_HALF_YEAR = Revision(
    "revisi-target-rkap.xlsx",
    "RKAP direvisi: pasar pengadaan pemerintah tumbuh lebih cepat daripada anggaran awal.",
    "Sesuai RKAP revisi yang disetujui Direksi; target lain tidak berubah.",
    {
        "MKT": {
            "Pesanan baru dari pengadaan pemerintah": "13200",
            "Kunjungan ke calon pelanggan proyek": "264",
        },
        "QA": {"Keluhan pelanggan yang terbukti": "20"},
    },
)
WAITING = Revision(
    "revisi-target-akhir-tahun.xlsx",
    "Tarif listrik industri dan harga baja naik; target biaya disesuaikan untuk sisa tahun.",
    "Kenaikan tarif dan harga di luar kendali unit; besarnya sesuai pemberitahuan pemasok.",
    {
        "BELI": {"Kenaikan harga bahan terhadap anggaran": "4"},
        "PROD": {"Pemakaian energi per unit": "3.3"},
    },
)
