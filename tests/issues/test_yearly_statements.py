"""CMS's words about a year's issues: climate change, top issues, whether they still hold."""

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from issues.models import ClimateStatement, Issue, TopIssue, ValidityCheck
from issues.selectors.yearly import climate_line, half_year_issues
from issues.services import accept_supplement, send_supplement
from issues.services.yearly import ValidityAnswer, answer_validity, choose_top_issues, state_climate
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import reviewed, row

NOW = at("2026-11-10 09:00")
JULY = at("2027-07-05 09:00")


def accepted(company: Company) -> list[Issue]:
    """Two accepted issues of the department."""
    return list(reviewed(company, "accepted", "accepted").issues.all())


def state(company: Company, *issues: Issue, **changed: object) -> ClimateStatement:
    step: dict[str, object] = {"relevance": "relevant", "reason": "Banjir mengganggu pasokan", "now": NOW}
    return state_climate(
        cycle=company.cycle,
        issues=[issue.pk for issue in issues],
        **{"actor": company.cms, **step, **changed},  # type: ignore[arg-type]
    )


def choose(company: Company, *issues: Issue, **changed: object) -> list[TopIssue]:
    return choose_top_issues(
        cycle=company.cycle,
        issues=[issue.pk for issue in issues],
        **{"actor": company.cms, "now": NOW, **changed},  # type: ignore[arg-type]
    )


def answer(company: Company, issue: Issue, verdict: str, note: str = "", **changed: object) -> int:
    step: dict[str, object] = {"semester": 1, "actor": company.cms, "now": JULY}
    return answer_validity(
        cycle=company.cycle,
        answers={issue.pk: ValidityAnswer(verdict, note)},
        **{**step, **changed},  # type: ignore[arg-type]
    )


# --- Climate -----------------------------------------------------------------------------------------


def test_a_year_without_a_statement_says_so(company: Company) -> None:
    line = climate_line(company.cycle, company.bod)
    assert (line.statement, line.text, line.tone) == (None, "Belum dinyatakan", "warning")


def test_the_statement_names_reason_and_issues(company: Company) -> None:
    first, _second = accepted(company)
    statement = state(company, first)
    assert (statement.stated_by, statement.stated_at, statement.version) == (company.cms, NOW, 1)
    line = climate_line(company.cycle, company.bod)
    assert (line.text, line.issues, line.unseen) == ("Relevan", [first], 0)


def test_a_reader_of_another_department_learns_how_many_issues_but_not_which(company: Company) -> None:
    state(company, *accepted(company))
    line = climate_line(company.cycle, company.colleague)
    assert (line.issues, line.unseen) == ([], 2)


def test_a_statement_is_restated_and_its_links_follow(company: Company) -> None:
    first, second = accepted(company)
    state(company, first)
    again = state(company, second, reason="Panas", actor=company.cms_head, version=1)
    assert (again.version, again.stated_by, ClimateStatement.objects.count()) == (2, company.cms_head, 1)
    assert climate_line(company.cycle, company.cms).issues == [second]
    last = state(company, relevance="not_relevant", reason="Tidak ada pengaruh")
    assert not last.links.exists()


def test_a_stale_statement_overwrites_nothing(company: Company) -> None:
    state(company)
    with pytest.raises(StaleVersion):
        state(company, reason="Lain", version=0)
    assert ClimateStatement.objects.get().reason == "Banjir mengganggu pasokan"


def test_what_the_statement_must_not_say(company: Company) -> None:
    first, _second = accepted(company)
    with pytest.raises(InvalidInput, match="alasannya"):
        state(company, reason="  ")
    with pytest.raises(InvalidInput, match="tidak menyebut"):
        state(company, first, relevance="not_relevant")
    Issue.objects.filter(pk=first.pk).update(decision="pending")
    with pytest.raises(InvalidInput, match="bukan isu yang diterima"):
        state(company, first)
    assert not ClimateStatement.objects.exists()


@pytest.mark.parametrize("who", ["manager", "director", "bod", "auditor", "admin"])
def test_only_cms_states(company: Company, who: str) -> None:
    issues, actor = accepted(company), getattr(company, who)
    with pytest.raises(PermissionDenied):
        state(company, actor=actor)
    with pytest.raises(PermissionDenied):
        choose(company, *issues, actor=actor)
    choose(company, *issues)
    with pytest.raises(PermissionDenied):
        answer(company, issues[0], "valid", actor=actor)


# --- Still valid? ------------------------------------------------------------------------------------


def test_top_issues_are_asked_about_in_each_half_year(company: Company) -> None:
    first, second = accepted(company)
    choose(company, first, second)
    assert answer(company, first, "valid") == 1
    part = half_year_issues(company.cycle, 1, company.bod)
    assert [(line.issue, line.verdict, line.label) for line in part.top] == [
        (first, "valid", "Masih berlaku"),
        (second, "", "Belum dinilai"),
    ]
    assert part.open == 1
    assert half_year_issues(company.cycle, 2, company.bod).open == 2
    assert half_year_issues(company.cycle, 1, company.colleague).top == []


def test_a_change_says_what_changed_and_by_whom(company: Company) -> None:
    first, _second = accepted(company)
    choose(company, first)
    with pytest.raises(InvalidInput, match="apa yang berubah"):
        answer(company, first, "changed", " ")
    answer(company, first, "no_longer", "Mesin sudah diganti")
    (line,) = half_year_issues(company.cycle, 1, company.cms).top
    assert (line.note, line.checked_by, line.checked_at) == ("Mesin sudah diganti", "Budi Santoso", JULY)


def test_the_same_answer_again_is_no_change_and_a_blank_one_takes_nothing_back(company: Company) -> None:
    first, second = accepted(company)
    choose(company, first, second)
    answer(company, first, "valid")
    assert answer(company, first, "valid") == 0
    assert answer(company, second, "") == 0
    with pytest.raises(InvalidInput, match="tidak dikosongkan"):
        answer(company, first, "")
    assert answer(company, first, "changed", "Lebih parah") == 1
    assert ValidityCheck.objects.get().verdict == "changed"


def test_a_half_year_that_has_not_begun_is_not_judged(company: Company) -> None:
    first, _second = accepted(company)
    choose(company, first)
    with pytest.raises(Conflict, match="Semester II 2027 belum dimulai"):
        answer(company, first, "valid", semester=2, now=at("2027-06-30 23:59"))
    assert answer(company, first, "valid", semester=2, now=at("2027-07-01 00:00")) == 1


def test_only_a_top_issue_is_judged(company: Company) -> None:
    first, second = accepted(company)
    choose(company, first)
    with pytest.raises(Conflict):
        answer(company, second, "valid")


def test_what_was_judged_stays_a_top_issue(company: Company) -> None:
    first, second = accepted(company)
    choose(company, first, second)
    answer(company, first, "valid")
    with pytest.raises(InvalidInput, match="tetap menjadi isu utama"):
        choose(company, second)
    assert {top.issue for top in choose(company, first)} == {first}


def test_only_accepted_issues_of_the_year_are_chosen(company: Company) -> None:
    register = reviewed(company, "returned", "accepted")
    issues = list(register.issues.all())
    with pytest.raises(InvalidInput):
        choose(company, *issues)
    assert not TopIssue.objects.exists()


def test_a_half_year_names_the_late_issues_that_were_accepted_in_it(company: Company) -> None:
    register = reviewed(company, "accepted")
    supplement = send_supplement(
        register=register, values=row(9), occasion="Baru", actor=company.manager, now=at("2027-03-01 09:00")
    )
    supplement = accept_supplement(
        supplement=supplement, category="W", actor=company.cms, now=at("2027-03-03 09:00")
    )
    assert half_year_issues(company.cycle, 1, company.bod).late == [supplement.row]
    assert half_year_issues(company.cycle, 2, company.bod).late == []
    assert half_year_issues(company.cycle, 1, company.outsider).late == []
