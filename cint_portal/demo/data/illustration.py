"""The other departments: invented KPIs and figures, marked as illustration wherever they appear."""

from typing import Any

from cint_portal.demo.data.departments import COST, INNOVATION, OPERATIONAL, PEOPLE, REVENUE, SATISFACTION
from cint_portal.demo.data.scorecards import FOUR, KpiRow, ObjectiveRow, ScorecardRow

DEFECTS = "Number of Product Defects"
OVERHEAD = "Overhead Cost Ratio"
CUSTOMER_INDEX = "Customer Satisfaction Index"
EMPLOYEE_INDEX = "Employee Satisfaction Index"
INITIATIVES = "Number of New Initiatives Implemented for Continous Improvement"
#: One measure, entered by PPIC and weighed by three departments (KPI Bersama).
ON_TIME_DELIVERY = "Ketepatan waktu pengiriman"


def kpi(name: str, unit: str, target: str, actual: str, weight: str, parent: str, **more: Any) -> KpiRow:
    return KpiRow(name, unit, target, actual, weight=weight, parent=parent, illustration=True, **more)


def less(name: str, unit: str, target: str, actual: str, weight: str, parent: str, **more: Any) -> KpiRow:
    return kpi(name, unit, target, actual, weight, parent, polarity="minimize", comparator="≤", **more)


def objective(perspective: str, name: str, source: str, *kpis: KpiRow, **more: Any) -> ObjectiveRow:
    return ObjectiveRow(perspective, name, kpis, source=source, cascade="indirect", **more)


def department(unit: str, *objectives: ObjectiveRow, **more: Any) -> ScorecardRow:
    return ScorecardRow(unit, "kpi", objectives, FOUR, **more)


def training(weight: str, target: str = "6", actual: str = "5") -> ObjectiveRow:
    return objective(
        "learning",
        "Mengembangkan kompetensi karyawan departemen",
        PEOPLE,
        kpi(
            "Pelatihan per karyawan",
            "jam",
            target,
            actual,
            weight,
            EMPLOYEE_INDEX,
            consolidation="sum",
            frequency="quarterly",
            is_process=True,
        ),
    )


ILLUSTRATED = (
    department(
        "PPIC",
        objective(
            "customer",
            "Memenuhi janji pengiriman",
            SATISFACTION,
            kpi(ON_TIME_DELIVERY, "%", "96", "94", "30", CUSTOMER_INDEX, shared=ON_TIME_DELIVERY),
        ),
        objective(
            "process",
            "Menjaga ketelitian rencana produksi",
            OPERATIONAL,
            kpi("Ketercapaian jadwal produksi", "%", "95", "93", "25", DEFECTS),
            less("Revisi jadwal setelah terbit", "kali", "36", "40", "20", DEFECTS, consolidation="sum"),
        ),
        objective(
            "financial",
            "Menekan nilai persediaan",
            COST,
            less("Perputaran persediaan barang jadi", "hari", "28", "29", "15", OVERHEAD),
        ),
        training("10"),
    ),
    department(
        "PROD",
        objective(
            "process",
            "Menghasilkan produk tanpa cacat",
            OPERATIONAL,
            less("Produk cacat lini rangka", "per 1 juta unit", "120", "115", "30", DEFECTS),
            kpi("Ketercapaian output harian", "%", "98", "97", "20", DEFECTS),
        ),
        objective(
            "customer",
            "Memenuhi janji pengiriman",
            SATISFACTION,
            kpi(ON_TIME_DELIVERY, "%", "96", "94", "20", CUSTOMER_INDEX, shared=ON_TIME_DELIVERY),
        ),
        objective(
            "financial",
            "Menekan biaya konversi",
            COST,
            less("Pemakaian energi per unit", "kWh", "3.2", "3.3", "20", OVERHEAD),
            kinds=("quality", "environment"),
        ),
        training("10", "8", "8"),
    ),
    department(
        "QA",
        objective(
            "process",
            "Mencegah produk cacat sampai ke pelanggan",
            OPERATIONAL,
            less("Keluhan pelanggan yang terbukti", "kasus", "24", "22", "35", DEFECTS, consolidation="sum"),
            kpi("Temuan audit internal ditutup tepat waktu", "%", "95", "96", "25", DEFECTS),
        ),
        objective(
            "customer",
            "Menjawab keluhan dengan cepat",
            SATISFACTION,
            less("Waktu jawab keluhan", "hari", "3", "3", "25", CUSTOMER_INDEX),
        ),
        training("15", "8", "9"),
    ),
    department(
        "GBB",
        objective(
            "process",
            "Menjaga ketelitian persediaan",
            OPERATIONAL,
            kpi("Ketelitian stok bahan baku", "%", "99", "98.5", "40", DEFECTS),
            less("Bahan baku kedaluwarsa", "kejadian", "6", "5", "20", DEFECTS, consolidation="sum"),
        ),
        objective(
            "financial",
            "Menekan biaya gudang",
            COST,
            less("Biaya penanganan per ton", "Rp ribu", "85", "88", "25", OVERHEAD),
        ),
        training("15"),
    ),
    department(
        "MKT",
        objective(
            "financial",
            "Menumbuhkan pendapatan",
            REVENUE,
            kpi(
                "Pesanan baru dari pengadaan pemerintah",
                "Rp juta",
                "12000",
                "12600",
                "30",
                "Revenue",
                consolidation="sum",
            ),
        ),
        objective(
            "customer",
            "Memperluas pelanggan setia",
            SATISFACTION,
            kpi(
                "Indeks kepuasan dealer",
                "skala 1–10",
                "8",
                "7.9",
                "20",
                CUSTOMER_INDEX,
                frequency="quarterly",
            ),
            kpi(ON_TIME_DELIVERY, "%", "96", "94", "10", CUSTOMER_INDEX, shared=ON_TIME_DELIVERY),
        ),
        objective(
            "process",
            "Mengelola peluang penjualan",
            INNOVATION,
            kpi(
                "Kunjungan ke calon pelanggan proyek",
                "kunjungan",
                "240",
                "252",
                "25",
                INITIATIVES,
                consolidation="sum",
                is_process=True,
            ),
        ),
        training("15"),
    ),
    department(
        "BELI",
        objective(
            "financial",
            "Menjaga harga bahan",
            COST,
            less("Kenaikan harga bahan terhadap anggaran", "%", "3", "7", "35", OVERHEAD),
        ),
        objective(
            "process",
            "Menjamin pasokan",
            OPERATIONAL,
            kpi("Pengiriman pemasok tepat waktu", "%", "95", "70", "30", DEFECTS),
            kpi(
                "Pemasok dievaluasi",
                "%",
                "100",
                "50",
                "20",
                DEFECTS,
                frequency="half_yearly",
                is_process=True,
            ),
        ),
        training("15"),
    ),
    department(
        "FIN",
        objective(
            "financial",
            "Menjaga arus kas",
            COST,
            less("Umur piutang rata-rata", "hari", "45", "44", "40", OVERHEAD),
        ),
        objective(
            "process",
            "Menutup buku tepat waktu",
            OPERATIONAL,
            less("Hari tutup buku bulanan", "hari", "7", "7", "30", INITIATIVES),
            less(
                "Koreksi audit",
                "temuan",
                "4",
                "3",
                "15",
                INITIATIVES,
                consolidation="sum",
                frequency="half_yearly",
            ),
        ),
        training("15", "6", "6"),
    ),
    department(
        "IT",
        objective(
            "customer",
            "Memberikan layanan TI yang andal",
            SATISFACTION,
            kpi("Ketersediaan sistem ERP", "%", "99.5", "99.6", "40", CUSTOMER_INDEX),
            less("Waktu penyelesaian tiket", "jam", "8", "13", "25", CUSTOMER_INDEX),
        ),
        objective(
            "process",
            "Menyelesaikan proyek digital",
            INNOVATION,
            kpi(
                "Proyek digital selesai",
                "proyek",
                "4",
                "1",
                "20",
                INITIATIVES,
                consolidation="sum",
                frequency="quarterly",
                phased=("1", "1", "1", "1"),
                actuals=("0", "0", "1", "0"),
            ),
        ),
        training("15"),
        missing_months=(5,),
    ),
    department(
        "CMS",
        objective(
            "process",
            "Menjalankan siklus BSC tepat waktu",
            OPERATIONAL,
            kpi("Isu diperiksa dalam 3 HK", "%", "100", "97", "35", INITIATIVES, frequency="quarterly"),
            kpi("Realisasi diverifikasi dalam H+2", "%", "100", "98", "35", INITIATIVES),
        ),
        objective(
            "customer",
            "Menjadi rujukan sistem manajemen",
            SATISFACTION,
            kpi(
                "Indeks kepuasan layanan CMS",
                "skala 1–5",
                "4",
                "4.2",
                "15",
                CUSTOMER_INDEX,
                frequency="half_yearly",
            ),
        ),
        training("15", "8", "8"),
    ),
)
