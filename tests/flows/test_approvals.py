"""Approval in the browser: the company's scorecard, a director's department, thirty decisions of one meeting.

The board works on a phone of 360 px, CMS at 1366 × 768. Mails are delivered in test_year_cycle.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from bsc.models import BoardResolution, Objective, Scorecard, ScorecardPerspective
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import kpis_of, make_scorecard, shown_hash
from tests.company import PASSWORD, assign, person, unit
from tests.flows.scorecard_steps import COMPANY, PPIC, confirm_self, open_scorecard
from tests.flows.stage import LAPTOP, PATIENCE_MS, PHONE, Stage, click, field, says
from tests.flows.start import found_company
from tests.live import running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

QA, REASON = "Departemen QA", "Pendapatan terlalu rendah; samakan dengan RKAP."
NUMBER, DEPARTMENTS = "RD/2027/001", 30
#: Sends the page's own form with some values changed, as a browser does, without drawing it.
POST = """async ([url, values]) => {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const data = new FormData(page.querySelector("#content form[method=post]"));
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return (await fetch(url, { method: "POST", body: data, redirect: "manual" })).type;
}"""


@pytest.fixture(scope="module")
def stage(
    module_database: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A company before its year, with the web in front of it; the stories follow each other in time."""
    found_company()
    folder = tmp_path_factory.mktemp("approvals")
    with running_portal(module_database, folder, "web", WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        yield stage
        stage.leave()
        # One story takes the signal away on purpose.
        assert [said for said in stage.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []


def at_desk(stage: Stage, username: str, size: ViewportSize = LAPTOP) -> Page:
    stage.size = size
    return stage.as_(username)


def on_phone(stage: Stage, username: str) -> Page:
    return at_desk(stage, username, PHONE)


def post(page: Page, url: str, **values: Any) -> None:
    assert page.evaluate(POST, [url, values]) == "opaqueredirect", f"{url} refused {values}"


def year() -> PlanningCycle:
    return PlanningCycle.objects.get(year=2027)


def scorecard_of(name: str) -> Scorecard:
    return Scorecard.objects.get(unit__name=name)


def raise_target(page: Page, unit_name: str, kpi: str, target: str) -> None:
    open_scorecard(page, unit_name)
    click(page, f"Ubah {kpi}")
    field(page, "Target tahun").fill(target)
    click(page, "Simpan")


def fits(page: Page) -> None:
    """Nothing of the page lies beside the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def decide_on(stage: Stage, username: str, scorecard: Scorecard) -> Page:
    """The decision page on the phone, after the password."""
    page = on_phone(stage, username)
    page.goto(f"/bsc/decisions/{scorecard.pk}/")
    confirm_self(stage, page)
    fits(page)
    return page


def return_by_board(page: Page, reason: str) -> None:
    page.get_by_role("link", name="Kembalikan").click()
    field(page, "Arahan Direksi").fill(reason)
    click(page, "Kembalikan dengan arahan")
    says(page, "dikembalikan dengan arahan")


# --- (a) The scorecard of the slides ----------------------------------------------------------------


def test_the_companys_scorecard_from_empty_to_approved_after_one_return(stage: Stage) -> None:
    stage.move_clock("2026-11-24 09:00")
    write_slides(at_desk(stage, "cms"))
    send_to_board(at_desk(stage, "kepala.cms"))
    scorecard = scorecard_of(COMPANY)
    assert len(kpis_of(scorecard)) == sum(len(row.kpis) for row in CORPORATE.objectives)
    board = decide_on(stage, "direksi", scorecard)
    says(board, "Revenue", "≥ 50.000", "Overhead Cost Ratio")
    return_by_board(board, REASON)
    stage.move_clock("2026-12-02 09:00")
    page = at_desk(stage, "cms")
    raise_target(page, COMPANY, "Revenue", "52000")
    send_to_board(at_desk(stage, "kepala.cms"))
    approve_without_signal(stage, scorecard)


def write_slides(page: Page) -> None:
    page.goto("/bsc/scorecards/create/?year=2027")
    field(page, "Unit Kerja").select_option(COMPANY)
    field(page, "Cara pembobotan").select_option("perspective")
    page.get_by_role("button", name="Buat scorecard").click()
    says(page, "Financial", "Learning & Growth")
    scorecard, filler = scorecard_of(COMPANY), Unit.objects.get(code="FIN").pk
    lanes = {lane.kind: lane.pk for lane in ScorecardPerspective.objects.filter(scorecard=scorecard)}
    for row in CORPORATE.objectives:
        address = f"/bsc/scorecards/{scorecard.pk}/objectives/create/"
        post(page, address, name=row.name, perspective=lanes[row.perspective], kinds=row.kinds[0])
        objective = Objective.objects.get(perspective__scorecard=scorecard, name=row.name)
        for kpi in row.kpis:
            post(
                page,
                f"/bsc/scorecards/objectives/{objective.pk}/kpis/create/",
                name=kpi.name,
                unit=kpi.unit,
                polarity=kpi.polarity,
                target=kpi.target,
                consolidation=kpi.consolidation,
                filler_unit=filler,
            )


def send_to_board(page: Page) -> None:
    open_scorecard(page, COMPANY)
    click(page, "Kirim ke Direksi")
    says(page, "dikirim ke Direksi.")


def approve_without_signal(stage: Stage, scorecard: Scorecard) -> None:
    """From → to on the page; the approval waits on the phone until the line is back, then counts once."""
    board = decide_on(stage, "direksi", scorecard)
    says(board, "Perubahan terbesar", "Revenue", "≥ 50.000", "≥ 52.000")
    stage.snap(board, "board-reads-changes")
    digest = shown_hash(scorecard)
    board.context.set_offline(True)
    board.get_by_role("button", name="Setujui").click()
    expect(board.locator("[data-pending]")).to_contain_text("Belum terkirim.")
    stage.snap(board, "no-signal")
    assert scorecard_of(COMPANY).status == "with_board"
    stage.complaints.clear()  # the browser itself complains about the lost line
    board.context.set_offline(False)
    says(board, f"Scorecard {COMPANY} disetujui.")
    logs = TransitionLog.objects.filter(object_id=scorecard.pk, transition="approve")
    assert [log.details["content_sha256"] for log in logs] == [digest]


# --- (e) A director as acting manager ---------------------------------------------------------------


def test_a_directors_own_department_goes_to_the_president(stage: Stage) -> None:
    stage.move_clock("2026-12-14 09:00")
    quality, director = Unit.objects.get(name=QA), User.objects.get(username="direktur")
    RoleAssignment.objects.filter(unit=quality, role=Role.MANAGER).delete()
    assign(director, Role.MANAGER, quality, is_acting=True, letter_number="SK-7/2026")
    scorecard = make_scorecard(year(), quality, "draft", director)
    send_to_cms(at_desk(stage, "direktur"), QA)
    forward(at_desk(stage, "cms"), scorecard)
    other = decide_on(stage, "direksi", scorecard)
    says(other, "keputusan ada pada Direktur Utama.", "Kartika Sari")
    expect(other.get_by_role("button", name="Setujui")).to_have_count(0)
    stage.snap(other, "another-decides")
    president = decide_on(stage, "dirut", scorecard)
    president.get_by_role("button", name="Setujui").click()
    says(president, f"Scorecard {QA} disetujui.")


def send_to_cms(page: Page, unit_name: str) -> None:
    open_scorecard(page, unit_name)
    click(page, "Kirim ke CMS")
    says(page, "dikirim ke CMS.")


def forward(page: Page, scorecard: Scorecard) -> None:
    page.goto(f"/bsc/approvals/{scorecard.pk}/")
    click(page, "Terima sisanya")
    says(page, "4 dari 4 KPI sudah diperiksa")
    page.get_by_label("Setuju", exact=True).check()
    click(page, "Teruskan ke Direksi")
    says(page, "diteruskan ke Direksi")


# --- (c) Thirty decisions of one meeting ------------------------------------------------------------


def test_a_meeting_decides_on_thirty_scorecards_with_one_confirmation(stage: Stage) -> None:
    stage.move_clock("2026-12-15 09:00")
    manager, reviewer = at_desk(stage, "manager"), at_desk(stage, "cms")
    scorecard = make_scorecard(
        year(), Unit.objects.get(name=PPIC), "draft", User.objects.get(username="manager")
    )
    kpi = kpis_of(scorecard)[1]
    send_to_cms(manager, PPIC)
    return_one_kpi(reviewer, scorecard, kpi.pk)
    raise_target(manager, PPIC, kpi.name, "96")
    send_to_cms(manager, PPIC)
    forward(reviewer, scorecard)
    return_by_board(decide_on(stage, "direksi", scorecard), "Naikkan sekali lagi")
    raise_target(manager, PPIC, kpi.name, "97")
    send_to_cms(manager, PPIC)
    forward(reviewer, scorecard)
    the_other_departments()
    stage.move_clock("2027-01-08 15:00")
    record(stage, at_desk(stage, "kepala.cms"))
    assert Scorecard.objects.filter(status="with_board").count() == DEPARTMENTS
    confirm(stage)
    lines = TransitionLog.objects.filter(transition="approve", details__minutes=NUMBER)
    assert lines.count() == DEPARTMENTS
    assert len({line.object_id for line in lines}) == DEPARTMENTS
    assert not Scorecard.objects.filter(status="with_board").exists()


def return_one_kpi(page: Page, scorecard: Scorecard, kpi: int) -> None:
    page.goto(f"/bsc/approvals/{scorecard.pk}/")
    page.locator(f'[name="kpi-{kpi}-decision"][value="returned"]').check()
    page.locator(f'[name="kpi-{kpi}-comment"]').fill("Terlalu rendah")
    click(page, "Kembalikan")
    says(page, "dikembalikan ke departemen")


def the_other_departments() -> None:
    above = Unit.objects.get(code="D-OPS")
    for n in range(DEPARTMENTS - 1):
        department = unit(f"U{n}", f"Departemen {n:02d}", "department", above)
        head = person(f"kepala.{n}", f"Kepala {n}")
        assign(head, Role.MANAGER, department)
        make_scorecard(year(), department, "with_board", head)


def record(stage: Stage, page: Page) -> None:
    """CMS types the minutes once; every decision is proposed as consent."""
    page.goto("/bsc/resolutions/?year=2027")
    click(page, "Catat keputusan")
    click(page, "Isi semua: Setuju")
    field(page, "Nomor risalah").fill(NUMBER)
    field(page, "Daftar hadir").fill("Kartika Sari\nLukman Hakim")
    stage.snap(page, "minutes")
    click(page, "Catat dan kirim untuk dikonfirmasi")
    says(page, NUMBER, "menunggu konfirmasi")


def confirm(stage: Stage) -> None:
    """The President Director, from the start page on the phone, once for all."""
    president = on_phone(stage, "dirut")
    president.goto("/")
    president.locator("#content").get_by_role("link", name="Konfirmasi keputusan Rapat Direksi").first.click()
    confirm_self(stage, president)
    fits(president)
    stage.snap(president, "confirm-list")
    button = president.get_by_role("button", name=f"Konfirmasi {DEPARTMENTS} keputusan")
    button.click(timeout=3 * PATIENCE_MS)  # thirty decisions with their mails in one answer
    says(president, "Keputusan dikonfirmasi dan berlaku.")
    stage.snap(president, "in-force")
    assert BoardResolution.objects.get().status == "confirmed"
