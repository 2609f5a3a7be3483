"""Growth of a scorecard's own total (carton seed): earlier months, earlier years, no circle."""

from decimal import Decimal

from bsc.models import Measure, Scorecard
from bsc.scoring import KpiState
from cint_portal.demo.data.departments import WORKSHOP
from cint_portal.organization.models import PlanningCycle
from realization.selectors.results.compute import Scores
from realization.selectors.results.reading import read_book
from realization.selectors.sight import THE_PORTAL
from tests.company import Company
from tests.locks import unlocked
from tests.realization.builders import Status, a_kpi, a_measure, a_scorecard, an_objective
from tests.realization.results_scenes import AUTUMN, D, seen, sent
from tests.realization.seeded import AFTER_THE_YEAR, fill_year, write_scorecard

RULES = [[">", "0", "1"], ["=", "0", "0.5"], ["<", "0", "0"]]


def a_growing(company: Company, cycle: PlanningCycle | None = None) -> tuple[Scorecard, Measure]:
    """Half of the weight grows on the total, half is entered."""
    year = cycle or company.cycle
    scorecard = a_scorecard(company.department, year, Scorecard.Status.ESTABLISHED)
    objective = an_objective(scorecard)
    entered = a_measure(company.department, year, name="PK selesai tepat waktu")
    growing = a_measure(
        company.department,
        year,
        name="Peningkatan pencapaian KPI periode sebelumnya",
        unit="%",
        target=None,
        value_source="own_growth",
        step_rules=RULES,
        filler_unit=None,
    )
    a_kpi(objective, entered, weight=D(50))
    a_kpi(objective, growing, weight=D(50), position=1)
    return scorecard, entered


def months_of(scorecard: Scorecard, last: int) -> list[Decimal | None]:
    return [seen(scorecard, AFTER_THE_YEAR, month=month).total.number for month in range(1, last + 1)]


def test_the_first_two_months_of_a_series_have_no_growth(company: Company) -> None:
    scorecard, entered = a_growing(company)
    for month, value in enumerate((80, 60, 60, 60), start=1):
        sent(company.department, company.cycle, month, {entered: value})
    # January, February: entered alone. March: 80 → 60 falls, D 0. April: 60 → 30 falls, D 0.
    assert months_of(scorecard, 4) == [D("80.00"), D("60.00"), D("30.00"), D("30.00")]
    states = [seen(scorecard, AFTER_THE_YEAR, month=m).kpis[1].state for m in (1, 2, 3)]
    assert states == [KpiState.NOT_APPLICABLE, KpiState.NOT_APPLICABLE, KpiState.VERIFIED]


def test_each_total_feeds_the_growth_of_the_second_month_after_it(company: Company) -> None:
    scorecard, entered = a_growing(company)
    for month, value in enumerate((60, 80, 80, 80, 80), start=1):
        sent(company.department, company.cycle, month, {entered: value})
    # March: 60 → 80 rises, D 1, total 90. April: 80 → 90 rises, 90. May: 90 → 90 equal, D 0.5, total 65.
    assert months_of(scorecard, 5) == [D("60.00"), D("80.00"), D("90.00"), D("90.00"), D("65.00")]


def test_a_period_averages_the_monthly_scores(company: Company) -> None:
    scorecard, entered = a_growing(company)
    for month, value in enumerate((60, 80, 80, 80, 80), start=1):
        sent(company.department, company.cycle, month, {entered: value})
    line = seen(scorecard, AFTER_THE_YEAR, "year-to-date", 5).kpis[1]
    assert line.achievement == (D(1) + D(1) + D("0.5")) / 3
    assert line.explanation.startswith("Rata-rata nilai tabel skor 3 bulan = 83,33\u00a0%")


def test_december_reads_the_same_from_this_year_and_from_the_next(company: Company) -> None:
    """A whole chain of years stands behind a January, and every page of it shows the same totals."""
    totals = {}
    for year in (2025, 2026, 2027):
        cycle = company.cycle if year == 2027 else PlanningCycle.objects.open_year(year)
        scorecard, entered = a_growing(company, cycle)
        for month in range(1, 13):
            sent(company.department, cycle, month, {entered: 70 + (month * year) % 13})
        totals[year] = Scores(read_book(scorecard, AFTER_THE_YEAR, THE_PORTAL))
    last, this = totals[2026], totals[2027]
    assert this.book.before is not None
    assert this.book.before.before is not None
    assert this._before is not None
    for month in (11, 12):
        assert this._month_total(month - 12).total == last.total((month,)).total  # type: ignore[union-attr]
    assert last.total((1,)).kpis[1].state is KpiState.VERIFIED


def test_a_scorecard_that_was_never_decided_is_no_history(company: Company) -> None:
    before = PlanningCycle.objects.open_year(2026)
    draft, entered = a_growing(company, before)
    with unlocked():
        Scorecard.objects.filter(pk=draft.pk).update(status="draft")
    for month in (11, 12):
        sent(company.department, before, month, {entered: 80})
    scorecard, _entered = a_growing(company)
    assert read_book(scorecard, AUTUMN, THE_PORTAL).before is None


def test_growth_on_unverified_totals_is_unverified_and_waits_in_the_review(company: Company) -> None:
    scorecard, entered = a_growing(company)
    sent(company.department, company.cycle, 1, {entered: 60})
    sent(company.department, company.cycle, 2, {entered: 80}, Status.SUBMITTED)
    sent(company.department, company.cycle, 3, {entered: 80})
    assert seen(scorecard, AUTUMN, month=3).kpis[1].state is KpiState.UNVERIFIED
    review = seen(scorecard, AUTUMN, month=3, verified_only=True)
    assert review.kpis[1].is_counted is False
    assert review.total.number == D("80.00")
    assert review.total.grade is None


def test_the_workshop_of_the_seed_scores_its_ten_objectives(company: Company) -> None:
    scorecard = write_scorecard(WORKSHOP, company.department, company.cycle)
    fill_year(WORKSHOP, scorecard)
    view = seen(scorecard, AFTER_THE_YEAR, "year")
    assert len(view.objectives) == 10
    growth = view.kpis[0]
    assert growth.name == "Peningkatan pencapaian KPI periode sebelumnya"
    assert growth.state is KpiState.VERIFIED
    assert 0 <= growth.achievement <= 1  # type: ignore[operator]
    assert view.has_illustration
