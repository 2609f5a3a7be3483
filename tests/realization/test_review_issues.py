"""The issues' part of the half-year review: top issues, late issues, climate (4.1, 7.2.3)."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from issues.services.yearly import ValidityAnswer, answer_validity, choose_top_issues, state_climate
from realization.selectors.results.review import review_report
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import reviewed

JULY = at("2027-07-06 09:00")


def judged(company: Company) -> None:
    """One of two top issues is answered, climate is stated."""
    first, second = reviewed(company, "accepted", "accepted").issues.all()
    step = {"cycle": company.cycle, "actor": company.cms, "now": JULY}
    choose_top_issues(issues=[first.pk, second.pk], **step)  # type: ignore[arg-type]
    answers = {first.pk: ValidityAnswer("changed", "Sudah separuh teratasi")}
    answer_validity(semester=1, answers=answers, **step)  # type: ignore[arg-type]
    state_climate(relevance="not_relevant", reason="Belum berpengaruh", issues=[], **step)  # type: ignore[arg-type]


def test_the_report_says_of_each_top_issue_whether_it_still_holds(company: Company) -> None:
    judged(company)
    part = review_report(company.cms, company.cycle, 1, JULY).issues
    assert [(line.label, line.note) for line in part.top] == [
        ("Berubah", "Sudah separuh teratasi"),
        ("Belum dinilai", ""),
    ]
    assert (part.open, part.climate.text) == (1, "Tidak relevan")
    assert review_report(company.colleague, company.cycle, 1, JULY).issues.top == []


def test_a_year_without_answers_says_so(company: Company) -> None:
    part = review_report(company.cms, company.cycle, 1, JULY).issues
    assert (part.top, part.late, part.climate.text) == ([], [], "Belum dinyatakan")


def test_the_page_shows_it_to_whom_a_scorecard_is_shown(
    company: Company, as_person: Callable[..., Client]
) -> None:
    judged(company)
    make_scorecard(company.cycle, company.department, "established", company.manager)
    clock.move_to(JULY)
    address = reverse("realization:review-detail")
    text = as_person(company.cms).get(address, {"year": "2027", "semester": "1"}).content.decode()
    assert "Isu utama: masih berlaku?" in text
    assert "Sudah separuh teratasi" in text
    assert "Tidak relevan" in text
