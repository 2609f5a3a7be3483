"""Pages of the year's collection and the lists of registers."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, RoleAssignment
from cint_portal.organization.roles import Role
from issues.models import IssueCollection, IssueRegister
from tests.company import Company, unit
from tests.conftest import at
from tests.issues.registers import drafted, opened, reviewed, sent

LogIn = Callable[[object], Client]
COLLECTION = "/issues/collection/"


@pytest.fixture(autouse=True)
def _monday(company: Company) -> None:
    clock.move_to(at("2026-11-02 08:00"))


def test_cms_opens_the_year_with_one_click_and_twice_is_once(company: Company, as_person: LogIn) -> None:
    client = as_person(company.cms)
    page = client.get(COLLECTION).content.decode()
    assert "Pengumpulan isu 2027 belum dibuka" in page
    url = reverse("issues:collection-open", args=[2027])
    response = client.post(url, {"_nonce": "n1"}, follow=True)
    assert response.redirect_chain == [(f"{COLLECTION}?year=2027", 302)]
    assert "4 register dibuat" in response.content.decode()
    assert client.post(url, {"_nonce": "n1"})["Location"] == f"{COLLECTION}?year=2027"
    assert IssueRegister.objects.count() == 4
    mails = OutboxMail.objects.count()
    again = client.post(url, {"_nonce": "n2"}, follow=True).content.decode()
    assert "Setiap departemen sudah mempunyai register." in again
    assert OutboxMail.objects.count() == mails


@pytest.mark.parametrize("who", ["manager", "drafter", "director", "auditor", "nobody"])
def test_the_collection_is_not_for_departments(company: Company, as_person: LogIn, who: str) -> None:
    client = as_person(getattr(company, who))
    assert client.get(COLLECTION).status_code == 403
    assert client.post(reverse("issues:collection-open", args=[2027])).status_code == 403
    assert not IssueCollection.objects.exists()


def test_the_board_reads_the_collection_but_does_not_open_it(company: Company, as_person: LogIn) -> None:
    client = as_person(company.bod)
    page = client.get(COLLECTION)
    assert page.status_code == 200
    assert "Buka Pengumpulan Isu" not in page.content.decode()
    assert client.post(reverse("issues:collection-open", args=[2027])).status_code == 403


def test_a_year_that_does_not_exist_is_not_opened(company: Company, as_person: LogIn) -> None:
    assert as_person(company.cms).post(reverse("issues:collection-open", args=[2031])).status_code == 404


def test_opening_is_no_link(company: Company, as_person: LogIn) -> None:
    assert as_person(company.cms).get(reverse("issues:collection-open", args=[2027])).status_code == 405


def test_a_portal_without_years_says_what_to_do(company: Company, as_person: LogIn) -> None:
    PlanningCycle.objects.all().delete()
    for path in (COLLECTION, "/issues/registers/"):
        assert as_person(company.cms).get(path).status_code == 200


def test_the_overview_shows_status_both_clocks_timeliness_and_counts(
    company: Company, as_person: LogIn
) -> None:
    sent(company)
    page = as_person(company.cms).get(COLLECTION).content.decode()
    assert "Dikirim ke CMS" in page
    assert "Tepat waktu" in page
    assert "CMS: 2 HK lagi" in page
    assert "Terlambat 1 HK" in page  # the three others
    assert page.count("Salin Pesan WA") == 3


def test_the_board_copies_no_messages(company: Company, as_person: LogIn) -> None:
    opened(company)
    assert "Salin Pesan WA" not in as_person(company.bod).get(COLLECTION).content.decode()


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("", {"PPIC", "QA", "FIN", "CMS"}),
        ("status=submitted", {"PPIC"}),
        ("state=review", {"PPIC"}),
        ("state=open", {"QA", "FIN", "CMS"}),
        ("state=late", {"QA", "FIN", "CMS"}),
        ("q=keuangan", {"FIN"}),
        ("q=qa", {"QA"}),
        ("q=%25", set()),
        ("status=submitted&q=qa", set()),
        ("status=nonsense", {"PPIC", "QA", "FIN", "CMS"}),
        ("page=-1", {"PPIC", "QA", "FIN", "CMS"}),
        ("page=abc&year=abc", {"PPIC", "QA", "FIN", "CMS"}),
        ("year=0", {"PPIC", "QA", "FIN", "CMS"}),
    ],
)
def test_filters_stand_in_the_address(
    company: Company, as_person: LogIn, query: str, units: set[str]
) -> None:
    sent(company)
    response = as_person(company.cms).get(f"{COLLECTION}?{query}")
    assert response.status_code == 200
    shown = {register.unit.code for register in response.context["page_obj"]}
    assert shown == units


def test_another_year_is_one_choice_away(company: Company, as_person: LogIn) -> None:
    opened(company)
    PlanningCycle.objects.open_year(2028)
    response = as_person(company.cms).get(f"{COLLECTION}?year=2028")
    assert "Isu Internal &amp; Eksternal 2028" in response.content.decode()
    assert list(response.context["page_obj"]) == []


def test_a_department_without_register_is_named_and_added(company: Company, as_person: LogIn) -> None:
    opened(company)
    unit("NEW", "Departemen Baru", "department", company.directorate)
    client = as_person(company.cms)
    page = client.get(COLLECTION).content.decode()
    assert "Belum mempunyai register: Departemen Baru." in page
    client.post(reverse("issues:collection-open", args=[2027]))
    assert IssueRegister.objects.filter(unit__code="NEW").exists()


@pytest.mark.parametrize("path", [COLLECTION, "/issues/registers/"])
def test_lists_take_the_same_queries_at_5_and_at_50_rows(
    company: Company, as_person: LogIn, path: str
) -> None:
    def queries(departments: int) -> int:
        missing = departments - IssueRegister.objects.count()
        for number in range(missing):
            unit(
                f"U{departments}{number}",
                f"Departemen {departments}-{number}",
                "department",
                company.directorate,
            )
        opened(company)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert len(response.context["lines"]) == departments
        return len(captured)

    opened(company)
    client = as_person(company.cms)
    client.get(path)
    assert queries(5) == queries(50)


# --- Landing and lists ----------------------------------------------------------------------------


def test_the_menu_leads_each_role_to_its_work(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    landing = reverse("issues:register-landing")
    own = reverse("issues:register-detail", args=[register.pk])
    assert as_person(company.cms).get(landing)["Location"] == COLLECTION
    assert as_person(company.bod).get(landing)["Location"] == COLLECTION
    assert as_person(company.manager).get(landing)["Location"] == own
    assert as_person(company.director).get(landing)["Location"] == "/issues/registers/"
    assert as_person(company.nobody).get(landing)["Location"] == "/issues/registers/"


def test_a_manager_of_two_departments_gets_both(company: Company, as_person: LogIn) -> None:
    RoleAssignment.objects.create(
        person=company.colleague, unit=company.department, role=Role.MANAGER, valid_from=date(2020, 1, 1)
    )
    opened(company)
    client = as_person(company.colleague)
    response = client.get(reverse("issues:register-landing"), follow=True)
    assert {line.unit for line in response.context["lines"]} == {"Departemen PPIC", "Departemen QA"}


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("manager", {"PPIC"}),
        ("drafter", {"PPIC"}),
        ("director", {"PPIC", "QA"}),
        ("auditor", {"PPIC", "QA"}),
        ("other_director", {"FIN"}),
        ("cms", {"PPIC", "QA", "FIN", "CMS"}),
        ("bod", {"PPIC", "QA", "FIN", "CMS"}),
        ("nobody", set()),
        ("admin", set()),
    ],
)
def test_a_list_holds_only_what_a_person_may_see_whatever_the_filter(
    company: Company, as_person: LogIn, who: str, units: set[str]
) -> None:
    drafted(company)
    client = as_person(getattr(company, who))
    for query in ("", "?year=2027", "?q=Departemen", "?state=open", "?q=e"):
        response = client.get(f"/issues/registers/{query}")
        assert {register.unit.code for register in response.context["page_obj"]} <= units
    assert {r.unit.code for r in client.get("/issues/registers/").context["page_obj"]} == units


def test_a_readers_list_offers_no_messages_to_copy(company: Company, as_person: LogIn) -> None:
    reviewed(company, "returned")
    assert "Salin Pesan WA" not in as_person(company.director).get("/issues/registers/").content.decode()


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("cms", True),
        ("bod", True),
        ("manager", True),
        ("drafter", True),
        ("director", True),
        ("auditor", True),
        ("admin", False),
        ("nobody", False),
    ],
)
def test_the_menu_offers_issues_to_whom_they_concern(
    company: Company, as_person: LogIn, who: str, offered: bool
) -> None:
    page = as_person(getattr(company, who)).get("/").content.decode()
    assert ('href="/issues/"' in page) is offered
