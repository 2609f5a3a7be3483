"""Step 5: departments fill and send a month, CMS verifies it, everybody sees the result (7.2.1, 7.2.2)."""

from dataclasses import dataclass, field, replace

from playwright.sync_api import Locator, Page, expect

from tests.flows.scorecard_steps import COMPANY, DOWNTIME, ON_TIME, PPIC, REVENUE, STOCK, TRAINING
from tests.flows.stage import Stage, click, follow, link_in, says

FINANCE = "Departemen Keuangan"
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni")


@dataclass(frozen=True)
class Figures:
    """What a month brought, as typed."""

    revenue: str = "50"
    corporate_on_time: str = "96"
    downtime: str = "10"
    training: str = "2"
    own_on_time: str = "97"
    stock: str = "98"


#: January is behind in three places, the other months are as planned.
JANUARY = Figures(revenue="45", downtime="12", stock="93,1")
USUAL = Figures()


@dataclass
class Result:
    """A total as the page shows it, worked by hand."""

    text: str
    grade: str
    kpis: dict[str, str] = field(default_factory=dict)


#: 45/50 → 90; 96/96 → 100; 10/12 → 83,33; 2/2 → 100: a quarter each.
JANUARY_COMPANY = Result("93,33 %", "Biru", {REVENUE.name: "90", ON_TIME.name: "100", DOWNTIME.name: "83,33"})
#: 0,6 · 97/97 + 0,4 · 93,1/98.
JANUARY_PPIC = Result("98,00 %", "Biru", {ON_TIME.name: "100", STOCK.name: "95"})
#: 295/300 → 98,33; 100; 60/62 → 96,77; 100.
HALF_COMPANY = Result("98,78 %", "Biru", {REVENUE.name: "98,33", DOWNTIME.name: "96,77"})
#: 0,6 · 100 + 0,4 · (93,1 + 5 · 98)/6/98.
HALF_PPIC = Result("99,67 %", "Biru", {STOCK.name: "99,17"})


def report_half_a_year(stage: Stage) -> None:
    """January in detail, then the months until June."""
    report_month(stage, 1, JANUARY)
    see_result(stage, COMPANY, "Bulan", JANUARY_COMPANY)
    see_result(stage, PPIC, "Bulan", JANUARY_PPIC)
    for month in range(2, 7):
        report_month(stage, month, USUAL)
    for view in ("S.d. bulan ini", "Semester"):
        see_result(stage, COMPANY, view, HALF_COMPANY)
    see_result(stage, COMPANY, "Tahun", replace(HALF_COMPANY, grade="Sementara"))  # half of it is to come
    see_result(stage, PPIC, "Semester", HALF_PPIC)


def report_month(stage: Stage, month: int, figures: Figures) -> None:
    """On the first of the next month beat opens it; two departments send, CMS verifies both."""
    name = f"{MONTHS[month - 1]} 2027"
    stage.move_clock(f"2027-{month + 1:02d}-01 08:00")
    planning = stage.mail("manager@contoh.test", f"Realisasi {name} – {PPIC}: mohon diisi")
    finance = stage.mail("manager.fin@contoh.test", f"Realisasi {name} – {FINANCE}: mohon diisi")
    stage.move_clock(f"2027-{month + 1:02d}-05 10:00")
    fill(stage, "manager", link_in(planning), planning_figures(figures))
    fill(stage, "manager.fin", link_in(finance), finance_figures(figures))
    for unit in (PPIC, FINANCE):
        verify(stage, unit, name)


def planning_figures(figures: Figures) -> dict[str, str]:
    """By the name that the page gives each row: its own KPIs, and the corporate ones that name it."""
    return {
        f"{ON_TIME.name} (KPI Korporat)": figures.corporate_on_time,
        f"{DOWNTIME.name} (KPI Korporat)": figures.downtime,
        ON_TIME.name: figures.own_on_time,
        STOCK.name: figures.stock,
    }


def finance_figures(figures: Figures) -> dict[str, str]:
    return {
        f"{REVENUE.name} (KPI Korporat)": figures.revenue,
        f"{TRAINING.name} (KPI Korporat)": figures.training,
    }


def fill(stage: Stage, manager: str, link: str, figures: dict[str, str]) -> None:
    page = stage.as_(manager)
    page.goto(link)
    for kpi, figure in figures.items():
        page.get_by_label(f"Realisasi: {kpi}", exact=True).fill(figure)
    if figures.get(STOCK.name) == JANUARY.stock:
        stage.snap(page, "month-filled")
    click(page, "Kirim ke CMS")
    says(page, "Realisasi dikirim ke CMS.", "Tepat waktu")


def verify(stage: Stage, unit: str, month: str) -> None:
    page = stage.as_("cms")
    page.goto(link_in(stage.mail("cms@contoh.test", f"Realisasi {month} – {unit}: menunggu verifikasi")))
    says(page, "H+2")
    if month.startswith("Januari"):
        stage.snap(page, "month-verification")
    click(page, "Terima Semua dan Verifikasi")
    says(page, "Realisasi diverifikasi.")


def see_result(stage: Stage, unit: str, view: str, result: Result) -> None:
    """The board reads the total with its grade, and each KPI as met or not met."""
    page = stage.as_("direksi")
    follow(page, "Hasil")
    page.locator(".heat-map").get_by_role("link", name=unit).click()
    page.get_by_role("navigation", name="Rentang").get_by_role("link", name=view, exact=True).click()
    stage.snap(page, f"result-{view}")
    head = page.locator(".result-head")
    expect(head.locator(".result-number")).to_have_text(result.text)
    expect(head.locator(".result-grade")).to_contain_text(result.grade)
    for name, percent in result.kpis.items():
        expect(kpi_row(page, name)).to_contain_text(percent)
        expect(kpi_row(page, name)).to_contain_text("Tercapai" if percent == "100" else "Tidak Tercapai")


def kpi_row(page: Page, name: str) -> Locator:
    return page.locator("tr", has=page.get_by_role("link", name=name))
