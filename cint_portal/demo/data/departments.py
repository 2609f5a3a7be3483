"""Department scorecards: Production Engineering, the vehicle workshop, HR; the rest is illustration."""

from dataclasses import replace

from cint_portal.demo.data.scorecards import FOUR, FOUR_AT_25, KpiRow, ObjectiveRow, ScorecardRow

OPERATIONAL = "Achieve Operational Excellence"
COST = "Manage Cost Efficiency"
REVENUE = "Increase Revenue Growth"
SATISFACTION = "Nurture Customer Satisfaction"
INNOVATION = "Manage Dramatic Growth through Innovation"
PEOPLE = "Develop Employee Satisfaction"
PRODUCTIVITY = "Enhance Employee Productivity"
APPRAISAL = "Improve Employee Appraisal System"


def capacity(name: str, target: str, actual: str, last_year: str) -> KpiRow:
    return KpiRow(name, "%", target, actual, weight="3.5", last_year=last_year)


#: Table 4 of the source: 0.914678, grade A. Targets of L.1.1 follow Table 4, last year's figures Table 3.
PRODUCTION_ENGINEERING = ScorecardRow(
    unit="PE",
    weighting="kpi",
    perspectives=FOUR,
    total_bands="appraisal",
    objectives=(
        ObjectiveRow(
            "financial",
            "Actual Capacity & Improvement",
            (
                KpiRow(
                    "Actual Capacity Achievement",
                    "%",
                    None,
                    None,
                    code="F.1.1",
                    weight="17.5",
                    parent="Overhead Cost Ratio",
                    subs=(
                        capacity("Non Betalaktam", "90", "85", "87"),
                        capacity("Betalaktam", "95", "87", "90"),
                        capacity("Obat Tradisional", "95", "90", "95"),
                        capacity("Perbekalan Kesehatan Rumah Tangga (PKRT)", "95", "90", "90"),
                        capacity("Maintenance", "95", "95", "90"),
                    ),
                ),
                KpiRow(
                    "Improvement Value",
                    "%",
                    "25",
                    "21",
                    code="F.2.2",
                    weight="17.5",
                    last_year="19",
                    parent="Overhead Cost Ratio",
                ),
            ),
            source=COST,
            cascade="indirect",
        ),
        ObjectiveRow(
            "customer",
            "Performance Patrol & Kaizen",
            (
                KpiRow(
                    "Performance Patrol Achievement",
                    "%",
                    "100",
                    "100",
                    code="C.1.1",
                    weight="15",
                    last_year="90",
                    parent="Number of Product Defects",
                ),
                KpiRow(
                    "Update Kaizen Realization",
                    "%",
                    "100",
                    "95",
                    code="C.2.1",
                    weight="15",
                    last_year="90",
                    parent="Number of Product Defects",
                    is_process=True,
                ),
            ),
            source=OPERATIONAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Production Line & 5S",
            (
                KpiRow(
                    "Production Line Improvement",
                    "tema per tahun",
                    "6",
                    "5",
                    code="P.1.1",
                    weight="12.5",
                    last_year="5",
                    consolidation="sum",
                    frequency="half_yearly",
                    phased=("3", "3"),
                    actuals=("2", "3"),
                    parent="Number of New Initiatives Implemented for Continous Improvement",
                    is_process=True,
                ),
                KpiRow(
                    "Safety & 5S Implementation",
                    "poin",
                    "95",
                    "90",
                    code="P.2.1",
                    weight="12.5",
                    last_year="85",
                    parent="Number of Product Defects",
                ),
            ),
            kinds=("quality", "ohs"),
            source=OPERATIONAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "learning",
            "Skill & Training",
            (
                KpiRow(
                    "Matrix - Skill Competencies",
                    "Man Power / 6 bulan",
                    "75",
                    "73",
                    code="L.1.1",
                    weight="5",
                    last_year="100",
                    frequency="half_yearly",
                    actuals=("72", "74"),
                    parent="Sales Revenue Per Employee",
                ),
                KpiRow(
                    "Training Competencies",
                    "jam per karyawan per tahun",
                    "4",
                    "3",
                    code="L.1.2",
                    weight="5",
                    last_year="3",
                    consolidation="sum",
                    frequency="quarterly",
                    phased=("1", "1", "1", "1"),
                    actuals=("1", "1", "0", "1"),
                    parent="Sales Revenue Per Employee",
                    is_process=True,
                ),
            ),
            source=PRODUCTIVITY,
            cascade="indirect",
        ),
    ),
)

GROWTH_RULES = ((">", "0", "1"), ("=", "0", "0.5"), ("<", "0", "0"))

#: The ten objectives of the source's Table 2 in its four perspectives; only the growth KPI has figures there.
WORKSHOP = ScorecardRow(
    unit="BK",
    weighting="perspective",
    perspectives=FOUR_AT_25,
    objectives=(
        ObjectiveRow(
            "financial",
            "Meningkatkan hasil pencapaian KPI",
            (
                KpiRow(
                    "Peningkatan pencapaian KPI periode sebelumnya",
                    "%",
                    "0",
                    None,
                    comparator=">",
                    own_growth=True,
                    parent="Overhead Cost Ratio",
                    step_rules=GROWTH_RULES,
                    data_needed="Data pencapaian KPI setiap bulan",
                    provider="QA",
                    definition="B = (X[n−1] − X[n−2]) ÷ X[n−2] × 100 %, X = total scorecard",
                ),
            ),
            source=COST,
            cascade="indirect",
        ),
        ObjectiveRow(
            "financial",
            "Tidak ada waktu jam kerja yang hilang",
            (
                KpiRow(
                    "Jam kerja hilang",
                    "jam",
                    "4",
                    "4.5",
                    polarity="minimize",
                    comparator="≤",
                    illustration=True,
                    parent="Overhead Cost Ratio",
                ),
            ),
            source=COST,
            cascade="indirect",
        ),
        ObjectiveRow(
            "financial",
            "Ketepatan waktu penyelesaian Permintaan Kerja (PK)",
            (
                KpiRow(
                    "PK selesai tepat waktu", "%", "95", "93", illustration=True, parent="Overhead Cost Ratio"
                ),
            ),
            source=COST,
            cascade="indirect",
        ),
        ObjectiveRow(
            "customer",
            "Meningkatkan kepuasan pelayanan internal antar departemen",
            (
                KpiRow(
                    "Indeks kepuasan pelayanan internal",
                    "skala 1–5",
                    "4",
                    "4.1",
                    frequency="quarterly",
                    illustration=True,
                    parent="Customer Satisfaction Index",
                ),
            ),
            source=SATISFACTION,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Memenuhi realisasi permintaan kerja (PK)",
            (
                KpiRow(
                    "Realisasi permintaan kerja",
                    "%",
                    "98",
                    "96",
                    illustration=True,
                    parent="Number of Product Defects",
                ),
            ),
            source=OPERATIONAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Tidak ada kerusakan kendaraan",
            (
                KpiRow(
                    "Kerusakan kendaraan di jalan",
                    "kejadian",
                    "1",
                    "1",
                    polarity="minimize",
                    comparator="≤",
                    illustration=True,
                    parent="Number of Product Defects",
                ),
            ),
            source=OPERATIONAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Maintenance forklift sesuai jadwal",
            (
                KpiRow(
                    "Kesesuaian jadwal maintenance forklift",
                    "%",
                    "100",
                    "98",
                    illustration=True,
                    is_process=True,
                    parent="Number of Product Defects",
                ),
            ),
            source=OPERATIONAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Membudayakan prinsip K3L",
            (
                KpiRow(
                    "Temuan audit K3L",
                    "temuan",
                    "3",
                    "3",
                    polarity="minimize",
                    comparator="≤",
                    illustration=True,
                ),
            ),
            kinds=("ohs", "environment"),
            basis="Kebijakan K3 dan lingkungan perusahaan",
        ),
        ObjectiveRow(
            "learning",
            "Meningkatkan presentase closing temuan audit K3L",
            (KpiRow("Temuan audit K3L yang ditutup", "%", "100", "95", illustration=True, is_process=True),),
            kinds=("ohs", "environment"),
            basis="Kebijakan K3 dan lingkungan perusahaan",
        ),
        ObjectiveRow(
            "learning",
            "Meningkatkan kinerja departemen",
            (
                KpiRow(
                    "Nilai kompetensi mekanik",
                    "poin",
                    "80",
                    "78",
                    frequency="quarterly",
                    illustration=True,
                    parent="Sales Revenue Per Employee",
                ),
            ),
            source=PRODUCTIVITY,
            cascade="indirect",
        ),
    ),
)


def hr(name: str, unit: str, target: str, actual: str, weight: str, **more: object) -> KpiRow:
    return replace(KpiRow(name, unit, target, actual, weight=weight, illustration=True), **more)  # type: ignore[arg-type]


#: Nine objectives and fourteen KPIs of the slides: three taken over, six from the process analysis. The
#: slides leave every target empty; the figures here are illustration.
HUMAN_RESOURCES = ScorecardRow(
    unit="HR",
    weighting="kpi",
    perspectives=(
        ("financial", "Financial", None),
        ("customer", "Customer", None),
        ("process", "Business Process", None),
        ("learning", "People Development", None),
    ),
    objectives=(
        ObjectiveRow(
            "financial",
            "Mengembangkan Produktivitas Karyawan",
            (
                hr(
                    "Sales per Employee",
                    "Rp juta",
                    "500",
                    "450",
                    "10",
                    consolidation="sum",
                    parent="Sales Revenue Per Employee",
                ),
                hr(
                    "Net Profit per Employee",
                    "Rp juta",
                    "60",
                    "58.8",
                    "5",
                    consolidation="sum",
                    parent="Profitability",
                ),
            ),
            source=PRODUCTIVITY,
            cascade="direct",
        ),
        ObjectiveRow(
            "financial",
            "Mengelola Biaya Karyawan secara Efisien",
            (
                hr(
                    "Biaya Kesehatan Per Karyawan",
                    "Rp ribu",
                    "3600",
                    "3720",
                    "5",
                    polarity="minimize",
                    comparator="≤",
                    consolidation="sum",
                    parent="Overhead Cost Ratio",
                ),
                hr(
                    "Rasio HR Cost terhadap Overall Cost",
                    "%",
                    "18",
                    "18",
                    "10",
                    polarity="minimize",
                    comparator="≤",
                    parent="Overhead Cost Ratio",
                ),
            ),
            source=COST,
            cascade="indirect",
        ),
        ObjectiveRow(
            "customer",
            "Mengembangkan Employee Satisfaction",
            (
                hr(
                    "Indeks Kepuasan Karyawan",
                    "skala 1–10",
                    "8",
                    "7.6",
                    "15",
                    frequency="half_yearly",
                    parent="Employee Satisfaction Index",
                ),
            ),
            source=PEOPLE,
            cascade="direct",
        ),
        ObjectiveRow(
            "process",
            "Menerapkan Sistem Rekrutmen Berbasis Kompetensi",
            (
                hr(
                    "Tingkat kinerja karyawan baru enam bulan setelah penerimaan",
                    "poin",
                    "80",
                    "82",
                    "5",
                    frequency="half_yearly",
                    parent="Sales Revenue Per Employee",
                ),
            ),
            source=PRODUCTIVITY,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Menerapkan Pola Pelatihan Berkelanjutan",
            (
                hr(
                    "Jumlah Jam Pelatihan Per Karyawan Per Tahun",
                    "jam",
                    "24",
                    "22",
                    "10",
                    consolidation="sum",
                    is_process=True,
                    parent="Employee Satisfaction Index",
                ),
                hr(
                    "Tingkat Kepuasan Peserta Pelatihan",
                    "skala 1–5",
                    "4",
                    "4.2",
                    "5",
                    parent="Employee Satisfaction Index",
                ),
            ),
            source=PEOPLE,
            cascade="indirect",
        ),
        ObjectiveRow(
            "process",
            "Menyempurnakan Sistem Evaluasi Kinerja",
            (
                hr(
                    "Persentase penyelesaian sistem penilaian kinerja baru",
                    "%",
                    "100",
                    "100",
                    "10",
                    consolidation="last",
                    frequency="quarterly",
                    phased=("25", "50", "75", "100"),
                    actuals=("20", "50", "75", "100"),
                    parent="Persentase Penyelesaian Sistem Manajemen Kinerja Baru",
                ),
            ),
            source=APPRAISAL,
            cascade="direct",
        ),
        ObjectiveRow(
            "process",
            "Membangun Sistem Perencanaan Karir yang Efektif",
            (
                hr(
                    "Persentase penyelesaian blueprint perencanaan karir",
                    "%",
                    "100",
                    "90",
                    "5",
                    consolidation="last",
                    frequency="quarterly",
                    phased=("25", "50", "75", "100"),
                    actuals=("25", "45", "70", "90"),
                    is_process=True,
                    parent="Persentase Penyelesaian Sistem Manajemen Kinerja Baru",
                ),
                hr(
                    "Jumlah karyawan yang telah di-ases melalui metode assessment center",
                    "orang",
                    "40",
                    "38",
                    "5",
                    consolidation="sum",
                    frequency="quarterly",
                    actuals=("9", "10", "9", "10"),
                    is_process=True,
                    parent="Persentase Penyelesaian Sistem Manajemen Kinerja Baru",
                ),
            ),
            source=APPRAISAL,
            cascade="indirect",
        ),
        ObjectiveRow(
            "learning",
            "Mengembangkan Kompetensi Karyawan Internal Divisi HR",
            (
                hr(
                    "Jumlah internal knowledge sharing session yang diselenggarakan",
                    "sesi",
                    "12",
                    "12",
                    "5",
                    consolidation="sum",
                    is_process=True,
                    parent="Employee Satisfaction Index",
                ),
                hr(
                    "Rata-rata skor kompetensi karyawan internal HR",
                    "poin",
                    "85",
                    "83",
                    "5",
                    frequency="half_yearly",
                    parent="Employee Satisfaction Index",
                ),
            ),
            source=PEOPLE,
            cascade="indirect",
        ),
        ObjectiveRow(
            "learning",
            "Membangun Lingkungan Kerja di Departemen HR yang Kondusif",
            (
                hr(
                    "Tingkat kepuasan karyawan internal Divisi HR terhadap pimpinan di Divisi HR",
                    "skala 1–5",
                    "4",
                    "4",
                    "5",
                    frequency="half_yearly",
                    parent="Employee Satisfaction Index",
                ),
            ),
            source=PEOPLE,
            cascade="indirect",
        ),
    ),
)
