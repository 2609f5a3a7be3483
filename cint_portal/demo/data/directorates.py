"""Directorate scorecards: joint KPIs, a formula, a roll-up, a programme; all of it illustration."""

from typing import Any

from cint_portal.demo.data.departments import COST, OPERATIONAL, PEOPLE, REVENUE, SATISFACTION
from cint_portal.demo.data.scorecards import (
    FOUR,
    ActivityRow,
    KpiRow,
    ObjectiveRow,
    ScorecardRow,
)

#: Rolled up from the departments that name it as their KPI Induk.
PLAN_KEPT = "Ketercapaian rencana produksi"
DEFECTS_PER_REVENUE = "Produk cacat per Rp miliar pendapatan"
LOST_DAYS = "Hari hilang karena kecelakaan kerja"


def joint(name: str, weight: str) -> KpiRow:
    """A corporate KPI that the directorate weighs too (KPI Bersama)."""
    return KpiRow(name, "", None, None, weight=weight, shared=name, illustration=True)


def own(name: str, unit: str, target: str, weight: str, **more: Any) -> KpiRow:
    return KpiRow(name, unit, target, more.pop("actual", None), weight=weight, illustration=True, **more)


def objective(perspective: str, name: str, source: str, *kpis: KpiRow, **more: Any) -> ObjectiveRow:
    return ObjectiveRow(perspective, name, kpis, source=source, cascade="direct", **more)


SAFETY = ObjectiveRow(
    "process",
    "Mencegah kecelakaan kerja",
    (
        own(
            LOST_DAYS,
            "hari",
            "12",
            "15",
            actual="10",
            polarity="minimize",
            comparator="≤",
            consolidation="sum",
            filler="PROD",
            data_needed="Laporan kecelakaan P2K3",
            provider="HR",
        ),
    ),
    kinds=("ohs",),
    basis="HIRARC, risiko tertinggi: mesin potong dan las",
    basis_kind="ohs",
    consultation="Risalah rapat P2K3",
    programme=(
        ActivityRow(
            "Pelindung mesin potong di semua lini",
            "Rp 180 juta",
            "Kepala Bagian Produksi",
            (2, 6),
            "Pemeriksaan bersama P2K3 setiap bulan",
            (20, 45, 70),
        ),
        ActivityRow(
            "Pelatihan izin kerja panas",
            "4 angkatan × 20 orang",
            "Petugas K3",
            (3, 9),
            "Uji pemahaman, nilai sekurangnya 80",
            (25, 50),
        ),
    ),
)

DIRECTORATES = (
    ScorecardRow(
        "DIR-OPS",
        "kpi",
        (
            objective("financial", COST, COST, joint("Overhead Cost Ratio", "15")),
            objective(
                "process",
                OPERATIONAL,
                OPERATIONAL,
                joint("Number of Product Defects", "25"),
                own(PLAN_KEPT, "%", "95", "25", rollup="average"),
                own(
                    DEFECTS_PER_REVENUE,
                    "per Rp miliar",
                    "25",
                    "20",
                    polarity="minimize",
                    comparator="≤",
                    expression="A / B * 1000",
                    inputs=("Number of Product Defects", "Revenue"),
                ),
            ),
            SAFETY,
        ),
        FOUR,
    ),
    ScorecardRow(
        "DIR-KOM",
        "kpi",
        (
            objective("financial", REVENUE, REVENUE, joint("Revenue", "40"), joint("Revenue Growth", "20")),
            objective("customer", SATISFACTION, SATISFACTION, joint("Customer Satisfaction Index", "40")),
        ),
        FOUR,
    ),
    ScorecardRow(
        "DIR-KEU",
        "kpi",
        (
            objective(
                "financial", COST, COST, joint("Overhead Cost Ratio", "40"), joint("Profitability", "30")
            ),
            objective("learning", PEOPLE, PEOPLE, joint("Employee Satisfaction Index", "30")),
        ),
        FOUR,
    ),
)
