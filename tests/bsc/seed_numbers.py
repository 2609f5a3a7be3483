"""The seeds' scorecards as inputs of the rules: corporate slides and Production Engineering."""

from decimal import Decimal

from bsc.scoring import KpiScore, KpiState, achievement

D = Decimal
CAP = D("1.2")
QUARTERS = dict.fromkeys(("Financial", "Customer", "Internal Process", "Learning"), D(25))

# perspective, KPI, target, actual, polarity (balanced-scorecard-slides.txt)
SLIDES = [
    ("Financial", "Profitability", "5000", "5100", "maximize"),
    ("Financial", "Profitability Growth", "10", "11", "maximize"),
    ("Financial", "Revenue", "50000", "52000", "maximize"),
    ("Financial", "Revenue Growth", "12", "12", "maximize"),
    ("Financial", "Overhead Cost Ratio", "8", "8", "minimize"),
    ("Customer", "Customer Satisfaction Index", "8", "7.80", "maximize"),
    ("Customer", "Market Share", "40", "37", "maximize"),
    ("Customer", "Loyal Customers", "50", "45", "maximize"),
    ("Internal Process", "Product Defects", "100", "100", "minimize"),
    ("Internal Process", "Time to Response", "24", "25", "minimize"),
    ("Internal Process", "Customer Gatherings", "6", "6", "maximize"),
    ("Internal Process", "New Products", "2", "2", "maximize"),
    ("Internal Process", "New Initiatives", "10", "10", "maximize"),
    ("Learning", "Employee Satisfaction Index", "8", "7.60", "maximize"),
    ("Learning", "Revenue per Employee", "500", "450", "maximize"),
    ("Learning", "New Appraisal System", "100", "100", "maximize"),
]

# code, objective, target, actual, KPI weight (kpi-production-engineering.txt, Table 4)
PRODUCTION_ENGINEERING = [
    ("L.1.1", "L", "75", "73", "5"),
    ("L.1.2", "L", "4", "3", "5"),
    ("P.1.1", "P", "6", "5", "12.5"),
    ("P.2.1", "P", "95", "90", "12.5"),
    ("C.1.1", "C", "100", "100", "15"),
    ("C.2.1", "C", "100", "95", "15"),
    ("F.2.2", "F", "25", "21", "17.5"),
]
CAPACITY = [("90", "85"), ("95", "87"), ("95", "90"), ("95", "90"), ("95", "95")]
OBJECTIVE_WEIGHTS = {"L": D(10), "P": D(25), "C": D(30), "F": D(35)}


def slides(states: dict[str, KpiState] | None = None, **actuals: str) -> list[KpiScore]:
    """The corporate scorecard; `states` by KPI name, `actuals` by name with underscores."""
    rows = []
    for perspective, name, target, actual, polarity in SLIDES:
        figure = actuals.get(name.replace(" ", "_"), actual)
        state = (states or {}).get(name, KpiState.VERIFIED)
        value = (
            achievement(D(figure), D(target), polarity, cap=CAP)
            if state in {"verified", "unverified"}
            else None
        )
        rows.append(KpiScore(name, value, perspective=perspective, state=state))
    return rows


def production_engineering(*, weighted: bool = True, **targets: str) -> list[KpiScore]:
    """Production Engineering with five sub-indicators under F.1.1; `targets` by code with underscores."""

    def weight(text: str) -> Decimal | None:
        return D(text) if weighted else None

    rows = [
        KpiScore(
            code,
            achievement(D(actual), D(targets.get(code.replace(".", "_"), target)), "maximize", cap=CAP),
            weight(share),
            objective,
        )
        for code, objective, target, actual, share in PRODUCTION_ENGINEERING
    ]
    parts = tuple(
        KpiScore(f"F.1.1/{n}", achievement(D(actual), D(target), "maximize", cap=CAP), weight("3.5"))
        for n, (target, actual) in enumerate(CAPACITY, start=1)
    )
    return [*rows, KpiScore("F.1.1", perspective="F", parts=parts)]
