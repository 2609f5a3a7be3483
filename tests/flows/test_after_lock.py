"""From the invitation to the Adendum in the browser: signatures, lock, change, two versions (7.1.18–7.1.19).

Two scorecards that the board has approved; web, worker and beat are at work, every mail passes the sink.
"""

import re
from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from bsc.models import ChangeRequest, CommitmentSignature, Scorecard, ScorecardVersion
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import approved, kpis_of
from tests.company import PASSWORD
from tests.flows.scorecard_steps import (
    COMPANY,
    PPIC,
    confirm_self,
    invite_to_the_meeting,
    open_scorecard,
    record_the_meeting,
    sign_the_commitment,
    sign_unit,
)
from tests.flows.stage import Stage, click, field, link_in, says, text_of
from tests.flows.start import found_company
from tests.live import eventually, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

LATE, REASON = "second.layer@contoh.test", "RKAP direvisi pada bulan Juni."
ADVICE = "Sesuai RKAP revisi; target lain tetap."


@pytest.fixture
def stage(own_database: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The company and PPIC as approved by the board, before the meeting."""
    company = found_company()
    for unit in (company.corporate, company.department):
        approved(company, unit)
    folder = tmp_path_factory.mktemp("after-lock")
    with running_portal(own_database, folder, WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2027-01-11 08:00")
        for name in ("web", "worker", "beat"):
            portal.start(name)
        yield stage
        stage.leave()
        assert stage.complaints == []


def test_from_the_invitation_to_the_adendum(stage: Stage) -> None:
    invite_to_the_meeting(stage)
    the_entry_is_a_request(stage)
    record_the_meeting(stage)
    sign_the_commitment(stage)
    sign_unit(stage, "dirut", COMPANY)
    sign_unit(stage, "direktur", "Direktorat Operasi")
    chase_the_missing_one(stage)
    find_nothing_to_edit(stage.as_("manager"))
    ask_for_a_change(stage)
    review(stage)
    decide(stage)
    compare_versions(stage)
    the_log_tells_it_all()


def the_entry_is_a_request(stage: Stage) -> None:
    """The second layer's invitation, read by another parser than the portal's own."""
    mail = stage.mail(LATE, "Undangan: Rapat Penetapan BSC 2027")
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    calendar = Calendar.from_ical(part.get_content())
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert event.decoded("DTSTART").astimezone().isoformat() == "2027-01-20T09:00:00+07:00"
    guests = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
    assert [str(guest).casefold() for guest in guests] == [f"mailto:{LATE}"]


def chase_the_missing_one(stage: Stage) -> None:
    """Eko is reminded on the last day, CMS two working days later; he signs from his reminder."""
    page = stage.as_("cms")
    page.goto(link_in(stage.mail("manager@contoh.test", "Wrapping Commitment")).replace("/sign/", "/"))
    says(page, "1 orang belum menandatangani", "Eko Nugroho")
    stage.snap(page, "one-is-missing")
    stage.move_clock("2027-01-27 08:00")
    reminder = stage.mail(LATE, "tanda tangan Eko Nugroho")
    stage.move_clock("2027-01-29 08:00")
    eventually(lambda: told_of(stage, "cms@contoh.test", "tanda tangan Eko Nugroho"), "CMS chases")
    assert link_in(reminder).endswith("/sign/")
    late = sign_unit(stage, "second.layer", PPIC)
    expect(late.get_by_text("Belum ditandatangani")).to_have_count(0)
    stage.mail("cms@contoh.test", "lengkap")


def told_of(stage: Stage, to: str, text: str) -> bool:
    """In a message of its own or among the day's reminders."""
    return any(text in f"{mail['Subject']} {text_of(mail)}" for mail in stage.portal.sink.to(to))


def find_nothing_to_edit(page: Page) -> None:
    open_scorecard(page, PPIC)
    says(page, "Ditetapkan", "Rev. 00")
    expect(page.get_by_role("link", name=re.compile("^(Ubah|Tambah|Hapus)"))).to_have_count(0)


def ask_for_a_change(stage: Stage) -> None:
    """The manager writes it from the scorecard's page, sees what would change, and sends it."""
    stage.move_clock("2027-06-14 09:00")
    page = stage.as_("manager")
    open_scorecard(page, PPIC)
    click(page, "Ajukan perubahan")
    field(page, "Berlaku mulai").select_option(label="Juli 2027")
    field(page, "Alasan perubahan").fill(REASON)
    page.get_by_label(f"Target baru {first_kpi()}").fill("97")
    click(page, "Simpan dan lihat pengaruhnya")
    says(page, "Draf perubahan disimpan.", "≥ 95", "≥ 97")
    stage.snap(page, "change-drafted")
    click(page, "Kirim ke CMS")
    says(page, "Langkah disimpan", "Dikirim ke CMS")


def first_kpi() -> str:
    return kpis_of(Scorecard.objects.get(unit__name=PPIC))[0].name


def review(stage: Stage) -> None:
    page = stage.as_("cms")
    mail = stage.mail("cms@contoh.test", "permintaan perubahan menunggu pemeriksaan CMS")
    assert REASON in text_of(mail)
    page.goto(link_in(mail))
    says(page, REASON, "≥ 97")
    page.locator("summary", has_text="Teruskan ke Direksi").click()
    page.locator("#comment-forward").fill(ADVICE)
    page.locator("details[open]").get_by_role("button", name="Teruskan ke Direksi").click()
    says(page, "Menunggu Direksi")


def decide(stage: Stage) -> None:
    board = stage.as_("direksi")
    mail = stage.mail("direksi@contoh.test", "permintaan perubahan menunggu keputusan Direksi")
    assert ADVICE in text_of(mail)
    board.goto(link_in(mail))
    confirm_self(stage, board)
    says(board, "Keputusan Direksi", "≥ 95", "≥ 97")
    stage.snap(board, "board-reads-the-change")
    board.get_by_role("button", name="Setujui").click()
    if "/reauthenticate/" in board.url:
        confirm_self(stage, board)
        board.get_by_role("button", name="Setujui").click()
    says(board, "Adendum 01")
    assert "Juli 2027" in text_of(stage.mail("manager@contoh.test", "Adendum 01 berlaku"))


def compare_versions(stage: Stage) -> None:
    """The manager sees what the Adendum changed, and takes the first version out as it was."""
    page = stage.as_("manager")
    open_scorecard(page, PPIC)
    says(page, "Rev. 01")
    click(page, "Riwayat Versi")
    page.get_by_role("link", name="Bandingkan").click()
    says(page, first_kpi(), "≥ 95", "≥ 97")
    stage.snap(page, "difference")
    page.go_back()
    with page.expect_download() as download:
        page.locator("tr", has_text="Penetapan BSC").get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert "≥ 97" not in cells
    assert cells.count("≥ 95") == 4


def the_log_tells_it_all() -> None:
    """Who moved the request and the scorecard, in order; who signed, by name."""
    row = ChangeRequest.objects.get()
    assert (row.number, row.effective_month, row.status) == (1, 7, "in_force")
    asked = TransitionLog.objects.filter(machine="change_request", object_id=row.pk).order_by("pk")
    assert [(line.transition, line.actor_name) for line in asked] == [
        ("submit", "Andi Wijaya"),
        ("forward", "Budi Santoso"),
        ("approve", "Lukman Hakim"),
        ("apply", "Lukman Hakim"),
    ]
    card = TransitionLog.objects.filter(machine="scorecard", object_id=row.scorecard_id).order_by("pk")
    assert [line.transition for line in card] == ["approve", "establish", "begin_change", "end_change"]
    versions = ScorecardVersion.objects.filter(scorecard=row.scorecard_id).order_by("revision")
    assert [(one.revision, str(one.effective_from)) for one in versions] == [
        (0, "2027-01-20"),
        (1, "2027-07-01"),
    ]
    signed = CommitmentSignature.objects.order_by("signed_at").values_list("signed_name", flat=True)
    assert list(signed) == ["Andi Wijaya", "Kartika Sari", "Irwan Kusuma", "Eko Nugroho"]
