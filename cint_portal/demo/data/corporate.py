"""Corporate scorecard of the slides: 25.80 + 23.33 + 24.80 + 23.75 = 97.68."""

from cint_portal.demo.data.scorecards import FOUR_AT_25, KpiRow, ObjectiveRow, ScorecardRow

CORPORATE = ScorecardRow(
    unit="GMN",
    weighting="perspective",
    perspectives=FOUR_AT_25,
    objectives=(
        ObjectiveRow(
            "financial",
            "Enhance Long Term Shareholder Value",
            (
                KpiRow("Profitability", "Rp juta", "5000", "5100", consolidation="sum", filler="FIN"),
                KpiRow(
                    "Profitability Growth",
                    "%",
                    "10",
                    "11",
                    consolidation="last",
                    frequency="quarterly",
                    filler="FIN",
                ),
            ),
        ),
        ObjectiveRow(
            "financial",
            "Increase Revenue Growth",
            (
                KpiRow("Revenue", "Rp juta", "50000", "52000", consolidation="sum", filler="FIN"),
                KpiRow(
                    "Revenue Growth",
                    "%",
                    "12",
                    "12",
                    consolidation="last",
                    frequency="quarterly",
                    filler="FIN",
                ),
            ),
        ),
        ObjectiveRow(
            "financial",
            "Manage Cost Efficiency",
            (
                KpiRow(
                    "Overhead Cost Ratio",
                    "%",
                    "8",
                    "8",
                    polarity="minimize",
                    comparator="≤",
                    filler="FIN",
                    actuals=("8.4", "8.3", "8.2", "8.1", "8", "8", "8", "8", "7.9", "7.8", "7.7", "7.6"),
                ),
            ),
        ),
        ObjectiveRow(
            "customer",
            "Nurture Customer Satisfaction",
            (
                KpiRow(
                    "Customer Satisfaction Index",
                    "skala 1–10",
                    "8",
                    "7.80",
                    frequency="half_yearly",
                    filler="MKT",
                    actuals=("7.70", "7.90"),
                ),
            ),
        ),
        ObjectiveRow(
            "customer",
            "Expand Market Share",
            (
                KpiRow(
                    "Market Share per Product",
                    "%",
                    "40",
                    "37",
                    consolidation="last",
                    frequency="quarterly",
                    filler="MKT",
                    actuals=("35", "36", "36.5", "37"),
                ),
            ),
        ),
        ObjectiveRow(
            "customer",
            "Increase Customer Acquisition",
            (
                KpiRow(
                    "Percentage of Loyal Customers",
                    "%",
                    "50",
                    "45",
                    consolidation="last",
                    frequency="quarterly",
                    filler="MKT",
                    actuals=("43", "44", "44", "45"),
                ),
            ),
        ),
        ObjectiveRow(
            "process",
            "Achieve Operational Excellence",
            (
                KpiRow(
                    "Number of Product Defects",
                    "per 1 juta unit",
                    "100",
                    "100",
                    polarity="minimize",
                    comparator="≤",
                    filler="QA",
                    actuals=("108", "106", "104", "102", "100", "100", "100", "100", "98", "96", "94", "92"),
                ),
            ),
        ),
        ObjectiveRow(
            "process",
            "Drive Demand via Customer Relation Management",
            (
                KpiRow(
                    "Time To Response Customers' Request",
                    "jam",
                    "24",
                    "25",
                    polarity="minimize",
                    comparator="≤",
                    filler="MKT",
                    actuals=("27", "26", "26", "25", "25", "25", "25", "25", "24", "24", "24", "24"),
                ),
                KpiRow(
                    "Number of Customer Gatherings",
                    "kali",
                    "6",
                    "6",
                    consolidation="sum",
                    frequency="half_yearly",
                    filler="MKT",
                    phased=("3", "3"),
                    actuals=("3", "3"),
                    is_process=True,
                ),
            ),
        ),
        ObjectiveRow(
            "process",
            "Manage Dramatic Growth through Innovation",
            (
                KpiRow(
                    "Number of New Products Launch",
                    "produk",
                    "2",
                    "2",
                    consolidation="sum",
                    frequency="half_yearly",
                    filler="PE",
                    phased=("1", "1"),
                    actuals=("1", "1"),
                ),
                KpiRow(
                    "Number of New Initiatives Implemented for Continous Improvement",
                    "inisiatif",
                    "10",
                    "10",
                    consolidation="sum",
                    frequency="quarterly",
                    filler="PE",
                    phased=("2", "3", "2", "3"),
                    actuals=("2", "2", "3", "3"),
                    is_process=True,
                ),
            ),
        ),
        # The slides' map has this objective without a KPI: the warning to show.
        ObjectiveRow("process", "Implement Good Environmental Policy", (), kinds=("environment",)),
        ObjectiveRow(
            "learning",
            "Develop Employee Satisfaction",
            (
                KpiRow(
                    "Employee Satisfaction Index",
                    "skala 1–10",
                    "8",
                    "7.60",
                    frequency="half_yearly",
                    filler="HR",
                    actuals=("7.50", "7.70"),
                ),
            ),
        ),
        ObjectiveRow(
            "learning",
            "Enhance Employee Productivity",
            (
                KpiRow(
                    "Sales Revenue Per Employee",
                    "Rp juta per karyawan",
                    "500",
                    "450",
                    consolidation="sum",
                    filler="HR",
                ),
            ),
        ),
        ObjectiveRow(
            "learning",
            "Improve Employee Appraisal System",
            (
                KpiRow(
                    "Persentase Penyelesaian Sistem Manajemen Kinerja Baru",
                    "%",
                    "100",
                    "100",
                    consolidation="last",
                    frequency="quarterly",
                    filler="HR",
                    phased=("25", "50", "75", "100"),
                    actuals=("20", "50", "75", "100"),
                ),
            ),
        ),
    ),
)
