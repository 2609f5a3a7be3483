"""The review in the browser, by keyboard at 1366 × 768 and by finger at 360 px, side by side.

A workbook with three bad cells is repaired in the preview and sent. One row is confirmed, one returned in
another category, repaired and accepted; counts, mails, rounds, working days and histories are those of the
procedure (7.1.2–7.1.5, 4.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from issues.models import IssueRegister
from issues.services import open_collection
from tests.company import PASSWORD
from tests.conftest import at
from tests.flows.hands import Finger, Keyboard
from tests.flows.issue_steps import row_of
from tests.flows.stage import LAPTOP, PHONE, Stage, click, link_in, says, text_of
from tests.flows.start import found_company
from tests.issues.workbooks import LINE, file_of
from tests.live import running_portal

pytestmark = [pytest.mark.browser, pytest.mark.processes]

QUESTION, ANSWER = "Mesin mana, dan sejak kapan?", "Mesin CNC 2, sejak Agustus."
COMMENT, REASON = "Sebutkan berapa jam per bulan.", "Datang dari luar perusahaan."
REPAIRED = "Mesin CNC 2 berhenti rata-rata 14 jam per bulan"


@dataclass(frozen=True)
class Desk:
    """A department and its reviewer, each at a screen of this size, working in this way."""

    unit: str
    manager: str
    reviewer: str
    size: ViewportSize
    hands: type[Keyboard] | type[Finger]


DESKS = (
    Desk("Departemen PPIC", "manager", "cms", LAPTOP, Keyboard),
    Desk("Departemen QA", "manager.qa", "cms.dua", PHONE, Finger),
)


@pytest.fixture
def november(own_database: str, chromium: Browser, tmp_path: Path) -> Iterator[Stage]:
    """Everybody is asked; now it is the evening of Saturday 31 October 2026, the last one."""
    company = found_company()
    open_collection(cycle=company.cycle, actor=company.cms_head, now=at("2026-10-01 08:00"))
    with running_portal(own_database, tmp_path, WEB_CONCURRENCY="2") as portal:
        stage = Stage(portal, chromium, PASSWORD)
        stage.move_clock("2026-10-31 22:00")
        for name in ("web", "worker", "beat"):
            portal.start(name)
        yield stage
        stage.leave()


def test_a_row_is_confirmed_one_returned_repaired_and_accepted(november: Stage) -> None:
    for desk in DESKS:
        upload_and_send(november, desk)
    november.move_clock("2026-11-03 09:00")
    for desk in DESKS:
        ask_about_row_two(november, desk)
    november.move_clock("2026-11-03 13:00")
    for desk in DESKS:
        answer(november, desk)
    november.move_clock("2026-11-04 10:00")
    for desk in DESKS:
        return_row_three(november, desk)
    november.move_clock("2026-11-05 10:00")
    for desk in DESKS:
        repair(november, desk)
    november.move_clock("2026-11-06 10:00")
    for desk in DESKS:
        accept(november, desk)
        check_record(november, desk)
        check_stored(desk)
    says_timeliness(november)
    # The browser itself notes the two pages that were refused on purpose.
    assert [line for line in november.complaints if "422" not in line] == []


def seated(stage: Stage, who: str, desk: Desk) -> tuple[Page, Keyboard | Finger]:
    stage.size = desk.size
    page = stage.as_(who)
    return page, desk.hands(page)


def register_of(desk: Desk) -> IssueRegister:
    return IssueRegister.objects.get(unit__name=desk.unit)


def address(who: str) -> str:
    return f"{who}@contoh.test"


def decided(page: Page, count: int) -> None:
    """The page has saved itself: nothing is lost if the session ends here."""
    expect(page.locator("[data-cell=progress]")).to_have_text(f"{count} dari 4 baris sudah diperiksa")


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def upload_and_send(stage: Stage, desk: Desk) -> None:
    """The department's own file: one cell in no list, one with a strange letter, one far too long."""
    lines = [[*LINE[:2], f"Isu nomor {number}", *LINE[3:]] for number in range(1, 5)]
    lines[1][4], lines[2][5], lines[3][2] = "Dalam negeri", "Z", "x" * 2001
    page, hands = seated(stage, desk.manager, desk)
    page.goto(link_in(stage.mail(address(desk.manager), f"Isu 2027 – {desk.unit}: mohon diisi")))
    hands.press(page.get_by_role("link", name="Isi dengan Excel"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    hands.attach(
        page.locator("input[type=file]"), {"name": "isu.xlsx", "mimeType": kind, "buffer": file_of(*lines)}
    )
    hands.press(button(page, "Unggah dan Lihat Pratinjau"))
    says(page, "3 sel perlu diperbaiki", "Isu!E3", "Isu!F4", "Isu!C5", "Terlalu panjang: 2001 karakter")
    hands.press(button(page, "Simpan sebagai Draf"))
    says(page, "3 sel perlu diperbaiki", "Belum ada yang disimpan ke draf.")
    assert not register_of(desk).issues.exists()
    stage.snap(page, f"upload-{desk.size['width']}")
    hands.choose(page.get_by_label("Isu!E3 Sumber Isu"), "Internal")
    hands.choose(page.get_by_label("Isu!F4 Kategori SWOT"), "W – Weakness")
    hands.write(page.get_by_label("Isu!C5 Isu"), "Isu nomor 4")
    hands.press(button(page, "Simpan sebagai Draf"))
    expect(page.get_by_label("Isu", exact=True).nth(3)).to_have_value("Isu nomor 4")
    hands.press(button(page, "Kirim ke CMS").last)
    says(page, "Register dikirim ke CMS.", "Tepat waktu", "Rab, 4 Nov 2026")
    rows = register_of(desk).issues.all()
    assert [(row.issue, row.source, row.category) for row in rows] == [
        (f"Isu nomor {number}", "internal", "W") for number in range(1, 5)
    ]


def ask_about_row_two(stage: Stage, desk: Desk) -> None:
    page, hands = seated(stage, desk.reviewer, desk)
    page.goto(link_in(stage.mail(address(desk.reviewer), f"{desk.unit}: diterima CMS, diperiksa s.d.")))
    expect(page.get_by_text("CMS: 1 HK lagi")).to_be_visible()
    hands.decide(row_of(page, 1), "Terima")
    decided(page, 1)
    hands.unfold(row_of(page, 2), "Minta Konfirmasi")
    hands.write(row_of(page, 2).get_by_label("Pertanyaan untuk departemen"), QUESTION)
    hands.press(button(row_of(page, 2), "Kirim Pertanyaan"))
    says(page, "Pertanyaan tentang baris 2 dikirim ke departemen.", "Menunggu jawaban departemen")
    hands.press(button(page, "Terima semua yang belum diperiksa"))
    says(page, "Baris 2: departemen belum menjawab pertanyaan CMS.")
    assert [issue.decision for issue in register_of(desk).issues.all()] == ["accepted", *["pending"] * 3]


def answer(stage: Stage, desk: Desk) -> None:
    mail = stage.mail(address(desk.manager), f"{desk.unit}: CMS minta konfirmasi baris 2")
    assert QUESTION in text_of(mail)
    page, hands = seated(stage, desk.manager, desk)
    page.goto(link_in(mail))
    page.reload()  # the tab stands on this page since the sending: only the fragment was new
    says(page, QUESTION)
    hands.write(page.get_by_label("Jawaban untuk baris 2"), ANSWER)
    hands.press(button(page, "Kirim Jawaban ke CMS"))
    says(page, "Jawaban dikirim ke CMS.", ANSWER, "Dikirim ke CMS")


def return_row_three(stage: Stage, desk: Desk) -> None:
    mail = stage.mail(address(desk.reviewer), f"{desk.unit}: konfirmasi baris 2 dijawab")
    assert ANSWER in text_of(mail)
    page, hands = seated(stage, desk.reviewer, desk)
    page.goto(link_in(mail))
    says(page, ANSWER)
    hands.decide(row_of(page, 2), "Terima")
    third = row_of(page, 3)
    hands.decide(third, "Kembalikan")
    hands.write(third.get_by_label("Komentar untuk departemen"), COMMENT)
    hands.choose(third.get_by_label("Kategori SWOT"), "T")
    hands.write(third.get_by_label("Alasan perubahan kategori"), REASON)
    hands.decide(row_of(page, 4), "Terima")
    decided(page, 4)
    says(page, "Register kembali ke departemen: 1 baris perlu diperbaiki.")
    stage.snap(page, f"review-{desk.size['width']}")
    hands.press(button(page, "Akhiri Putaran ke-1"))
    says(page, f"{desk.unit}: putaran ke-1 diakhiri, register dikembalikan ke departemen.")


def repair(stage: Stage, desk: Desk) -> None:
    mail = stage.mail(address(desk.manager), f"{desk.unit}: dikembalikan CMS, 1 baris perlu diperbaiki")
    assert "Batas waktu perbaikan: Senin, 9 November 2026" in text_of(mail)
    assert "diputuskan CMS: T – Threat; usulan departemen: W – Weakness" in text_of(mail)
    assert REASON in text_of(mail)
    page, hands = seated(stage, desk.manager, desk)
    page.goto(link_in(mail))
    says(page, COMMENT)
    expect(page.get_by_text("Departemen: 2 HK lagi · Sen, 9 Nov 2026")).to_be_visible()
    hands.write(page.get_by_label("Isu", exact=True).first, REPAIRED)
    hands.press(button(page, "Kirim ke CMS").last)
    says(page, "Register dikirim ke CMS.", "Tepat waktu", "Sel, 10 Nov 2026")


def accept(stage: Stage, desk: Desk) -> None:
    page, hands = seated(stage, desk.reviewer, desk)
    page.goto(
        link_in(stage.mail(address(desk.reviewer), f"{desk.unit}: diterima CMS, diperiksa s.d. Selasa"))
    )
    says(page, "Komentar CMS, putaran ke-1:", COMMENT, "3 baris sudah diterima pada putaran sebelumnya")
    expect(row_of(page, 3).locator("ins").first).to_be_visible()
    hands.decide(row_of(page, 3), "Terima")
    decided(page, 4)
    says(page, "Register diterima: semua baris diterima.")
    hands.press(button(page, "Akhiri Putaran ke-2"))
    says(page, f"{desk.unit}: putaran ke-2 diakhiri, register diterima.")
    stage.mail(address(desk.manager), f"{desk.unit}: diterima CMS")


def check_record(stage: Stage, desk: Desk) -> None:
    page, _hands = seated(stage, desk.manager, desk)
    page.goto(f"/issues/registers/{register_of(desk).pk}/")
    click(page, "Catatan pemeriksaan")
    says(
        page,
        "Putaran ke-2",
        "1 HK, tepat waktu",  # CMS: received on Thursday, ended on Friday; the repair took as long
        "3 HK, tepat waktu",  # CMS: received on Saturday, ended on Wednesday
        QUESTION,
        ANSWER,
        COMMENT,
        f"Kategori menurut CMS: T – Threat. Alasan: {REASON}",
    )
    stage.snap(page, f"record-{desk.size['width']}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def check_stored(desk: Desk) -> None:
    register = register_of(desk)
    assert (register.status, register.round) == ("accepted", 2)
    first, second = register.rounds.all()
    assert (first.outcome, str(first.review_due_on), str(first.repair_due_on)) == (
        "returned",
        "2026-11-04",
        "2026-11-09",
    )
    assert (second.outcome, str(second.review_due_on)) == ("accepted", "2026-11-10")
    assert [(row.number, row.decision) for row in first.rows.all()] == [
        (1, "accepted"),
        (2, "accepted"),
        (3, "returned"),
        (4, "accepted"),
    ]
    assert [(row.number, row.decision) for row in second.rows.all()] == [(3, "accepted")]
    assert register.issues.get(position=2).issue == REPAIRED


def says_timeliness(stage: Stage) -> None:
    """Four reviews, all within 3 HK: shown to the manager too."""
    page = stage.as_("manager")
    page.goto("/issues/review/timeliness/?year=2027")
    says(page, "100,00\N{NO-BREAK SPACE}%", "4 dari 4 pemeriksaan", "Tidak ada pemeriksaan yang terlambat.")
