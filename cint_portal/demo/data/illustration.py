"""The other departments: invented KPIs and figures, marked as illustration wherever they appear."""

from typing import Any

from cint_portal.demo.data import maps
from cint_portal.demo.data.departments import COST, INNOVATION, OPERATIONAL, PEOPLE, REVENUE, SATISFACTION
from cint_portal.demo.data.directorates import PLAN_KEPT
from cint_portal.demo.data.scorecards import FOUR, KpiRow, ObjectiveRow, ScorecardRow

DEFECTS = "Number of Product Defects"
OVERHEAD = "Overhead Cost Ratio"
CUSTOMER_INDEX = "Customer Satisfaction Index"
EMPLOYEE_INDEX = "Employee Satisfaction Index"
INITIATIVES = "Number of New Initiatives Implemented for Continous Improvement"
#: One measure, entered by PPIC and weighed by three departments (KPI Bersama).
ON_TIME_DELIVERY = "Ketepatan waktu pengiriman"


def kpi(
    name: str, unit: str, target: str, actual: str | None, weight: str, parent: str, **more: Any
) -> KpiRow:
    return KpiRow(name, unit, target, actual, weight=weight, parent=parent, illustration=True, **more)


def less(
    name: str, unit: str, target: str, actual: str | None, weight: str, parent: str, **more: Any
) -> KpiRow:
    return kpi(name, unit, target, actual, weight, parent, polarity="minimize", comparator="≤", **more)


def objective(perspective: str, name: str, source: str, *kpis: KpiRow, **more: Any) -> ObjectiveRow:
    return ObjectiveRow(perspective, name, kpis, source=source, cascade="indirect", **more)


def department(unit: str, *objectives: ObjectiveRow, **more: Any) -> ScorecardRow:
    return ScorecardRow(unit, "kpi", objectives, FOUR, **more)


def counted(name: str, unit: str, target: str, actual: str, weight: str, parent: str) -> KpiRow:
    """Something that is done and counted every quarter."""
    more = {"consolidation": "sum", "frequency": "quarterly", "is_process": True}
    return kpi(name, unit, target, actual, weight, parent, **more)


def training(
    weight: str,
    target: str = "6",
    actual: str | None = "5",
    name: str = "Mengembangkan kompetensi karyawan departemen",
) -> ObjectiveRow:
    return objective(
        "learning",
        name,
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
            kpi("Ketercapaian jadwal produksi", "%", "95", "93", "25", PLAN_KEPT),
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
            kpi("Ketercapaian output harian", "%", "98", "97", "20", PLAN_KEPT),
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
            maps.MKT_VALUE,
            COST,
            kpi("Kontribusi margin penjualan", "%", "24", "23.5", "5", "Profitability"),
        ),
        objective(
            "financial",
            maps.MKT_REVENUE,
            REVENUE,
            kpi(
                "Pesanan baru dari pengadaan pemerintah",
                "Rp juta",
                "12000",
                "12600",
                "20",
                "Revenue",
                consolidation="sum",
            ),
        ),
        objective(
            "financial",
            maps.MKT_EFFICIENCY,
            COST,
            less("Biaya pemasaran terhadap penjualan", "%", "4", "4.1", "5", OVERHEAD),
        ),
        objective(
            "customer",
            maps.MKT_CUSTOMERS,
            SATISFACTION,
            kpi(
                "Indeks kepuasan dealer",
                "skala 1–10",
                "8",
                "7.9",
                "15",
                CUSTOMER_INDEX,
                frequency="quarterly",
            ),
            kpi(ON_TIME_DELIVERY, "%", "96", "94", "10", CUSTOMER_INDEX, shared=ON_TIME_DELIVERY),
        ),
        objective(
            "customer",
            maps.MKT_BRAND,
            SATISFACTION,
            kpi("Indeks citra merek", "skala 1–10", "7.5", "7.4", "5", CUSTOMER_INDEX, frequency="quarterly"),
        ),
        objective(
            "process",
            maps.MKT_COMMUNICATION,
            INNOVATION,
            counted("Kampanye komunikasi terlaksana", "kampanye", "8", "8", "5", INITIATIVES),
        ),
        objective(
            "process",
            maps.MKT_INTELLIGENCE,
            INNOVATION,
            counted("Laporan intelijen pasar terbit", "laporan", "12", "12", "5", INITIATIVES),
        ),
        objective(
            "process",
            maps.MKT_PRODUCTS,
            INNOVATION,
            counted("Gagasan produk baru yang diajukan", "gagasan", "12", "10", "5", INITIATIVES),
        ),
        objective(
            "process",
            maps.MKT_RELATION,
            INNOVATION,
            kpi(
                "Kunjungan ke calon pelanggan proyek",
                "kunjungan",
                "240",
                "252",
                "10",
                INITIATIVES,
                consolidation="sum",
                is_process=True,
            ),
        ),
        training("10", name=maps.MKT_COMPETENCE),
        objective(
            "learning",
            maps.MKT_CREATIVE,
            PEOPLE,
            counted("Sesi gagasan kreatif", "sesi", "12", "11", "5", EMPLOYEE_INDEX),
        ),
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
            "financial",
            maps.IT_VALUE,
            COST,
            kpi(
                "Penghematan dari otomasi", "Rp juta", "600", "480", "5", "Profitability", consolidation="sum"
            ),
        ),
        objective(
            "financial",
            maps.IT_IMPACT,
            REVENUE,
            kpi(
                "Proses utama yang didukung sistem",
                "%",
                "80",
                "76",
                "5",
                "Revenue Growth",
                frequency="quarterly",
            ),
        ),
        objective(
            "financial",
            maps.IT_EFFICIENCY,
            COST,
            less("Biaya TI terhadap pendapatan", "%", "1.2", "1.2", "5", OVERHEAD),
        ),
        objective(
            "customer",
            maps.IT_SERVICE,
            SATISFACTION,
            less("Waktu penyelesaian tiket", "jam", "8", "13", "15", CUSTOMER_INDEX),
        ),
        objective(
            "customer",
            maps.IT_SOLUTIONS,
            SATISFACTION,
            kpi(
                "Kepuasan pengguna atas solusi baru",
                "skala 1–5",
                "4",
                "3.9",
                "10",
                CUSTOMER_INDEX,
                frequency="quarterly",
            ),
        ),
        objective(
            "process",
            maps.IT_INFRASTRUCTURE,
            OPERATIONAL,
            kpi("Ketersediaan sistem ERP", "%", "99.5", "99.6", "25", DEFECTS),
        ),
        objective(
            "process",
            maps.IT_DECISIONS,
            INNOVATION,
            counted("Laporan manajemen otomatis", "laporan", "8", "4", "5", INITIATIVES),
        ),
        objective(
            "process",
            maps.IT_APPLICATIONS,
            INNOVATION,
            kpi(
                "Proyek digital selesai",
                "proyek",
                "4",
                "1",
                "15",
                INITIATIVES,
                consolidation="sum",
                frequency="quarterly",
                phased=("1", "1", "1", "1"),
                actuals=("0", "0", "1", "0"),
            ),
        ),
        training("10", name=maps.IT_COMPETENCE),
        objective(
            "learning",
            maps.IT_CULTURE,
            PEOPLE,
            kpi(
                "Kepuasan atas layanan TI",
                "skala 1–5",
                "4",
                "4.1",
                "5",
                EMPLOYEE_INDEX,
                frequency="quarterly",
            ),
        ),
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
