"""The seeds' totals through the stored figures of a whole year (domain.md §4, Seed checks)."""

from decimal import Decimal

from bsc.models import Scorecard
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.demo.data.departments import PRODUCTION_ENGINEERING
from realization.selectors.results.compute import Scores
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.reading import read_book
from realization.selectors.results.shapes import ScorecardView
from realization.selectors.results.spans import year_span
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.realization.seeded import AFTER_THE_YEAR, fill_year, write_scorecard

D = Decimal


def year_of(scorecard: Scorecard) -> ScorecardView:
    return scorecard_view(
        Scores(read_book(scorecard, AFTER_THE_YEAR, THE_PORTAL)), year_span(2027, AFTER_THE_YEAR)
    )


def test_the_slides_give_97_68(company: Company) -> None:
    scorecard = write_scorecard(CORPORATE, company.corporate, company.cycle)
    fill_year(CORPORATE, scorecard)
    view = year_of(scorecard)
    assert [lane.score_text for lane in view.lanes] == ["25,80", "23,33", "24,80", "23,75"]
    assert view.total.number == D("97.68")
    assert view.total.grade_text == "Biru – Sangat Baik"


def test_production_engineering_gives_0_915_and_an_a(company: Company) -> None:
    scorecard = write_scorecard(PRODUCTION_ENGINEERING, company.department, company.cycle)
    fill_year(PRODUCTION_ENGINEERING, scorecard)
    view = year_of(scorecard)
    assert view.total.text == "0,915"
    assert view.total.grade_text == "A"
