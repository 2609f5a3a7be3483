"""Step 4: scorecards are written, approved in two stages, cascaded and established (7.1.10–7.1.19)."""

import re
from dataclasses import dataclass

import vobject
from playwright.sync_api import Page, expect

from tests.flows.stage import Stage, click, field, follow, link_in, says, text_of
from tests.flows.strategy_steps import INITIATIVE

COMPANY, PPIC = "PT Uji Sentosa Tbk", "Departemen PPIC"
REASON = "Target pengiriman terlalu rendah; samakan dengan janji kepada pelanggan ekspor."


@dataclass(frozen=True)
class Row:
    """A KPI as it is typed; `filler` is who enters its actual, "" the department itself."""

    lane: str
    objective: str
    name: str
    unit: str
    target: str
    weight: str
    filler: str = ""
    polarity: str = "makin tinggi makin baik"
    consolidation: str = "rata-rata"
    basis: str = ""


REVENUE = Row("Financial", "Pendapatan tumbuh", "Revenue", "Rp miliar", "600", "25", "Departemen Keuangan",
              consolidation="jumlah")  # fmt: skip
ON_TIME = Row("Customer", "Pelanggan menerima tepat waktu", "Pengiriman tepat waktu", "%", "95", "25", PPIC)
DOWNTIME = Row("Internal Process", "Mesin siap pakai", "Waktu henti mesin", "jam", "120", "25", PPIC,
               polarity="makin rendah makin baik", consolidation="jumlah")  # fmt: skip
TRAINING = Row("Learning & Growth", "Karyawan kompeten", "Jam pelatihan per karyawan", "jam", "24", "25",
               "Departemen Keuangan", consolidation="jumlah")  # fmt: skip
CORPORATE = (REVENUE, ON_TIME, DOWNTIME, TRAINING)
STOCK = Row("Internal Process", "Stok tercatat benar", "Akurasi stok", "%", "98", "40",
            basis="Kebijakan persediaan perusahaan")  # fmt: skip


def establish_scorecards(stage: Stage) -> None:
    """From an empty corporate scorecard in November to Rev. 00 in January."""
    write_corporate(stage)
    return_and_repair(stage)
    approve_corporate(stage)
    cascade(stage)
    write_department(stage)
    review_department(stage)
    approve_department(stage)
    hold_the_meeting(stage)
    find_it_locked(stage)


def write_corporate(stage: Stage) -> None:
    stage.move_clock("2026-11-24 09:00")
    page = stage.as_("cms")
    page.goto("/")
    click(page, "Buat scorecard korporat")
    field(page, "Unit Kerja").select_option(COMPANY)
    page.get_by_role("button", name="Buat scorecard").click()
    for row in CORPORATE:
        add_objective(page, row)
        add_kpi(page, row)
    says(page, "Σ 100 %", "Lengkap: scorecard ini dapat dikirim.")
    stage.snap(page, "corporate-written")
    send_to_board(stage)


def add_objective(page: Page, row: Row) -> None:
    click(page, f"Tambah sasaran di {row.lane}")
    field(page, "Sasaran Strategis").fill(row.objective)
    if row.basis:
        field(page, "Dasar Penetapan").fill(row.basis)
    click(page, "Simpan")
    says(page, row.objective)


def add_kpi(page: Page, row: Row) -> None:
    click(page, f"Tambah KPI pada {row.objective}")
    field(page, "KPI").fill(row.name)
    field(page, "Bobot (%)").fill(row.weight)
    field(page, "Satuan").fill(row.unit)
    field(page, "Sifat").select_option(row.polarity)
    field(page, "Target tahun").fill(row.target)
    unfold(page, "Pengukuran dan target per bulan")
    field(page, "Konsolidasi").select_option(row.consolidation)
    if row.filler:
        unfold(page, "Sumber angka, data dan bukti")
        field(page, "Pengisi Realisasi").select_option(row.filler)
    if row is ON_TIME:
        unfold(page, "Keterkaitan")
        page.get_by_label(INITIATIVE).check()
    click(page, "Simpan")
    says(page, row.name)


def unfold(page: Page, section: str) -> None:
    """Open a section of the KPI form."""
    page.locator("summary", has_text=section).click()


def send_to_board(stage: Stage) -> None:
    page = stage.as_("kepala.cms")
    open_scorecard(page, COMPANY)
    click(page, "Kirim ke Direksi")
    says(page, f"Scorecard {COMPANY} dikirim ke Direksi.")


def open_scorecard(page: Page, unit: str) -> None:
    page.goto("/bsc/scorecards/?year=2027")
    page.locator("#content table").get_by_role("link", name=unit).click()


def return_and_repair(stage: Stage) -> None:
    """The board sends it back with its direction; CMS raises the target and sends again."""
    stage.move_clock("2026-11-30 10:00")
    board = stage.as_("direksi")
    board.goto(link_in(stage.mail("direksi@contoh.test", COMPANY)))
    confirm_self(stage, board)
    says(board, "Revenue", "Pengiriman tepat waktu", "95")
    stage.snap(board, "board-reads")
    board.get_by_role("link", name="Kembalikan").click()
    field(board, "Arahan Direksi").fill(REASON)
    click(board, "Kembalikan dengan arahan")
    says(board, "dikembalikan dengan arahan")
    mail = stage.mail("cms@contoh.test", "dikembalikan")
    assert REASON in text_of(mail)
    page = stage.as_("cms")
    page.goto(link_in(mail))
    says(page, REASON, "Lukman Hakim")
    stage.snap(page, "corporate-returned")
    click(page, f"Ubah {ON_TIME.name}")
    field(page, "Target tahun").fill("96")
    click(page, "Simpan")
    send_to_board(stage)


def approve_corporate(stage: Stage) -> None:
    stage.move_clock("2026-12-04 10:00")
    board = stage.as_("direksi")
    open_decision(stage, board, COMPANY)
    says(board, "Diubah", "96")  # the change is marked, the old value beside it
    stage.snap(board, "board-sees-the-change")
    click(board, "Setujui")
    says(board, f"Scorecard {COMPANY} disetujui.")


def open_decision(stage: Stage, board: Page, unit: str) -> None:
    """From the board's start page to the decision."""
    board.goto("/")
    with board.expect_navigation():
        board.locator("#content .task-list li", has_text=unit).get_by_role("link").first.click()
    confirm_self(stage, board)


def confirm_self(stage: Stage, board: Page) -> None:
    """Who decides types the password once more; it holds for five minutes."""
    if "/reauthenticate/" in board.url:
        field(board, "Kata sandi").fill(stage.password)
        click(board, "Lanjutkan")


def cascade(stage: Stage) -> None:
    page = stage.as_("cms")
    page.goto("/")
    click(page, "Turunkan KPI ke departemen")
    page.get_by_label(f"{ON_TIME.objective} – {PPIC}").select_option(label="L")
    stage.snap(page, "cascade-matrix")
    click(page, "Kirim ke departemen")
    page.locator("#ask").get_by_role("button", name="Kirim ke departemen").click()
    says(page, "Matriks disimpan")


def write_department(stage: Stage) -> None:
    """The manager takes the objective over, adds an own one with its basis, and sends to CMS."""
    stage.move_clock("2026-12-10 09:00")
    page = stage.as_("manager")
    page.goto(link_in(stage.mail("manager@contoh.test", PPIC)))
    click(page, "Ambil sasaran yang diturunkan")
    page.get_by_label("Ambil alih seluruhnya (langsung)").check()
    stage.snap(page, "department-takes")
    click(page, "Ambil sasaran")
    click(page, f"Ubah {ON_TIME.name}")
    field(page, "Bobot (%)").fill("60")
    field(page, "Target tahun").fill("97")
    click(page, "Simpan")
    add_objective(page, STOCK)
    add_kpi(page, STOCK)
    says(page, "Σ 100 %", "Lengkap: scorecard ini dapat dikirim.")
    stage.snap(page, "department-written")
    click(page, "Kirim ke CMS")
    says(page, f"Scorecard {PPIC} dikirim ke CMS.")


def review_department(stage: Stage) -> None:
    stage.move_clock("2026-12-11 13:00")
    page = stage.as_("cms")
    page.goto(link_in(stage.mail("cms@contoh.test", PPIC)))
    says(page, "Sel, 15 Des 2026", "Kebijakan persediaan perusahaan")  # Thursday's parcel: three working days
    click(page, "Terima sisanya")
    says(page, "2 dari 2 KPI sudah diperiksa")
    page.get_by_label("Setuju", exact=True).check()
    field(page, "Catatan CMS").fill("Selaras dengan KPI korporat.")
    stage.snap(page, "department-reviewed")
    click(page, "Teruskan ke Direksi")
    says(page, "diteruskan ke Direksi")


def approve_department(stage: Stage) -> None:
    stage.move_clock("2027-01-08 10:00")
    board = stage.as_("direksi")
    open_decision(stage, board, PPIC)
    says(board, "Selaras dengan KPI korporat.")
    click(board, "Setujui")
    says(board, f"Scorecard {PPIC} disetujui.")


def hold_the_meeting(stage: Stage) -> None:
    """Everybody is invited, the decision is recorded, the commitment is signed by all but some."""
    invite_to_the_meeting(stage)
    record_the_meeting(stage)
    sign_the_commitment(stage)


def invite_to_the_meeting(stage: Stage) -> None:
    """CMS sends the invitations; the manager's calendar program can read what came."""
    stage.move_clock("2027-01-11 09:00")
    page = stage.as_("cms")
    follow(page, "Penetapan BSC")
    click(page, "Undang Rapat")
    field(page, "Tempat").fill("Ruang Rapat Utama")
    expect(field(page, "Agenda")).to_have_value(re.compile(f"penetapan BSC {PPIC}"))
    stage.snap(page, "meeting-planned")
    click(page, "Simpan")
    page.get_by_role("button", name=re.compile("^Kirim Undangan")).click()
    says(page, "Undangan dikirim.")
    mail = stage.mail("manager@contoh.test", "Undangan: Rapat Penetapan BSC 2027")
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    event = vobject.readOne(part.get_content()).vevent
    assert (event.location.value, event.dtstart.value.day) == ("Ruang Rapat Utama", 20)
    guest = stage.as_("manager")
    guest.goto(link_in(mail))
    says(guest, "Rabu, 20 Januari 2027, 09.00–12.00 WIB", "Ruang Rapat Utama")


def record_the_meeting(stage: Stage) -> None:
    """What the meeting decided is recorded; both scorecards are locked as Rev. 00."""
    stage.move_clock("2027-01-20 15:00")
    page = stage.as_("kepala.cms")
    follow(page, "Penetapan BSC")
    click(page, "Lihat undangan")
    click(page, "Catat Kehadiran")
    for row in page.locator(".tick-list li").all():
        row.get_by_label("Hadir", exact=True).check()
    click(page, "Simpan")
    says(page, "Kehadiran disimpan.")
    click(page, "Tetapkan Scorecard")
    field(page, "Nomor notulen").fill("001/BSC/I/2027")
    for unit in (COMPANY, PPIC):
        expect(page.get_by_label(re.compile(unit))).to_be_checked()
    stage.snap(page, "meeting")
    click(page, "Tetapkan")
    page.locator("#ask").get_by_role("button", name="Tetapkan").click()
    says(page, "2 scorecard ditetapkan.", "001/BSC/I/2027")
    stage.snap(page, "established")
    stage.mail("manager@contoh.test", "Penetapan")


def sign_the_commitment(stage: Stage) -> None:
    """One signature is given and chased no more; the missing ones do not hold the year up."""
    page = sign_unit(stage, "manager", PPIC)
    says(page, "Belum ditandatangani")
    stage.snap(page, "commitment")


def sign_unit(stage: Stage, username: str, unit: str) -> Page:
    """From the person's mail: the password once more, a tick for the unit, the signature."""
    page = stage.as_(username)
    page.goto(link_in(stage.mail(f"{username}@contoh.test", "Wrapping Commitment")))
    confirm_self(stage, page)
    page.get_by_label(re.compile(f"^{unit}")).check()
    click(page, "Tanda Tangani")
    says(page, "1 tanda tangan tercatat.", "Ditandatangani di portal")
    return page


def find_it_locked(stage: Stage) -> None:
    """The page offers nothing to change, and an old address of the editor is refused."""
    page = stage.as_("manager")
    open_scorecard(page, PPIC)
    says(page, "Ditetapkan", "Rev. 00")
    expect(page.get_by_role("link", name=re.compile("^(Ubah|Tambah|Hapus)"))).to_have_count(0)
    page.locator("#content table").get_by_role("link", name=STOCK.name).click()
    stage.snap(page, "kpi-locked")
    assert page.request.get(f"{page.url}edit/").status == 409
