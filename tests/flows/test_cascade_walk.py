"""Issue 6 (b) in the browser: HR by both methods of the slides — saved, not sent, one gap, one orphan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bsc.models import Kpi, MapArrow, Objective, Scorecard
from bsc.models.scorecard import CascadeKind
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.kpi import add_kpi
from cint_portal.demo.data.departments import HUMAN_RESOURCES
from cint_portal.demo.data.maps import HR_CLIMATE, HR_COMPETENCE, HR_TRAINING, PROCESSES
from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from tests.bsc.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import PASSWORD, Company, assign, person, unit
from tests.flows.stage import Stage, click, says
from tests.flows.start import found_company
from tests.live import running_portal
from tests.locks import unlocked

pytestmark = [pytest.mark.browser, pytest.mark.processes]

PRODUCTIVITY, SATISFACTION = "Enhance Employee Productivity", "Develop Employee Satisfaction"
APPRAISAL, COST = "Improve Employee Appraisal System", "Manage Cost Efficiency"
GAP = "Implement Good Environmental Policy"
#: Per objective of the company its lane and its KPIs; HR takes over the first three with four KPIs.
ABOVE = {
    PRODUCTIVITY: ("learning", "Sales Revenue Per Employee", "Net Profit per Employee"),
    SATISFACTION: ("learning", "Employee Satisfaction Index"),
    APPRAISAL: ("learning", "Persentase Penyelesaian Sistem Manajemen Kinerja Baru"),
    COST: ("financial", "Overhead Cost Ratio"),
    GAP: ("process", "Emisi per unit"),
}
ORPHAN = "Jumlah internal knowledge sharing session yang diselenggarakan"


@pytest.fixture
def stage(own_database: str, chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    """The company's scorecard is approved; HR has a manager and nothing else."""
    company = found_company()
    human_resources(company)
    approved_above(company)
    with running_portal(own_database, tmp_path, "web") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2026-12-08 09:00")
        yield stage
        stage.leave()
        # A refused form is answered with 422, which the browser's console counts as an error.
        assert [one for one in stage.complaints if "422" not in one] == []


def human_resources(company: Company) -> None:
    department = unit("HR", "Human Resources", "department", company.directorate)
    assign(person("manager.hr", "Tuti Rahayu", salutation="Ibu"), Role.MANAGER, department)
    known = User.objects.get(username="manager").password
    User.objects.filter(username="manager.hr").update(password=known)


@unlocked()
def approved_above(company: Company) -> None:
    top = a_scorecard(company.corporate, company.cycle, Status.APPROVED)
    for name, (lane, *kpis) in ABOVE.items():
        objective = an_objective(top, lane, name=name)
        for kpi in kpis:
            a_kpi(objective, a_measure(company.department, company.cycle, name=kpi))


def own() -> Scorecard:
    return Scorecard.objects.get(unit__code="HR")


def test_hr_by_both_methods(stage: Stage) -> None:
    cms = stage.as_("cms")
    cascade_to_hr(cms)
    manager = stage.as_("manager.hr")
    take_three_over(manager)
    analyse_the_process(manager)
    fill_in_the_kpis()
    draw_an_arrow(manager)
    saved_but_not_sent(manager)
    one_gap_and_one_orphan(cms)


def cascade_to_hr(page: Page) -> None:
    """CMS marks three objectives as HR's own and one to be supported; one is left to nobody."""
    page.goto("/bsc/cascade/?year=2027")
    for name in (PRODUCTIVITY, SATISFACTION, APPRAISAL):
        page.get_by_label(f"{name} – Human Resources").select_option("direct")
    page.get_by_label(f"{COST} – Human Resources").select_option("indirect")
    click(page, "Simpan")
    says(page, "4 tanda berubah.")
    page.get_by_role("link", name=COST).click()
    page.get_by_label("Arahan – Human Resources").fill("Biaya karyawan tumbuh di bawah pendapatan")
    click(page, "Simpan")
    says(page, "1 kontribusi berubah.")
    page.goto("/bsc/cascade/?year=2027")
    click(page, "Kirim ke departemen")
    page.get_by_role("dialog").get_by_role("button", name="Kirim ke departemen").click()
    says(page, "1 departemen diberi tahu.")


def take_three_over(page: Page) -> None:
    """Direct: the company's objectives become HR's, with their KPIs, without targets."""
    page.goto(f"/bsc/scorecards/{own().pk}/take/")
    says(page, "Biaya karyawan tumbuh di bawah pendapatan")
    click(page, "Ambil sasaran")
    says(page, "3 sasaran diambil.")
    taken = Objective.objects.filter(perspective__scorecard=own())
    assert set(taken.values_list("cascade_kind", flat=True)) == {CascadeKind.DIRECT}
    assert Kpi.objects.filter(objective__in=taken, cascade_scope="whole").count() == 4


def analyse_the_process(page: Page) -> None:
    """Indirect: five outputs typed in one grid, six objectives made of them."""
    page.goto(f"/bsc/scorecards/{own().pk}/process/")
    click(page, "Isi analisa proses")
    rows = PROCESSES["HR"]
    while page.locator("textarea[name$=-output]").count() < len(rows):
        click(page, "Tambah baris")
    for number, (output, customer, wish, _follow) in enumerate(rows):
        page.locator(f"[name=row-{number}-output]").fill(output)
        page.locator(f"[name=row-{number}-customer]").fill(customer)
        page.locator(f"[name=row-{number}-expectation]").fill(wish)
    click(page, "Simpan")
    says(page, "5 output belum diikuti sasaran.")
    lanes = {row.name: row.perspective for row in HUMAN_RESOURCES.objectives}
    kinds = {lane.kind: str(lane.pk) for lane in own().perspectives.all()}
    for output, _customer, _wish, follow in rows:
        for name in follow:
            page.get_by_role("link", name=f"Tentukan sasaran untuk {output}").click()
            page.get_by_label("Sasaran baru", exact=True).fill(name)
            page.get_by_label("Perspektif sasaran baru").select_option(kinds[lanes[name]])
            click(page, "Simpan")
            says(page, name)
    expect(page.locator("#content")).not_to_contain_text("belum diikuti sasaran")
    page.goto(f"/bsc/scorecards/{own().pk}/")
    says(page, f"Analisa Proses: {rows[2][0]}")


def fill_in_the_kpis() -> None:
    """The other KPIs of the slides, as the slides leave them: no targets; one hangs on nothing."""
    manager, card = User.objects.get(username="manager.hr"), own()
    parent = Kpi.objects.get(objective__perspective__scorecard__unit__code="CORP", objective__name=COST)
    wanted = {row.name: row.kpis for row in HUMAN_RESOURCES.objectives if row.cascade == "indirect"}
    for objective in Objective.objects.filter(perspective__scorecard=card, name__in=wanted):
        for kpi in wanted[objective.name]:
            hung = KpiDraft(parent=parent, cascade_kind="indirect")
            add_kpi(
                objective=objective,
                actor=manager,
                kpi=KpiDraft() if kpi.name == ORPHAN else hung,
                measure=MeasureDraft(name=kpi.name, unit=kpi.unit),
            )


def draw_an_arrow(page: Page) -> None:
    """By two choices with the keyboard; the way back is refused with its circle named."""
    page.goto(f"/bsc/maps/{own().pk}/")
    for cause, effect in ((HR_CLIMATE, HR_COMPETENCE), (HR_COMPETENCE, HR_TRAINING)):
        page.get_by_label("Sebab", exact=True).select_option(label=cause)
        page.get_by_label("Akibat", exact=True).select_option(label=effect)
        page.get_by_label("Akibat", exact=True).press("Tab")
        page.keyboard.press("Enter")
        says(page, "Panah ditambahkan.")
    page.get_by_label("Sebab", exact=True).select_option(label=HR_TRAINING)
    page.get_by_label("Akibat", exact=True).select_option(label=HR_CLIMATE)
    page.get_by_role("button", name="Tambah panah").click()
    says(page, "Panah ini membentuk lingkaran", f"“{HR_TRAINING}” → “{HR_CLIMATE}” → “{HR_COMPETENCE}”")
    page.goto(f"/bsc/maps/{own().pk}/")
    drag(page, HR_TRAINING, SATISFACTION)
    says(page, "Panah ditambahkan.")
    assert MapArrow.objects.filter(effect__name=SATISFACTION, cause__name=HR_TRAINING).exists()


def drag(page: Page, cause: str, effect: str) -> None:
    """From the middle of one box to the middle of another; both must be on the screen."""
    page.set_viewport_size({"width": 1366, "height": 1600})
    spots = []
    for name in (cause, effect):
        box = page.locator("svg [data-objective]").filter(has=page.locator("title", has_text=name)).first
        found = box.locator(".map-card").bounding_box()
        assert found is not None
        spots.append((found["x"] + found["width"] / 2, found["y"] + found["height"] / 2))
    page.mouse.move(*spots[0])
    page.mouse.down()
    page.mouse.move(spots[0][0] + 20, spots[0][1] - 20)
    page.mouse.move(*spots[1], steps=4)
    page.mouse.up()


def saved_but_not_sent(page: Page) -> None:
    """The refusal names every KPI that has no target."""
    page.goto(f"/bsc/scorecards/{own().pk}/")
    kpis = Kpi.objects.filter(objective__perspective__scorecard=own()).select_related("measure")
    names = [kpi.name for kpi in kpis]
    assert len(names) == 14, "as on the slides"
    click(page, "Kirim ke CMS")
    says(page, "Scorecard belum dapat dikirim", f"KPI tanpa target ({len(names)})", *names)
    assert own().status == Status.DRAFT


def one_gap_and_one_orphan(page: Page) -> None:
    """Both lead to where they are settled."""
    page.goto("/bsc/cascade/?year=2027")
    says(page, "Sasaran belum didukung: 1", "KPI Tanpa Induk: 1")
    page.get_by_role("link", name="KPI Tanpa Induk: 1").click()
    says(page, ORPHAN, "Tanpa KPI Induk dan tanpa Dasar Penetapan.")
    page.get_by_role("link", name="Sasaran belum didukung").click()
    says(page, GAP)
    page.get_by_role("link", name=f"Tentukan unit kerja: {GAP}").click()
    expect(page.get_by_role("heading", name=GAP)).to_be_visible()
