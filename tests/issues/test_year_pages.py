"""Pages of the year: the collection's exceptions, last year's issues, late issues, CMS's statements."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from issues.forms.supplement import SupplementForm
from issues.models import (
    ClimateStatement,
    DueExtension,
    Issue,
    IssueRegister,
    ReviewFactor,
    SupplementaryIssue,
    TopIssue,
)
from issues.selectors import top_issues
from issues.selectors.top_issues import top_candidates
from issues.services import close_collection, hand_over, return_supplement, send_supplement
from issues.services.yearly import choose_top_issues
from tests.company import Company, unit
from tests.conftest import at
from tests.issues.registers import SENT, drafted, last_year, opened, reviewed, row, sent

LogIn = Callable[[object], Client]
COLLECTION = "/issues/collection/"
MONDAY = at("2026-11-02 08:00")


@pytest.fixture(autouse=True)
def _monday(company: Company) -> None:
    clock.move_to(MONDAY)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def shut(company: Company, register: IssueRegister) -> IssueRegister:
    close_collection(
        collection=register.cycle.issue_collection, reason="Bahan SWOT", actor=company.cms_head, now=MONDAY
    )
    return register


# --- The collection ----------------------------------------------------------------------------------


def test_the_collection_counts_each_status_and_whom_to_chase(company: Company, as_person: LogIn) -> None:
    hand_over(register=drafted(company), actor=company.drafter, now=MONDAY)
    page = as_person(company.cms).get(COLLECTION)
    counts = {line.chip.label: line.count for line in page.context["counts"].statuses}
    assert counts == {
        "Belum mulai": 3,
        "Draf": 1,
        "Siap diperiksa manager": 1,
        "Dikirim ke CMS": 0,
        "Dikembalikan": 0,
        "Diterima": 0,
        "Nihil": 0,
    }
    assert page.context["counts"].chase == 4
    assert text(page).count("Salin Pesan WA") == 4


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("ordering=unit", ["CMS", "FIN", "PPIC", "QA"]),
        ("ordering=-unit", ["QA", "PPIC", "FIN", "CMS"]),
        ("ordering=status", ["CMS", "FIN", "QA", "PPIC"]),
        ("ordering=-status", ["PPIC", "CMS", "FIN", "QA"]),
        ("ordering=sent", ["PPIC", "CMS", "FIN", "QA"]),
        ("ordering=-sent", ["PPIC", "CMS", "FIN", "QA"]),
        ("ordering=password", ["CMS", "FIN", "PPIC", "QA"]),
        ("state=chase", ["CMS", "FIN", "QA"]),
        ("state=extended", ["QA"]),
        ("state=ready", []),
        ("state=settled", []),
    ],
)
def test_order_and_chase_list_stand_in_the_address(
    company: Company, as_person: LogIn, query: str, units: list[str]
) -> None:
    sent(company)
    qa = IssueRegister.objects.get(unit=company.sister_department)
    client = as_person(company.cms_head)
    client.post(reverse("issues:extension-create", args=[qa.pk]), {"until": "2026-11-13", "reason": "Audit"})
    page = client.get(f"{COLLECTION}?{query}")
    assert [register.unit.code for register in page.context["page_obj"]] == units


def test_closing_asks_for_its_reason_and_is_told_on_the_page(company: Company, as_person: LogIn) -> None:
    collection = opened(company).cycle.issue_collection
    client = as_person(company.cms_head)
    assert "Tutup Pengumpulan" in text(client.get(COLLECTION))
    address = reverse("issues:collection-transition", args=[collection.pk, "close"])
    refused = client.post(address, {"comment": " ", "version": collection.version})
    assert refused.status_code == 422
    assert "Tuliskan alasannya" in text(refused)
    page = text(client.post(address, {"comment": "Bahan SWOT"}, follow=True))
    assert "oleh Ratna Dewi: Bahan SWOT" in page
    assert "Buka Kembali Pengumpulan" in page
    assert "Salin Pesan WA" not in page  # nobody can be asked to send any more
    assert "Tutup Pengumpulan" not in text(as_person(company.cms).get(COLLECTION)).split("Riwayat")[0]


def test_a_department_learns_why_it_cannot_send(company: Company, as_person: LogIn) -> None:
    register = shut(company, drafted(company))
    client = as_person(company.manager)
    for name in ("register-detail", "register-edit"):
        page = text(client.get(reverse(f"issues:{name}", args=[register.pk])))
        assert "Pengumpulan isu 2027 sudah ditutup." in page
        assert "Kirim ke CMS</button>" not in page
    answer = client.post(reverse("issues:register-transition", args=[register.pk, "submit"]))
    assert answer.status_code == 409
    assert "Perpanjangan Waktu" in text(answer)


def test_an_extension_is_given_on_its_page_and_shown_on_both(company: Company, as_person: LogIn) -> None:
    register = shut(company, drafted(company))
    client, address = as_person(company.cms_head), reverse("issues:extension-create", args=[register.pk])
    assert "2026-11-02" in text(client.get(address))
    refused = client.post(address, {"until": "2026-11-01", "reason": "Audit"})
    assert refused.status_code == 422
    assert "Tanggal perpanjangan sudah lewat." in text(refused)
    assert "Audit" in text(refused)  # nothing typed is lost
    listed = text(client.post(address, {"until": "2026-11-13", "reason": "Audit"}, follow=True))
    assert "Perpanjangan Waktu" in listed
    assert DueExtension.objects.get().reason == "Audit"
    own = text(as_person(company.manager).get(reverse("issues:register-detail", args=[register.pk])))
    assert "s.d. Jum, 13 Nov 2026 (semula Sab, 31 Okt 2026): Audit" in own
    assert "Kirim ke CMS" in own


def test_a_repair_counts_its_working_days_down(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "returned")
    clock.move_to(at("2026-11-06 08:00"))
    page = as_person(company.cms).get(f"{COLLECTION}?status=returned")
    (line,) = page.context["lines"]
    assert (line.due_on, line.left_text) == (register.due_on, "1 HK lagi")


def test_dates_are_planned_on_a_page_until_the_collection_opens(company: Company, as_person: LogIn) -> None:
    client, address = as_person(company.cms_head), reverse("issues:collection-plan", args=[2027])
    assert "Ubah Jadwal" in text(client.get(COLLECTION))
    assert 'value="2026-10-31"' in text(client.get(address))
    wrong = client.post(address, {"opens_on": "2026-10-05", "due_on": "2026-10-04"})
    assert wrong.status_code == 422
    assert "Batas waktu tidak boleh sebelum tanggal buka." in text(wrong)
    client.post(address, {"opens_on": "2026-10-05", "due_on": "2026-11-06"})
    company.cycle.refresh_from_db()
    assert str(company.cycle.issues_due_on) == "2026-11-06"


# --- Last year's issues ------------------------------------------------------------------------------


def test_fates_are_decided_on_one_page_and_lead_into_the_grid(company: Company, as_person: LogIn) -> None:
    a, b, c = last_year(company, "Jadwal bergeser", "Mesin tua", "Pasar sempit")
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    client, address = as_person(company.drafter), reverse("issues:carry-over-edit", args=[register.pk])
    edit = reverse("issues:register-edit", args=[register.pk])
    assert address in text(client.get(edit))
    assert "Sisanya (3) masih berlanjut" in text(client.get(address))
    data = {f"issue-{a.pk}-fate": "solved", f"issue-{a.pk}-note": "Mesin baru", "version": register.version}
    answer = client.post(address, {**data, "carry_rest": "1"})
    assert answer["Location"] == edit
    assert "Mesin tua" in text(client.get(edit))
    assert set(register.issues.values_list("previous", flat=True)) == {b.pk, c.pk}
    change = text(as_person(company.director).get(reverse("issues:register-change", args=[register.pk])))
    assert "Mesin baru" in change
    assert "tidak berubah" in change


def test_a_stale_or_refused_choice_stays_on_the_page(company: Company, as_person: LogIn) -> None:
    (old,) = last_year(company, "Jadwal bergeser")
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    client, address = as_person(company.drafter), reverse("issues:carry-over-edit", args=[register.pk])
    client.post(address, {f"issue-{old.pk}-fate": "persisting"})
    typed = {f"issue-{old.pk}-fate": "solved", f"issue-{old.pk}-note": "Sudah beres"}
    stale = client.post(address, {**typed, "version": register.version})
    assert stale.status_code == 409
    assert "Sudah beres" in text(stale)
    Issue.objects.filter(previous=old).update(issue="Lebih parah")
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "Baris 1 sudah diubah" in text(refused)
    nonsense = client.post(address, {f"issue-{old.pk}-fate": "gone"})
    assert nonsense.status_code == 422


def test_without_a_past_the_page_leads_to_the_empty_grid(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    page = text(as_person(company.manager).get(reverse("issues:carry-over-edit", args=[register.pk])))
    assert "Tidak ada isu 2026 yang diterima" in page
    assert reverse("issues:register-edit", args=[register.pk]) in page


# --- Late issues -------------------------------------------------------------------------------------


def late(company: Company) -> SupplementaryIssue:
    return send_supplement(
        register=reviewed(company, "accepted"),
        values=row(9),
        occasion="Peraturan baru",
        actor=company.manager,
        now=MONDAY,
    )


def test_a_late_issue_goes_from_the_register_to_cms_and_back_into_it(
    company: Company, as_person: LogIn
) -> None:
    register = reviewed(company, "accepted")
    manager, cms = as_person(company.manager), as_person(company.cms)
    detail = reverse("issues:register-detail", args=[register.pk])
    assert "Tambah Isu Susulan" in text(manager.get(detail))
    form = reverse("issues:supplement-create", args=[register.pk])
    values = row(9)
    columns = ("stakeholder", "needs", "issue", "factor_id", "source", "category")
    data = {name: getattr(values, name) for name in columns}
    half = manager.post(form, data)
    assert half.status_code == 422
    assert "Isu nomor 9" in text(half)
    page = manager.post(form, {**data, "occasion": "Peraturan baru", "is_climate": "on"}, follow=True)
    assert "Dikirim ke CMS" in text(page)
    row_ = SupplementaryIssue.objects.get()
    decide = reverse("issues:supplement-review", args=[row_.pk])
    assert cms.post(decide, {"category": "S", "accept": "1"}).status_code == 422  # why another category?
    cms.post(decide, {"category": "W", "accept": "1"})
    shown = text(manager.get(detail))
    assert "Isu nomor 9" in shown
    assert "Isu Susulan" in shown.split("Sepanjang tahun")[0]  # marked in the table itself
    assert Issue.objects.get(is_late=True).is_climate


def test_a_returned_late_issue_shows_the_comment_and_what_was_written(
    company: Company, as_person: LogIn
) -> None:
    supplement = return_supplement(
        supplement=late(company), comment="Sebutkan pasalnya.", actor=company.cms, now=MONDAY
    )
    page = text(as_person(company.manager).get(reverse("issues:supplement-edit", args=[supplement.pk])))
    assert "Sebutkan pasalnya." in page
    assert "Isu nomor 9" in page
    assert "Peraturan baru" in page


def test_a_nihil_register_shows_the_issue_that_came_later(company: Company, as_person: LogIn) -> None:
    register = shut(company, opened(company))
    supplement = send_supplement(
        register=register, values=row(9), occasion="Baru", actor=company.manager, now=MONDAY
    )
    client = as_person(company.cms)
    client.post(reverse("issues:supplement-review", args=[supplement.pk]), {"category": "W", "accept": "1"})
    IssueRegister.objects.filter(pk=register.pk).update(
        status="nil",
        nil_reason="Tidak ada",
        submitted_at=MONDAY,
        first_submitted_at=MONDAY,
        review_due_on="2026-11-05",
    )
    page = text(client.get(reverse("issues:register-detail", args=[register.pk])))
    assert "Tidak ada" in page
    assert "Isu nomor 9" in page


# --- CMS's statements --------------------------------------------------------------------------------


def test_the_climate_statement_is_written_once_and_read_by_all(company: Company, as_person: LogIn) -> None:
    (issue,) = reviewed(company, "accepted").issues.all()
    cms, address = as_person(company.cms), reverse("issues:climate-detail", args=[2027])
    assert "Belum dinyatakan" in text(as_person(company.manager).get(address))
    said = {"relevance": "relevant", "reason": "Banjir", "issues": [issue.pk], "version": 0}
    wrong = cms.post(address, {**said, "relevance": "not_relevant"})
    assert wrong.status_code == 422
    assert cms.post(address, said).status_code == 302
    assert cms.post(address, {**said, "reason": "Panas"}).status_code == 409  # made from an older page
    assert ClimateStatement.objects.get().reason == "Banjir"
    for person in (company.manager, company.outsider, company.auditor, company.bod):
        assert "Banjir" in text(as_person(person).get(address))
    assert "Isu nomor 1" not in text(as_person(company.outsider).get(address))


def test_top_issues_are_chosen_and_judged(company: Company, as_person: LogIn) -> None:
    (issue,) = reviewed(company, "accepted").issues.all()
    cms = as_person(company.cms)
    choose = reverse("issues:top-issue-edit", args=[2027])
    judge = reverse("issues:validity-detail", args=[2027, 1])
    assert "Belum ada isu utama" in text(cms.get(judge))
    assert cms.post(choose, {"issues": [issue.pk]})["Location"] == judge
    assert "Penilaian semester ini dibuka" in text(cms.get(judge))
    clock.move_to(at("2027-07-05 08:00"))
    blank = cms.post(judge, {f"issue-{issue.pk}-verdict": "changed"})
    assert blank.status_code == 422
    assert "Tuliskan apa yang berubah." in text(blank)
    cms.post(judge, {f"issue-{issue.pk}-verdict": "changed", f"issue-{issue.pk}-note": "Separuh"})
    assert "Separuh" in text(as_person(company.manager).get(judge))
    assert cms.get(reverse("issues:validity-detail", args=[2027, 3])).status_code == 404


def test_the_weightiest_issues_are_proposed_until_cms_has_chosen(
    company: Company, as_person: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(top_issues, "PROPOSED", 1)
    first, second = reviewed(company, "accepted", "accepted").issues.all()
    seen_twice = ReviewFactor.objects.get(name="Ekonomi")
    other = other_department_saw(company, factor=seen_twice)
    Issue.objects.filter(pk=second.pk).update(factor=seen_twice)
    order = [candidate.issue.pk for candidate in top_candidates(company.cycle)]
    assert order == [second.pk, other.pk, first.pk]
    monkeypatch.setattr(top_issues, "_scores", [lambda cycle: {first.pk: Decimal("0.42")}])
    cms, choose = as_person(company.cms), reverse("issues:top-issue-edit", args=[2027])
    page = cms.get(choose)
    assert page.context["form"].initial["issues"] == [first.pk]
    assert "skor SWOT 0,42" in text(page)
    assert "2 departemen menulis faktor dan kategori yang sama" in text(page)
    assert "Belum ada pilihan" in text(page)
    assert not TopIssue.objects.exists()
    cms.post(choose, {"issues": [other.pk]})
    page = cms.get(choose)
    assert page.context["form"].initial["issues"] == [other.pk]
    assert "Belum ada pilihan" not in text(page)


def other_department_saw(company: Company, factor: ReviewFactor) -> Issue:
    """An accepted issue of another department."""
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.other_department)
    return Issue.objects.create(
        register=register, position=0, issue="Kurs", factor=factor, source="internal", category="W",
        decision="accepted", decided_category="W", decided_by=company.cms, decided_at=SENT,
        stakeholder="Bank", needs="Stabil",
    )  # fmt: skip


def test_mistakes_of_an_isu_susulan_are_listed_in_the_order_of_the_page(company: Company) -> None:
    names = ("issue", "occasion", "stakeholder", "needs", "factor_id", "source", "category", "is_climate")
    assert tuple(SupplementForm(register=late(company).register).fields) == names


def test_an_empty_list_leads_to_where_one_is_added(company: Company, as_person: LogIn) -> None:
    page = text(as_person(company.manager).get("/issues/supplements/?year=2027"))
    assert 'href="/issues/registers/?year=2027">Buka register</a>' in page


@pytest.mark.parametrize("address", ["/issues/supplements/", "/issues/changes/"])
def test_a_page_of_the_year_leads_to_the_other_years(
    company: Company, as_person: LogIn, address: str
) -> None:
    last_year(company, "Kurs")
    page = as_person(company.cms).get(address)
    assert page.context["cycle"].year == 2027
    switch = page.context["year_switch"]
    assert (switch.years, switch.previous, switch.next) == ((2026, 2027), 2026, None)
    assert as_person(company.cms).get(f"{address}?year=2026").context["year_switch"].next == 2027


# --- Constant queries --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["changes", "supplements", "validity", "carry-over"])
def test_pages_take_the_same_queries_with_5_and_with_50_rows(
    company: Company, as_person: LogIn, page: str
) -> None:
    past = last_year(company, *(f"Isu {number}" for number in range(50)))
    register = IssueRegister.objects.get(cycle=company.cycle, unit=company.department)
    address = {
        "changes": "/issues/changes/?year=2027",
        "supplements": "/issues/supplements/?year=2026",
        "validity": "/issues/validity/2026/1/",
        "carry-over": f"/issues/registers/{register.pk}/carry-over/",
    }[page]
    client = as_person(company.drafter if page == "carry-over" else company.cms)

    def queries(count: int) -> int:
        grow(company, past, page, count)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries(5)
    assert queries(5) == queries(50)


def grow(company: Company, past: list[Issue], page: str, count: int) -> None:
    """As many rows of the page's kind."""
    if page == "changes":
        for number in range(count - IssueRegister.objects.filter(cycle=company.cycle).count()):
            unit(f"U{count}{number}", f"Departemen {count}-{number}", "department", company.directorate)
        opened(company)
    elif page == "validity":
        choose_top_issues(
            cycle=past[0].register.cycle,
            issues=[issue.pk for issue in past[:count]],
            actor=company.cms,
            now=MONDAY,
        )
    elif page == "carry-over":
        Issue.objects.filter(pk__in=[issue.pk for issue in past]).update(decision="accepted")
        rest = [issue.pk for issue in past[count:]]
        Issue.objects.filter(pk__in=rest).update(decision="pending")
    else:
        for _number in range(count - SupplementaryIssue.objects.count()):
            send_supplement(
                register=past[0].register,
                values=past[0].values,
                occasion="Baru",
                actor=company.manager,
                now=MONDAY,
            )
