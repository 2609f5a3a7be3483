"""Steps 1 and 2: CMS collects the departments' issues and reviews them (7.1.1–7.1.5)."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.flows.stage import Stage, click, follow, link_in, says, text_of

#: Stakeholders, needs, issue, factor, source, category: as copied from the department's Excel.
ROWS = (
    ("Karyawan", "Kepastian beban kerja", "Operator terlatih di semua lini", "Manusia", "Internal", "S"),
    ("Pemegang saham", "Persediaan rendah", "Sistem MRP sudah terintegrasi", "Metode", "Internal", "S"),
    ("Pelanggan", "Pengiriman tepat waktu", "Jadwal harian terpantau", "Metode", "Internal", "S"),
    ("Produksi", "Bahan tersedia", "Akurasi stok rendah", "Material", "Internal", "W"),
    ("Produksi", "Mesin siap pakai", "Mesin sering berhenti", "Mesin", "Internal", "W"),
    ("Karyawan", "Lingkungan kerja aman", "Gudang sempit", "Lingkungan Kerja", "Internal", "W"),
    ("Pelanggan", "Produk ramah lingkungan", "Pasar ekspor kayu bersertifikat", "Sosial", "Eksternal", "O"),
    ("Pemerintah", "Kandungan lokal", "Insentif TKDN", "Politik", "Eksternal", "O"),
    ("Pemasok", "Pembayaran tepat waktu", "Kurs rupiah melemah", "Ekonomi", "Eksternal", "T"),
    ("Pemerintah", "Kepatuhan limbah", "Aturan limbah diperketat", "Hukum", "Eksternal", "O"),
)
#: Sent by the department as an opportunity; CMS decides that it is a threat.
RECLASSIFIED = 10
#: Comes back to the department once.
RETURNED = 5
COMMENT = "Sebutkan mesin mana dan berapa jam berhenti per bulan."
REPAIRED = "Mesin CNC 2 berhenti rata-rata 14 jam per bulan"


def collect_issues(stage: Stage) -> None:
    """From the opening on 1 October to four registers that CMS has settled on 30 October."""
    open_collection(stage)
    fill_register(stage)
    return_one_row(stage)
    repair_row(stage)
    accept_register(stage)
    settle_other_departments(stage)


def open_collection(stage: Stage) -> None:
    page = stage.as_("kepala.cms")
    follow(page, "Isu")
    click(page, "Buka Pengumpulan Isu")
    says(page, "4 register dibuat", "Sab, 31 Okt 2026", "Departemen PPIC")
    stage.snap(page, "issues-opened")


def fill_register(stage: Stage) -> None:
    """The mail's link leads through the log-in to the register; ten rows are pasted and sent."""
    stage.move_clock("2026-10-20 09:00")
    mail = stage.mail("manager@contoh.test", "Isu 2027 – Departemen PPIC: mohon diisi")
    page = stage.enter()
    page.goto(link_in(mail))
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    stage.log_in(page, "manager")
    says(page, "Isu 2027 – Departemen PPIC", "Sab, 31 Okt 2026, 23.59 WIB")
    paste(page.get_by_label("Stakeholders").first, "\r\n".join("\t".join(row) for row in ROWS))
    expect(page.get_by_label("Isu", exact=True).nth(9)).to_have_value(ROWS[9][2])
    expect(page.get_by_label("Kategori SWOT").nth(9)).to_have_value("O")
    stage.snap(page, "register-pasted")
    click(page, "Kirim ke CMS")
    # Tuesday's parcel: CMS has Wednesday, Thursday and Friday.
    says(page, "Register dikirim ke CMS.", "Tepat waktu", "Jum, 23 Okt 2026")
    stage.snap(page, "register-sent")


def paste(cell: Locator, text: str) -> None:
    cell.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell.focus()
    cell.page.keyboard.press("Control+V")


def return_one_row(stage: Stage) -> None:
    stage.move_clock("2026-10-22 14:00")
    page = stage.as_("cms")
    page.goto(link_in(stage.mail("cms@contoh.test", "Departemen PPIC: diterima CMS, diperiksa s.d.")))
    says(page, "1 HK lagi", "Jum, 23 Okt 2026")
    row_of(page, RECLASSIFIED).get_by_label("Kategori SWOT").select_option("T – Threat")
    row_of(page, RECLASSIFIED).get_by_label("Alasan perubahan kategori").fill("Menambah biaya.")
    row_of(page, RECLASSIFIED).get_by_text("Terima", exact=True).click()
    row_of(page, RETURNED).get_by_text("Kembalikan", exact=True).click()
    row_of(page, RETURNED).get_by_label("Komentar untuk departemen").fill(COMMENT)
    click(page, "Terima semua yang belum diperiksa")
    says(page, "10 dari 10 baris sudah diperiksa")
    stage.snap(page, "review-decided")
    click(page, "Akhiri Putaran ke-1")
    says(page, "Departemen PPIC: putaran ke-1 diakhiri, register dikembalikan ke departemen.")


def row_of(page: Page, number: int) -> Locator:
    return page.get_by_role("region", name=re.compile(rf"^{number}\. "))


def repair_row(stage: Stage) -> None:
    """Thursday's return gives Friday, Monday and Tuesday; the accepted rows stay locked."""
    stage.move_clock("2026-10-26 10:00")
    mail = stage.mail("manager@contoh.test", "Departemen PPIC: dikembalikan CMS, 1 baris perlu diperbaiki")
    assert "Selasa, 27 Oktober 2026" in text_of(mail)
    page = stage.as_("manager")
    page.goto(link_in(mail))
    says(page, COMMENT, "Sel, 27 Okt 2026, 23.59 WIB")
    expect(page.get_by_label("Isu", exact=True)).to_have_count(2)  # the returned row, and a spare one
    stage.snap(page, "register-returned")
    page.get_by_label("Isu", exact=True).first.fill(REPAIRED)
    click(page, "Kirim ke CMS")
    says(page, "Register dikirim ke CMS.", "Usulan departemen: O – Opportunity", "Kam, 29 Okt 2026")


def accept_register(stage: Stage) -> None:
    stage.move_clock("2026-10-27 09:00")
    page = stage.as_("cms")
    page.goto(link_in(stage.mail("cms@contoh.test", "PPIC: diterima CMS, diperiksa s.d. Kamis, 29 Oktober")))
    says(page, "Komentar CMS, putaran ke-1:", COMMENT, REPAIRED, "2 HK lagi")
    stage.snap(page, "review-second-round")
    row_of(page, RETURNED).get_by_text("Terima", exact=True).click()
    click(page, "Akhiri Putaran ke-2")
    says(page, "Departemen PPIC: putaran ke-2 diakhiri, register diterima.")
    stage.mail("manager@contoh.test", "Departemen PPIC: diterima CMS")


def settle_other_departments(stage: Stage) -> None:
    """One sends a single row, two declare Nihil; CMS's own Nihil is accepted by its substitute."""
    page = stage.as_("manager.fin")
    follow(page, "Isu")
    click(page, "Isi Register")
    row = ("Bank", "Rasio utang sehat", "Suku bunga turun", "Ekonomi", "Eksternal", "O")
    paste(page.get_by_label("Stakeholders").first, "\t".join(row))
    click(page, "Kirim ke CMS")
    says(page, "Register dikirim ke CMS.")
    for manager in ("manager.qa", "kepala.cms"):
        declare_nil(stage, manager)
    for reviewer, unit in (("cms", "Departemen QA"), ("manager.qa", "Bagian CMS")):
        open_task(stage, reviewer, unit)
        click(stage.as_(reviewer), "Terima Nihil")
        says(stage.as_(reviewer), f"{unit}: putaran ke-1 diakhiri, Nihil diterima.")
    page = open_task(stage, "cms", "Departemen Keuangan")
    click(page, "Terima semua yang belum diperiksa")
    click(page, "Akhiri Putaran ke-1")
    says(page, "Departemen Keuangan: putaran ke-1 diakhiri, register diterima.")
    follow(page, "Isu")
    stage.snap(page, "issues-settled")


def declare_nil(stage: Stage, manager: str) -> None:
    page = open_task(stage, manager, "Bagian CMS" if manager == "kepala.cms" else "Departemen QA")
    click(page, "Tidak ada isu? Nyatakan Nihil")
    page.locator("summary", has_text="Nyatakan Nihil").click()
    page.get_by_label("Komentar").fill("Tidak ada isu baru; isu tahun lalu sudah selesai.")
    page.get_by_role("button", name="Nyatakan Nihil").click()
    says(page, "Nihil")


def open_task(stage: Stage, who: str, unit: str) -> Page:
    """From the start page to the task about this unit."""
    page = stage.as_(who)
    page.goto("/")
    page.locator("#content .task-list li", has_text=unit).get_by_role("link").first.click()
    return page
