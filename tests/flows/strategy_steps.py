"""Step 3: accepted issues become scores, a position, a strategy and a Strategi Inisiatif (7.1.6–7.1.9)."""

from playwright.sync_api import Page

from tests.flows.stage import Stage, click, field, follow, says

#: Bobot and Rating of each item, tab by tab; Score is the share of Bobot times Rating.
SCORES = {
    "S": ((5, 4), (4, 4), (3, 3)),
    "W": ((4, 3), (3, 2), (3, 2)),
    "O": ((2, 3), (4, 4), (4, 4)),
    "T": ((3, 3), (2, 2)),
}
#: Of each tab, worked by hand: 45/12, 24/10, 38/10, 13/5.
TOTALS = {"S": "3,75", "W": "2,40", "O": "3,80", "T": "2,60"}
STRATEGY = "Memakai jadwal harian yang terpantau untuk merebut pasar ekspor bersertifikat"
INITIATIVE = "Program pengiriman tepat waktu ekspor"


def plan_strategy(stage: Stage) -> None:
    """From eleven accepted issues to a final position in early November."""
    stage.move_clock("2026-11-03 09:00")
    page = stage.as_("cms")
    deploy(stage, page)
    for tab in SCORES:
        score(stage, page, tab)
    read_position(stage, page)
    answer_with_a_strategy(stage, page)
    start_an_initiative(stage, page)
    finalize(stage)


def deploy(stage: Stage, page: Page) -> None:
    page.goto("/")
    click(page, "Deploy isu ke SWOT")
    says(page, "S 3 · W 3 · O 3 · T 2")  # the tenth row counts where CMS has put it
    click(page, "Deploy Isu ke SWOT")
    says(page, "11 isu masuk ke SWOT.", "0 dari 11 isu dinilai")
    stage.snap(page, "swot-deployed")


def score(stage: Stage, page: Page, tab: str) -> None:
    for number, (weight, rating) in enumerate(SCORES[tab], start=1):
        page.get_by_label(f"Bobot {tab}{number}", exact=True).fill(str(weight))
        page.get_by_label(f"Rating {tab}{number}", exact=True).fill(str(rating))
    says(page, TOTALS[tab])  # counted while typing, before anything is saved
    if tab == "S":
        stage.snap(page, "swot-scored")
    click(page, "Simpan, lanjut ke tab" if tab != "T" else "Simpan")
    says(page, f"{len(SCORES[tab])} isu tersimpan.")


def read_position(stage: Stage, page: Page) -> None:
    page.get_by_role("navigation", name="Halaman SWOT").get_by_role("link", name="Posisi").click()
    says(page, "Expansion", "x 1,35 · y 1,20", *TOTALS.values())
    says(page, "7,5500", "6,3500", "6,2000", "5,0000")  # SO, ST, WO, WT
    stage.snap(page, "swot-position")


def answer_with_a_strategy(stage: Stage, page: Page) -> None:
    page.get_by_role("navigation", name="Halaman SWOT").get_by_role("link", name="Matrix").click()
    click(page, "Tambah strategi SO")
    field(page, "Strategi").fill(STRATEGY)
    page.get_by_label("Jadwal harian terpantau").check()
    page.get_by_label("Pasar ekspor kayu bersertifikat").check()
    click(page, "Simpan")
    says(page, "Strategi SO ditambahkan.", STRATEGY)
    stage.snap(page, "swot-matrix")


def start_an_initiative(stage: Stage, page: Page) -> None:
    click(page, "Tambah Strategi Inisiatif")
    field(page, "Strategi Inisiatif").fill(INITIATIVE)
    page.get_by_label(STRATEGY).check()
    field(page, "Penanggung jawab").select_option("Departemen PPIC")
    field(page, "Perspektif").fill("Customer")
    click(page, "Simpan")
    says(page, INITIATIVE, "Departemen PPIC", "Jadwal harian terpantau", "Pelanggan")
    stage.snap(page, "swot-initiative")


def finalize(stage: Stage) -> None:
    """The head of CMS decides; from then on the numbers are locked."""
    head = stage.as_("kepala.cms")
    head.goto("/")
    click(head, "Tetapkan posisi final SWOT")
    head.locator("summary", has_text="Tetapkan posisi final").click()
    head.get_by_role("button", name="Tetapkan posisi final").click()
    says(head, "Final", "Ratna Dewi")
    stage.snap(head, "swot-final")
    page = stage.as_("cms")
    follow(page, "SWOT")
    says(page, "Posisi sudah final.")
