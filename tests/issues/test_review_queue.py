"""The queue by due date: what it shows, to whom, its filters, and settling one after the other."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.organization.models import Unit, User
from cint_portal.organization.roles import Role
from issues.models import IssueRegister
from issues.selectors import (
    next_to_review,
    queue_lines,
    registers_without_reviewer,
    review_queue,
    reviewers_of,
    todos_for,
)
from issues.selectors.supplements import supplement_queue
from issues.services import (
    answer_question,
    ask_department,
    decide_rows,
    declare_nil,
    save_rows,
    submit_register,
)
from tests.company import Company, assign, person, unit
from tests.conftest import at
from tests.issues.registers import REVIEWED, decisions, drafted, row, sent
from tests.issues.test_supplement_services import accepted, late

LogIn = Callable[[object], Client]
QUEUE = "issues:review-queue"
TODAY = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def _tuesday(company: Company) -> None:
    clock.move_to(at("2026-11-03 14:07"))


def send(department: Unit, by: User, when: str) -> IssueRegister:
    """A register of two rows of another department, in a collection that is open."""
    register = IssueRegister.objects.get(unit=department)
    register = save_rows(register=register, rows={0: row(1), 1: row(2)}, actor=by, now=at("2026-10-15 09:00"))
    return submit_register(register=register, actor=by, now=at(when))


@pytest.fixture
def waiting(company: Company) -> list[IssueRegister]:
    """PPIC (due Wed), QA (late since last week), Finance as Nihil (due Thu)."""
    ppic = sent(company)
    qa = send(company.sister_department, company.colleague, "2026-10-22 09:00")
    finance = IssueRegister.objects.get(unit=company.other_department)
    finance = declare_nil(
        register=finance, reason="Tidak ada.", actor=company.outsider, now=at("2026-11-02 08:00")
    )
    return [ppic, qa, finance]


def lines(user: User) -> list[tuple[str, str, str]]:
    found = queue_lines(review_queue(user), user=user, today=TODAY)
    return [(line.unit, line.clock.text if line.clock else "", line.blocked) for line in found]


def test_late_issues_stand_in_the_queue_until_they_are_decided(company: Company, as_person: LogIn) -> None:
    supplement = late(company)
    clock.move_to(at("2027-03-15 09:00"))
    page = as_person(company.cms).get(reverse(QUEUE))
    (line,) = page.context["supplements"]
    assert (line.unit, line.round, line.may_review) == ("Departemen PPIC", 1, True)
    assert line.clock.text.startswith("CMS: ")
    assert f"/issues/supplements/{supplement.pk}/" in page.content.decode()
    assert "Tidak ada register" not in page.content.decode()
    for query, count in (
        ("q=ppic", 1),
        ("q=keuangan", 0),
        ("due=late", 0),
        ("reviewer=me", 0),
        ("reviewer=none", 1),
    ):
        assert len(as_person(company.cms).get(f"{reverse(QUEUE)}?{query}").context["supplements"]) == count, (
            query
        )
    accepted(company, supplement)
    assert as_person(company.cms).get(reverse(QUEUE)).context["supplements"] == []


def test_late_issues_of_other_units_are_no_business_of_a_substitute(company: Company) -> None:
    late(company)
    assert not supplement_queue(company.colleague).exists()
    Unit.objects.filter(pk=company.department.pk).update(substitute_reviewer=company.colleague)
    assert supplement_queue(company.colleague).count() == 1


def test_the_most_urgent_register_comes_first(company: Company, waiting: list[IssueRegister]) -> None:
    assert lines(company.cms) == [
        ("Departemen QA", "CMS terlambat 5 HK", ""),
        ("Departemen PPIC", "CMS: 1 HK lagi", ""),
        ("Departemen Keuangan", "CMS: 2 HK lagi", ""),
    ]


def test_a_line_counts_rows_rounds_and_both_kinds_of_questions(
    company: Company, waiting: list[IssueRegister]
) -> None:
    ppic = waiting[0]
    first, second = ppic.issues.all()
    for issue in (first, second):
        question = ask_department(
            register=IssueRegister.objects.get(pk=ppic.pk),
            row=issue.pk,
            text="Mana?",
            actor=company.second_cms,
            now=at("2026-11-02 09:00"),
        )
    answer_question(question=question, text="Ini", actor=company.manager, now=REVIEWED)
    line = next(
        line
        for line in queue_lines(review_queue(company.cms), user=company.cms, today=TODAY)
        if line.pk == ppic.pk
    )
    assert (line.rows, line.pending, line.round, line.sender) == (2, 2, 1, "Andi Wijaya")
    assert (line.waiting_answers, line.new_answers, line.reviewer) == (1, 1, "Citra Lestari")


def test_two_hats_see_why_they_may_not_review(company: Company, waiting: list[IssueRegister]) -> None:
    found = {unit: blocked for unit, _clock, blocked in lines(company.cms_with_department)}
    assert found["Departemen QA"] == ""
    assert found["Departemen PPIC"] == (
        "Anda menulis atau mengelola register ini; diperiksa oleh Budi Santoso, Citra Lestari, Ratna Dewi"
    )


def cms_register(company: Company) -> IssueRegister:
    """CMS's own, sent by the president for the vacant head."""
    register = IssueRegister.objects.get(unit=company.cms_department)
    register = save_rows(register=register, rows={0: row(1)}, actor=company.president, now=REVIEWED)
    return submit_register(register=register, actor=company.president, now=at("2026-11-02 10:00"))


def test_a_missing_substitute_is_named_on_the_page_and_among_the_heads_tasks(
    company: Company, waiting: list[IssueRegister], as_person: LogIn
) -> None:
    register = cms_register(company)
    assert reviewers_of(register) == []
    assert registers_without_reviewer() == [register]
    html = as_person(company.cms).get(reverse(QUEUE)).content.decode()
    assert "Tidak ada yang boleh memeriksa: Bagian CMS." in html
    assert "Pemeriksa pengganti belum ditetapkan" in html
    titles = [todo.title for todo in todos_for(company.cms_head, REVIEWED)]
    assert "Tetapkan pemeriksa pengganti" in titles


def test_the_substitute_has_a_queue_of_that_department_only(
    company: Company, waiting: list[IssueRegister], as_person: LogIn
) -> None:
    register = cms_register(company)
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.colleague)
    register = IssueRegister.objects.get(pk=register.pk)
    assert reviewers_of(register) == [company.colleague]
    assert [unit for unit, _clock, _blocked in lines(company.colleague)] == ["Bagian CMS"]
    assert registers_without_reviewer() == []
    assert as_person(company.colleague).get(reverse(QUEUE)).status_code == 200
    assert as_person(company.outsider).get(reverse(QUEUE)).status_code == 403


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("", {"PPIC", "QA", "Keuangan"}),
        ("?due=late", {"QA"}),
        ("?due=today", set()),
        ("?reviewer=me", {"PPIC"}),
        ("?reviewer=none", {"QA", "Keuangan"}),
        ("?q=keu", {"Keuangan"}),
        ("?reviewer=999999", {"PPIC", "QA", "Keuangan"}),
        ("?due=kapan", {"PPIC", "QA", "Keuangan"}),
        ("?page=-1", {"PPIC", "QA", "Keuangan"}),
    ],
)
def test_the_filters_live_in_the_address(
    company: Company, waiting: list[IssueRegister], as_person: LogIn, query: str, units: set[str]
) -> None:
    ppic = waiting[0]
    decide_rows(
        register=ppic, decisions=decisions(ppic, "accepted", "pending"), actor=company.cms, now=REVIEWED
    )
    found = as_person(company.cms).get(reverse(QUEUE) + query).context["lines"]
    assert {line.unit.removeprefix("Departemen ") for line in found} == units


def test_an_empty_queue_says_so(company: Company, as_person: LogIn) -> None:
    html = as_person(company.cms).get(reverse(QUEUE)).content.decode()
    assert "Tidak ada register yang menunggu CMS" in html


# --- One after the other --------------------------------------------------------------------------


def test_ending_a_round_goes_on_to_the_most_urgent_register(
    company: Company, waiting: list[IssueRegister], as_person: LogIn
) -> None:
    ppic, qa, _finance = waiting
    url = reverse("issues:register-review", args=[ppic.pk])
    data = {"version": ppic.version, "finish": "1", "next": "1"}
    data |= {f"row-{issue.pk}-decision": "accepted" for issue in ppic.issues.all()}
    client = as_person(company.cms)
    assert "Setelah itu lanjut ke Departemen QA (s.d. Sel, 27 Okt 2026)" in client.get(url).content.decode()
    assert client.post(url, data)["Location"] == reverse("issues:register-review", args=[qa.pk])


def test_without_the_tick_it_stays_at_the_register(
    company: Company, waiting: list[IssueRegister], as_person: LogIn
) -> None:
    ppic = waiting[0]
    data = {"version": ppic.version, "finish": "1"}
    data |= {f"row-{issue.pk}-decision": "accepted" for issue in ppic.issues.all()}
    response = as_person(company.cms).post(reverse("issues:register-review", args=[ppic.pk]), data)
    assert response["Location"] == reverse("issues:register-detail", args=[ppic.pk])


def test_nobody_is_led_to_a_register_that_he_may_not_review(
    company: Company, waiting: list[IssueRegister]
) -> None:
    ppic, qa, finance = waiting
    assert next_to_review(company.cms_with_department) == qa
    IssueRegister.objects.filter(pk__in=[qa.pk, finance.pk]).update(status="draft")
    assert next_to_review(company.cms_with_department) is None
    assert next_to_review(company.cms) == ppic
    assert next_to_review(company.cms, after=ppic) is None


def test_the_queue_takes_the_same_queries_at_5_and_at_50_registers(
    company: Company, as_person: LogIn
) -> None:
    drafted(company)
    client = as_person(company.cms)

    def queries(start: int, stop: int) -> int:
        for number in range(start, stop):
            department = unit(f"Z{number}", f"Departemen Z{number}", "department", company.directorate)
            head = person(f"kepala.z{number}", f"Kepala {number}")
            assign(head, Role.MANAGER, department)
            IssueRegister.objects.create(
                cycle=company.cycle,
                unit=department,
                status="submitted",
                round=1,
                due_on=TODAY,
                first_due_on=TODAY,
                submitted_at=REVIEWED,
                first_submitted_at=REVIEWED,
                submitted_by=head,
                review_due_on=TODAY,
            )
        client.get(reverse(QUEUE))
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(reverse(QUEUE)).context["lines"]) == stop
        return len(captured)

    assert queries(0, 5) == queries(5, 50)
