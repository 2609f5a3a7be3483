"""What lists, start pages and the apps downstream read."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cint_portal.organization.models import PlanningCycle, RoleAssignment, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_by_unit, responsible_for
from cint_portal.workdays.selectors import work_calendar
from issues.models import IssueRegister
from issues.rules import RowDecision
from issues.selectors import (
    RegisterLine,
    accepted_issues,
    current_cycle,
    cycle_for,
    factor_choices,
    previous_round,
    register_lines,
    register_summary,
    stakeholder_suggestions,
    todos_for,
    with_counts,
)
from issues.services import (
    decide_rows,
    declare_nil,
    finish_review,
    open_collection,
    save_rows,
    seed_review_factors,
)
from tests.company import Company, unit
from tests.conftest import at
from tests.issues.registers import FILLED, REVIEWED, SENT, drafted, opened, reviewed, row, sent

MONDAY = at("2026-11-02 08:00")


def lines(company: Company, now: datetime = MONDAY) -> dict[str, RegisterLine]:
    found = register_lines(
        with_counts(IssueRegister.objects.all()),
        calendar=work_calendar(company.cycle),
        today=now.date(),
    )
    return {line.unit: line for line in found}


def test_a_line_shows_the_departments_clock_while_it_has_to_act(company: Company) -> None:
    drafted(company)
    line = lines(company)["Departemen PPIC"]
    assert (line.status.label, line.due_on, line.late_days) == ("Draf", date(2026, 10, 31), 1)
    assert (line.receipt, line.review, line.rows_text) == (None, None, "2 baris")
    assert line.responsible == "Andi Wijaya, Doni Pratama"


def test_a_line_shows_cmss_clock_and_the_receipt_while_cms_has_to_act(company: Company) -> None:
    sent(company)
    line = lines(company)["Departemen PPIC"]
    assert (line.due_on, line.wa_text) == (None, "")
    assert line.receipt is not None
    assert (line.receipt.at, line.receipt.text) == (SENT, "Tepat waktu")
    assert line.review is not None
    assert line.review.text == "CMS: 2 HK lagi"


def test_a_line_counts_rows_by_decision(company: Company) -> None:
    reviewed(company, "accepted", "accepted", "returned")
    line = lines(company)["Departemen PPIC"]
    assert line.rows_text == "3 baris · 2 diterima · 1 dikembalikan"
    assert line.reviewed_on == date(2026, 11, 4)


def test_a_vacant_post_is_named_with_the_person_its_work_falls_to(company: Company) -> None:
    opened(company)
    line = lines(company)["Bagian CMS"]
    assert (line.is_vacant, line.responsible) == (True, "Kartika Sari")
    assert not lines(company)["Departemen QA"].is_vacant


def test_the_message_to_copy_is_polite_and_carries_date_and_link(company: Company) -> None:
    register = opened(company)
    text = lines(company, at("2026-10-28 08:00"))["Departemen PPIC"].wa_text
    assert text == (
        "Yth. Bapak Andi Wijaya dan Bapak Doni Pratama,\n\n"
        "Mohon bantuannya untuk menyelesaikan tugas BSC berikut:\n\n"
        "*Isi isu internal & eksternal – Departemen PPIC, Tahun BSC 2027*\n"
        "Batas waktu: Sabtu, 31 Oktober 2026 pukul 23.59 WIB (3 hari lagi).\n"
        f"http://localhost:8000/issues/registers/{register.pk}/edit/\n\n"
        "Terima kasih."
    )


def test_the_message_of_a_returned_register_asks_for_the_repair(company: Company) -> None:
    reviewed(company, "returned")
    text = lines(company)["Departemen PPIC"].wa_text
    assert "*Perbaiki isu yang dikembalikan CMS – Departemen PPIC" in text


def test_lines_take_the_same_queries_however_many(company: Company) -> None:
    opened(company)
    few = queries(lambda: lines(company))
    for number in range(40):
        unit(f"U{number}", f"Departemen {number}", "department", company.directorate)
    opened(company)
    assert queries(lambda: lines(company)) == few


def queries(read: object) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()  # type: ignore[operator]
    return len(captured)


def test_the_summary_counts_departments_once_each(company: Company) -> None:
    sent(company)
    declare_nil(
        register=IssueRegister.objects.get(unit=company.sister_department),
        reason="Tidak ada.",
        actor=company.colleague,
        now=at("2026-11-02 07:00"),
    )
    summary = register_summary(company.cycle, date(2026, 11, 2))
    assert (summary.total, summary.on_time, summary.open, summary.late) == (4, 1, 2, 2)
    assert (summary.in_review, summary.settled) == (2, 0)
    assert register_summary(company.cycle, date(2026, 10, 31)).late == 0


def test_the_summary_judges_the_last_instant_as_the_page_does(company: Company) -> None:
    sent(company, now=at("2026-10-31 23:59:59.999999"))
    assert register_summary(company.cycle, date(2026, 11, 2)).on_time == 1
    IssueRegister.objects.filter(unit=company.department).update(first_submitted_at=at("2026-11-01 00:00"))
    assert register_summary(company.cycle, date(2026, 11, 2)).on_time == 0


# --- Downstream -----------------------------------------------------------------------------------


def test_only_accepted_rows_of_the_year_go_downstream(company: Company) -> None:
    register = reviewed(company, "accepted", "returned", "accepted")
    assert [issue.issue for issue in accepted_issues(company.cycle)] == ["Isu nomor 1", "Isu nomor 3"]
    other = PlanningCycle.objects.open_year(2028)
    assert not accepted_issues(other).exists()
    assert {issue.register for issue in accepted_issues(company.cycle)} == {register}


def test_the_category_that_goes_downstream_is_cmss(company: Company) -> None:
    register = sent(company, count=1)
    change = {register.issues.get().pk: RowDecision("accepted", category="S", reason="Kekuatan")}
    register = decide_rows(register=register, decisions=change, actor=company.cms, now=REVIEWED)
    finish_review(register=register, actor=company.cms, now=REVIEWED)
    assert accepted_issues(company.cycle).get().final_category == "S"


# --- Years ----------------------------------------------------------------------------------------


def test_the_current_year_is_the_latest_whose_collection_has_begun(company: Company) -> None:
    later = PlanningCycle.objects.open_year(2028)
    assert current_cycle(date(2026, 9, 30)) == company.cycle  # none has begun: the next one
    assert current_cycle(date(2026, 10, 1)) == company.cycle
    assert current_cycle(date(2027, 10, 1)) == later
    PlanningCycle.objects.all().delete()
    assert current_cycle(date(2026, 10, 1)) is None


@pytest.mark.parametrize("text", [None, "", "abc", "0", "99999", "²⁰²⁸", "-1", "2999"])
def test_an_address_without_a_known_year_means_the_current_one(company: Company, text: str | None) -> None:
    assert cycle_for(text, date(2026, 10, 1)) == company.cycle


def test_an_address_may_name_a_year(company: Company) -> None:
    later = PlanningCycle.objects.open_year(2028)
    assert cycle_for("2028", date(2026, 10, 1)) == later


# --- Tasks ----------------------------------------------------------------------------------------


def tasks(user: User, now: datetime = MONDAY) -> list[tuple[str, str, str, date | None, str]]:
    fresh = User.objects.get(pk=user.pk)
    found = todos_for(fresh, now)
    return [(todo.kind, todo.title, todo.unit, todo.due_on, todo.note) for todo in found]


FILL, REPAIR = "Isi isu internal & eksternal", "Perbaiki isu yang dikembalikan CMS"
REVIEW = "Periksa isu internal & eksternal"


def test_those_who_write_for_a_department_have_its_register_to_fill(company: Company) -> None:
    drafted(company)
    expected = [("task", FILL, "Departemen PPIC", date(2026, 10, 31), "2 baris terisi")]
    for who in (company.manager, company.second_layer, company.drafter):
        assert tasks(who) == expected
    for who in (company.director, company.bod, company.auditor, company.cms, company.nobody):
        assert tasks(who) == []


def test_a_returned_register_names_its_rows_and_its_own_date(company: Company) -> None:
    reviewed(company, "accepted", "returned")
    assert tasks(company.manager) == [
        ("task", REPAIR, "Departemen PPIC", date(2026, 11, 9), "1 baris perlu diperbaiki")
    ]


def test_what_was_received_waits_for_every_reviewer_but_not_for_two_hats(company: Company) -> None:
    sent(company)
    expected = ("decision", REVIEW, "Departemen PPIC", date(2026, 11, 4), "2 baris belum diperiksa")
    for who in (company.cms, company.cms_head, company.second_cms):
        assert tasks(who) == [expected]
    assert tasks(company.cms_with_department) == []
    assert tasks(company.manager) == []


def test_the_substitute_reviewer_sees_what_waits_for_him(company: Company) -> None:
    company.department.substitute_reviewer = company.outsider
    company.department.save()
    sent(company)
    assert [todo[0] for todo in tasks(company.outsider)] == ["task", "decision"]


def test_the_work_of_a_vacant_post_is_the_directors(company: Company) -> None:
    opened(company)
    assert tasks(company.director) == []
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).delete()
    assert [todo[2] for todo in tasks(company.director)] == ["Departemen PPIC"]
    assert [todo[2] for todo in tasks(company.president)] == ["Bagian CMS"]


def test_an_accepted_register_is_nobodys_task(company: Company) -> None:
    reviewed(company, "accepted")
    for who in (company.manager, company.cms):
        assert tasks(who) == []


def test_cms_is_told_of_a_collection_that_nobody_opened(company: Company) -> None:
    title = "Buka pengumpulan isu"
    assert tasks(company.cms, at("2026-09-30 08:00")) == []
    assert [todo[1] for todo in tasks(company.cms, at("2026-10-01 08:00"))] == [title]
    assert tasks(company.manager, at("2026-10-01 08:00")) == []
    opened(company)
    assert tasks(company.cms, at("2026-10-01 08:00")) == []


def test_tasks_take_the_same_queries_however_many(company: Company) -> None:
    sent(company)
    few = queries(lambda: tasks(company.cms))
    for number in range(20):
        new = unit(f"U{number}", f"Departemen {number}", "department", company.directorate)
        RoleAssignment.objects.create(
            person=company.colleague, unit=new, role=Role.MANAGER, valid_from=date(2020, 1, 1)
        )
    for register in open_collection(cycle=company.cycle, actor=company.cms_head, now=FILLED):
        colleague = User.objects.get(pk=company.colleague.pk)
        declare_nil(register=register, reason="Tidak ada.", actor=colleague, now=SENT)
    assert queries(lambda: tasks(company.cms)) == few


# --- Around a register ----------------------------------------------------------------------------


def test_factors_are_grouped_and_a_retired_one_stays_where_it_is_used(company: Company) -> None:
    seed_review_factors()
    register = drafted(company)
    factor = register.issues.first().factor
    factor.is_active = False
    factor.save()
    other = IssueRegister.objects.get(unit=company.sister_department)
    labels = {label: [name for _pk, name in choices] for label, choices in factor_choices(register)}
    assert list(labels) == ["Eksternal", "Internal"]
    assert "Metode" in labels["Internal"]
    assert "Metode" not in dict(factor_choices(other)[1][1]).values()


def test_suggested_stakeholders_are_the_departments_own_and_the_usual_ones(company: Company) -> None:
    register = drafted(company)
    save_rows(
        register=IssueRegister.objects.get(unit=company.sister_department),
        rows={0: row(stakeholder="Rahasia QA")},
        actor=company.colleague,
        now=FILLED,
    )
    save_rows(
        register=register, rows={0: row(stakeholder="Distributor Jawa")}, actor=company.manager, now=FILLED
    )
    suggestions = stakeholder_suggestions(register)
    assert "Distributor Jawa" in suggestions
    assert "Pemegang Saham" in suggestions
    assert "Rahasia QA" not in suggestions
    assert len(suggestions) == len(set(suggestions))


def test_the_previous_round_shows_only_what_changed(company: Company) -> None:
    register = reviewed(company, "returned")
    register = save_rows(
        register=register,
        rows={0: row(1, issue="Lebih jelas", category="S")},
        actor=company.manager,
        now=REVIEWED,
    )
    before = previous_round(register.issues.get())
    assert before is not None
    assert (before.round, before.comment) == (1, "Sebutkan angkanya.")
    assert [(change.title, change.before, change.after) for change in before.changes] == [
        ("Isu", "Isu nomor 1", "Lebih jelas"),
        ("Kategori SWOT", "W – Weakness", "S – Strength"),
    ]


def test_a_row_that_was_never_returned_has_no_previous_round(company: Company) -> None:
    assert previous_round(drafted(company).issues.first()) is None


def test_responsible_people_in_bulk_are_those_of_each_unit(company: Company) -> None:
    units = [company.department, company.sister_department, company.other_department, company.cms_department]
    many = responsible_by_unit(units)
    assert many == {each.pk: responsible_for(each) for each in units}
    assert many[company.cms_department.pk] == [company.president]
