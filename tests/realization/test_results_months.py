"""Which months of a KPI count, and as what: blank, n/a, not due, unverified and 0 are five things."""

from datetime import date

import pytest

from bsc.models import MeasureTarget
from bsc.scoring import KpiState
from cint_portal.organization.models import PlanningCycle, Unit
from realization.models import Actual
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status
from tests.realization.results_scenes import (
    AUTUMN,
    FEBRUARY,
    MARCH,
    NA,
    D,
    one_kpi,
    only_kpi,
    seen,
    sent,
    some_kpis,
)
from tests.realization.seeded import close


def test_a_month_that_still_runs_is_not_due(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 2, {measure: 90})
    view = seen(scorecard, FEBRUARY, month=2)
    assert only_kpi(view).state is KpiState.NOT_DUE
    assert view.total.number is None
    assert view.total.state_text == "Belum berakhir"


def test_before_the_year_nothing_is_due(company: Company) -> None:
    scorecard, _measure = one_kpi(company.department, company.cycle)
    view = seen(scorecard, MARCH.replace(year=2026), "year")
    assert view.total.notes == ("Belum ada bulan yang berakhir.",)


def test_a_quarterly_kpi_is_measured_at_the_end_of_its_quarter_only(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, frequency="quarterly")
    sent(company.department, company.cycle, 3, {measure: 90})
    line = only_kpi(seen(scorecard, AUTUMN, month=2))
    assert line.state is KpiState.NOT_DUE
    assert line.chip.color == "not-due"
    assert line.explanation.startswith("Tidak diukur bulan ini.")
    assert only_kpi(seen(scorecard, AUTUMN, month=3)).achievement == D("0.9")


def test_a_blank_in_an_open_month_is_left_out_and_the_total_waits(company: Company) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 60, 40)
    sent(company.department, company.cycle, 1, {first: 80, second: None})
    total = seen(scorecard, FEBRUARY).total
    assert (total.number, total.grade, total.state) == (D("80.00"), None, "provisional")
    assert total.notes == ("Sementara, 1 dari 2 KPI.", "Bobot terukur 60\u00a0%.")


def test_a_blank_in_a_closed_month_counts_0(company: Company) -> None:
    scorecard, (first, _second) = some_kpis(company.department, company.cycle, 60, 40)
    sent(company.department, company.cycle, 1, {first: 80})
    close(company.cycle, company.cms_head, 1)
    view = seen(scorecard, FEBRUARY)
    assert view.total.number == D("48.00")
    assert view.total.grade_text == "Kuning – Siaga"
    blank = view.kpis[1]
    assert (blank.state, blank.score, blank.met) == (KpiState.BLANK, D("0.00"), False)
    assert blank.explanation == "Ditutup tanpa data (Jan): dihitung 0 % × bobot 40\u00a0% = 0"


def test_a_cycle_may_leave_blanks_out(company: Company) -> None:
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(blank_in_closed="left_out")
    scorecard, (first, _second) = some_kpis(company.department, company.cycle, 60, 40)
    sent(company.department, company.cycle, 1, {first: 80})
    close(company.cycle, company.cms_head, 1)
    view = seen(scorecard, FEBRUARY)
    assert view.total.number == D("80.00")
    assert view.left_out == ("KPI 2",)


def test_closed_months_without_data_shrink_a_period(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90})
    close(company.cycle, company.cms_head, 1, 2)
    line = only_kpi(seen(scorecard, MARCH, "year-to-date", 2))
    assert line.achievement == D("0.45")
    assert line.met is False
    assert [mark.color for mark in line.marks] == ["no-data"]
    assert "× 1/2 = 45\u00a0% (Feb tanpa data dihitung 0)" in line.explanation


def test_an_open_blank_beside_a_closed_one_keeps_the_total_provisional(company: Company) -> None:
    scorecard, _measure = one_kpi(company.department, company.cycle)
    close(company.cycle, company.cms_head, 1)
    total = seen(scorecard, MARCH, "year-to-date", 2).total
    assert total.number == D("0.00")
    assert total.grade is None


def test_what_was_missed_and_closed_does_not_hold_up_the_others(company: Company) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 50, 50)
    sent(company.department, company.cycle, 1, {first: 100})
    sent(company.department, company.cycle, 2, {first: 100, second: 100})
    close(company.cycle, company.cms_head, 1)
    total = seen(scorecard, MARCH, "year-to-date", 2).total
    assert total.number == D("75.00")
    assert total.grade is not None


def test_an_accepted_na_is_left_out_with_its_weight(company: Company) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 60, 40)
    sent(company.department, company.cycle, 1, {first: 80, second: NA})
    close(company.cycle, company.cms_head, 1)
    view = seen(scorecard, FEBRUARY)
    assert view.total.number == D("80.00")
    assert view.total.notes == ("Bobot terukur 60\u00a0%.",)
    line = view.kpis[1]
    assert (line.state, line.met, line.chip.color) == (KpiState.NOT_APPLICABLE, None, "na")
    assert line.explanation == "Tidak berlaku (N/A). Bobotnya, 40\u00a0%, dibagikan ke KPI lain."


def test_an_na_that_cms_has_returned_is_a_blank(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    returned = {"decision": "returned", "decision_comment": "Ada pesanan"}
    sent(company.department, company.cycle, 1, {measure: NA}, Status.RETURNED, **returned)
    assert only_kpi(seen(scorecard, FEBRUARY)).state is KpiState.BLANK
    close(company.cycle, company.cms_head, 1)
    assert seen(scorecard, FEBRUARY).total.number == D("0.00")


def test_unverified_figures_count_and_are_marked(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90}, Status.SUBMITTED)
    view = seen(scorecard, FEBRUARY)
    assert (view.total.number, view.total.is_unverified) == (D("90.00"), True)
    assert view.total.grade is not None
    assert [mark.color for mark in only_kpi(view).marks] == ["unverified"]
    assert "Memuat angka yang belum diverifikasi." in view.total.notes


def test_one_unverified_month_makes_the_period_unverified(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90})
    sent(company.department, company.cycle, 2, {measure: 90}, Status.SUBMITTED)
    assert seen(scorecard, MARCH, "year-to-date", 1).total.is_unverified is False
    assert seen(scorecard, MARCH, "year-to-date", 2).total.is_unverified is True


def test_the_review_counts_verified_months_and_waits_for_the_others(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90})
    sent(company.department, company.cycle, 2, {measure: 50}, Status.SUBMITTED)
    view = seen(scorecard, MARCH, "year-to-date", 2, verified_only=True)
    assert (view.total.number, view.total.grade) == (D("90.00"), None)
    assert view.total.notes == ("Sementara, 0 dari 1 KPI.",)
    assert [mark.color for mark in only_kpi(view).marks] == ["unverified"]


def test_an_unverified_figure_is_no_0_in_the_review_even_after_closing(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 50}, Status.SUBMITTED)
    close(company.cycle, company.cms_head, 1)
    view = seen(scorecard, FEBRUARY, verified_only=True)
    assert (view.total.number, view.total.state) == (None, "no-data")
    assert only_kpi(view).explanation == "Menunggu verifikasi CMS; belum dihitung."


def test_an_na_that_is_not_accepted_yet_keeps_the_review_waiting(company: Company) -> None:
    scorecard, (first, second) = some_kpis(company.department, company.cycle, 50, 50)
    sent(company.department, company.cycle, 1, {first: 80, second: NA}, Status.SUBMITTED)
    assert seen(scorecard, FEBRUARY).total.number == D("80.00")
    assert seen(scorecard, FEBRUARY, verified_only=True).total.number is None


def test_a_provisional_figure_is_marked(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90}, is_provisional=True)
    assert [mark.label for mark in only_kpi(seen(scorecard, FEBRUARY)).marks] == ["Angka sementara"]


@pytest.mark.parametrize(("now", "late"), [("2027-02-15 23:59", False), ("2027-02-16 00:00", True)])
def test_a_blank_is_late_from_the_day_after_its_due_date(company: Company, now: str, late: bool) -> None:
    scorecard, _measure = one_kpi(company.department, company.cycle)
    view = seen(scorecard, at(now))
    assert (view.total.state == "late") is late
    assert ("late" in [mark.color for mark in only_kpi(view).marks]) is late


def test_a_span_that_is_not_over_has_no_grade(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle)
    sent(company.department, company.cycle, 1, {measure: 90})
    half = seen(scorecard, FEBRUARY, "half-year", 1).total
    assert (half.number, half.grade, half.state) == (D("90.00"), None, "provisional")
    assert half.notes == ("Berjalan: dihitung s.d. Januari 2027.",)
    assert seen(scorecard, FEBRUARY, "year-to-date", 1).total.grade is not None


def test_months_before_the_department_existed_are_not_missing(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(valid_from=date(2027, 4, 1))
    company.department.refresh_from_db()
    scorecard, measure = one_kpi(company.department, company.cycle)
    for month in (4, 5, 6):
        sent(company.department, company.cycle, month, {measure: 90})
    close(company.cycle, company.cms_head, *range(1, 7))
    assert only_kpi(seen(scorecard, AUTUMN, month=3)).state is KpiState.NOT_DUE
    assert seen(scorecard, AUTUMN, "half-year", 6).total.number == D("90.00")


def test_target_and_actual_cover_the_same_reported_months(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, consolidation="sum")
    sent(company.department, company.cycle, 1, {measure: 90})
    sent(company.department, company.cycle, 2, {measure: NA})
    sent(company.department, company.cycle, 3, {measure: 110})
    line = only_kpi(seen(scorecard, AUTUMN, "year-to-date", 3))
    assert (line.target, line.actual, line.achievement) == (D(200), D(200), D(1))


def test_a_cumulative_figure_is_compared_by_what_it_adds(company: Company) -> None:
    scorecard, measure = one_kpi(
        company.department, company.cycle, consolidation="sum", input_mode="cumulative"
    )
    for month, value in ((1, 100), (2, 210), (3, 205)):
        sent(company.department, company.cycle, month, {measure: value})
    lines = [only_kpi(seen(scorecard, AUTUMN, month=month)) for month in (1, 2, 3)]
    assert [line.actual for line in lines] == [D(100), D(110), D(-5)]
    whole = only_kpi(seen(scorecard, AUTUMN, "year-to-date", 3))
    assert (whole.target, whole.actual) == (D(300), D(205))


def test_a_later_cumulative_report_brings_a_missed_month_along(company: Company) -> None:
    scorecard, measure = one_kpi(
        company.department, company.cycle, consolidation="sum", input_mode="cumulative"
    )
    sent(company.department, company.cycle, 1, {measure: 100})
    sent(company.department, company.cycle, 3, {measure: 270})
    close(company.cycle, company.cms_head, 1, 2, 3)
    assert only_kpi(seen(scorecard, AUTUMN, month=2)).state is KpiState.BLANK
    line = only_kpi(seen(scorecard, AUTUMN, "year-to-date", 3))
    assert (line.target, line.actual, line.achievement, line.met) == (D(300), D(270), D("0.9"), False)
    assert line.marks == ()


def test_a_verified_cumulative_report_does_not_rest_on_an_unverified_one(company: Company) -> None:
    scorecard, measure = one_kpi(
        company.department, company.cycle, consolidation="sum", input_mode="cumulative"
    )
    sent(company.department, company.cycle, 1, {measure: 100})
    sent(company.department, company.cycle, 2, {measure: 150}, Status.SUBMITTED)
    sent(company.department, company.cycle, 3, {measure: 300})
    march = only_kpi(seen(scorecard, AUTUMN, month=3, verified_only=True))
    assert (march.target, march.actual) == (D(200), D(200))
    assert only_kpi(seen(scorecard, AUTUMN, month=3)).actual == D(150)


def test_a_ratio_is_consolidated_from_its_parts(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, consolidation="ratio", target=None)
    with unlocked():
        MeasureTarget.objects.bulk_create(MeasureTarget(measure=measure, month=m, value=1) for m in (1, 2))
    sent(company.department, company.cycle, 1, {measure: (1, 4)})
    sent(company.department, company.cycle, 2, {measure: (9, 16)})
    line = only_kpi(seen(scorecard, AUTUMN, "year-to-date", 2))
    assert line.actual == D("0.5")


def test_a_ratio_over_0_is_no_score_and_leaves_its_weight_to_the_others(company: Company) -> None:
    scorecard, (ratio, plain) = some_kpis(company.department, company.cycle, 50, 50)
    with unlocked():
        type(ratio).objects.filter(pk=ratio.pk).update(consolidation="ratio")
    sent(company.department, company.cycle, 1, {ratio: (1, 0), plain: 80})
    view = seen(scorecard, FEBRUARY)
    assert view.total.number == D("80.00")
    assert view.kpis[0].explanation.startswith("Angka ini tidak dapat dinilai")


def test_half_a_ratio_is_a_blank(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, consolidation="ratio")
    sent(company.department, company.cycle, 1, {measure: 5})
    assert only_kpi(seen(scorecard, FEBRUARY)).state is KpiState.BLANK


def test_zero_tolerance_remembers_every_month(company: Company) -> None:
    scorecard, measure = one_kpi(
        company.department,
        company.cycle,
        target=D(0),
        polarity="minimize",
        comparator="≤",
        zero_tolerance=True,
        consolidation="last",
    )
    sent(company.department, company.cycle, 1, {measure: 1})
    sent(company.department, company.cycle, 2, {measure: 0})
    line = only_kpi(seen(scorecard, MARCH, "year-to-date", 2))
    assert line.achievement == D(0)
    assert line.explanation.startswith("Toleransi nol")


def test_a_reopened_month_waits_for_its_changed_row_only(company: Company) -> None:
    scorecard, (kept, changed) = some_kpis(company.department, company.cycle, 50, 50)
    row = sent(company.department, company.cycle, 1, {kept: 90, changed: 90}, Status.SUBMITTED)
    type(row).objects.filter(pk=row.pk).update(verified_at=FEBRUARY)
    Actual.objects.filter(measure=kept).update(decision="accepted")
    view = seen(scorecard, FEBRUARY, verified_only=True)
    assert [line.is_counted for line in view.kpis] == [True, False]
