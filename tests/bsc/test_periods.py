"""Months, views, frequencies, phasing and cumulative input (domain rules §3, Periods)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bsc.periods import (
    Frequency,
    Period,
    View,
    cumulative_falls,
    cumulative_from_monthly,
    due_on,
    first_full_month,
    is_measured,
    measured_months,
    monthly_from_cumulative,
    months_of,
    phase_evenly,
    rephase,
    targets_as_reported,
)
from bsc.scoring import consolidate, consolidate_pair
from tests.oracles import periods as oracle

D = Decimal
MONTHLY = [D(1000)] * 12


def numbers(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else D(text) for text in texts]


def test_a_period_knows_its_days_its_semester_and_its_name() -> None:
    february = Period(2028, 2)
    assert (february.first_day, february.last_day) == (date(2028, 2, 1), date(2028, 2, 29))
    assert [Period(2026, month).semester for month in (1, 6, 7, 12)] == [1, 1, 2, 2]
    assert str(february) == "2028-02"
    assert Period.of(date(2026, 7, 31)) == Period(2026, 7)


def test_periods_are_ordered_in_time_and_shift_over_years() -> None:
    assert Period(2025, 12) < Period(2026, 1) < Period(2026, 2)
    assert Period(2026, 12).shift(1) == Period(2027, 1)
    assert Period(2026, 1).shift(-2) == Period(2025, 11)
    assert Period(2026, 5).shift(0) == Period(2026, 5)


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 1), (10_000, 1)])
def test_a_month_that_does_not_exist_is_refused(year: int, month: int) -> None:
    with pytest.raises(ValueError, match="not a"):
        Period(year, month)


def test_the_month_after_the_last_is_refused() -> None:
    with pytest.raises(ValueError, match="not a year"):
        due_on(Period(9999, 12))


@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("month", range(1, 13))
def test_each_view_has_its_months(view: str, month: int) -> None:
    found = months_of(Period(2026, month), view)
    assert [period.month for period in found] == oracle.months(month, str(view))
    assert {period.year for period in found} == {2026}


@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_kpi_is_measured_in_the_months_that_end_its_periods(frequency: Frequency) -> None:
    expected = oracle.MEASURED[str(frequency)]
    assert [period.month for period in measured_months(2026, frequency)] == expected
    assert [m for m in range(1, 13) if is_measured(Period(2026, m), str(frequency))] == expected


def test_words_of_forms_and_unknown_words() -> None:
    assert Frequency("half_yearly") is Frequency.HALF_YEARLY
    with pytest.raises(ValueError, match="weekly"):
        is_measured(Period(2026, 1), "weekly")
    with pytest.raises(ValueError, match="decade"):
        months_of(Period(2026, 1), "decade")


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        (Period(2027, 6), 15, date(2027, 7, 15)),
        (Period(2026, 12), 15, date(2027, 1, 15)),
        (Period(2027, 1), 31, date(2027, 2, 28)),
        (Period(2028, 1), 31, date(2028, 2, 29)),
        (Period(2027, 6), 1, date(2027, 7, 1)),
    ],
)
def test_a_month_is_due_on_the_15th_of_the_next_or_the_day_that_is_set(
    period: Period, day: int, expected: date
) -> None:
    assert due_on(period, day) == expected
    assert due_on(period) == expected.replace(day=15)


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_due_day_outside_the_month_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="not a day"):
        due_on(Period(2026, 1), day)


def test_a_department_reports_from_its_first_full_month() -> None:
    assert first_full_month(date(2026, 4, 1)) == Period(2026, 4)
    assert first_full_month(date(2026, 4, 2)) == Period(2026, 5)
    assert first_full_month(date(2026, 12, 31)) == Period(2027, 1)
    founded = first_full_month(date(2026, 4, 1))
    expected = [month for month in months_of(Period(2026, 6), "half-year") if month >= founded]
    assert [month.month for month in expected] == [4, 5, 6]


def test_twelve_thousand_a_year_is_a_thousand_a_month() -> None:
    assert phase_evenly(D(12_000), adds_up=True) == tuple(MONTHLY)


def test_the_remainder_of_a_sum_falls_into_december() -> None:
    phased = phase_evenly(D(100), adds_up=True)
    assert phased[:11] == (D("8.33"),) * 11
    assert phased[11] == D("8.37")


def test_a_target_with_more_decimals_than_usual_is_shared_in_its_own() -> None:
    assert phase_evenly(D("0.012"), adds_up=True) == (D("0.001"),) * 12


def test_a_small_sum_never_turns_december_negative() -> None:
    assert phase_evenly(D("0.06"), adds_up=True) == (D(0),) * 11 + (D("0.06"),)
    assert phase_evenly(D("-0.06"), adds_up=True) == (D(0),) * 11 + (D("-0.06"),)


def test_other_consolidations_have_the_same_target_every_month() -> None:
    assert phase_evenly(D(95), adds_up=False) == (D(95),) * 12


@pytest.mark.parametrize(
    ("frequency", "adds_up", "expected"),
    [
        ("quarterly", True, {3: "25", 6: "25", 9: "25", 12: "25"}),
        ("half-yearly", True, {6: "50", 12: "50"}),
        ("yearly", True, {12: "100"}),
        ("quarterly", False, {3: "100", 6: "100", 9: "100", 12: "100"}),
    ],
)
def test_targets_stand_only_in_measured_months(
    frequency: str, adds_up: bool, expected: dict[int, str]
) -> None:
    phased = phase_evenly(D(100), adds_up=adds_up, frequency=frequency)
    assert {month: value for month, value in enumerate(phased, 1) if value is not None} == {
        month: D(text) for month, text in expected.items()
    }


def test_a_unit_founded_in_april_spreads_its_year_over_nine_months() -> None:
    phased = phase_evenly(D(900), adds_up=True, first_month=4)
    assert phased == (None,) * 3 + (D(100),) * 9


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(-(10**9), 10**9, places=3), st.sampled_from(Frequency), st.integers(1, 12), st.integers(0, 3)
)
def test_an_even_phasing_adds_up_exactly_and_keeps_its_sign(
    yearly: Decimal, frequency: Frequency, first_month: int, places: int
) -> None:
    phased = phase_evenly(yearly, adds_up=True, frequency=frequency, first_month=first_month, places=places)
    given_ = [value for value in phased if value is not None]
    assert sum(given_, D(0)) == yearly
    assert all(value * yearly >= 0 for value in given_)
    months = [month for month, value in enumerate(phased, 1) if value is not None]
    assert months == [month for month in oracle.MEASURED[str(frequency)] if month >= first_month]


def test_a_revision_in_july_divides_what_is_left_and_leaves_the_first_semester() -> None:
    revised = rephase(phase_evenly(D(12_000), adds_up=True), D(13_200), adds_up=True, from_month=7)
    assert revised == (D(1000),) * 6 + (D(1200),) * 6
    assert consolidate(revised[:6], "sum") == 6000
    assert consolidate(revised, "sum") == 13_200


def test_a_revised_average_takes_the_new_target_from_its_month_on() -> None:
    revised = rephase(phase_evenly(D(95), adds_up=False), D(97), adds_up=False, from_month=7)
    assert revised == (D(95),) * 6 + (D(97),) * 6


def test_a_revision_keeps_to_the_measured_months_and_puts_the_remainder_last() -> None:
    quarterly = phase_evenly(D(100), adds_up=True, frequency="quarterly")
    revised = rephase(quarterly, D(105), adds_up=True, from_month=4)
    assert [value for value in revised if value is not None] == [D(25), D("26.66"), D("26.66"), D("26.68")]
    assert [month for month, value in enumerate(revised, 1) if value is not None] == [3, 6, 9, 12]


@pytest.mark.parametrize(
    ("phased", "from_month"),
    [([D(1)] * 11, 1), ([D(1)] * 6 + [None] * 6, 7), ([D(1)] * 12, 0), ([D(1)] * 12, 13)],
)
def test_a_revision_without_months_to_carry_it_is_refused(phased: Any, from_month: int) -> None:
    with pytest.raises(ValueError, match="month"):
        rephase(phased, D(1), adds_up=True, from_month=from_month)


@pytest.mark.parametrize("bad", [D("NaN"), D("Infinity")])
def test_a_target_that_is_no_number_is_refused(bad: Decimal) -> None:
    for question in (
        lambda: phase_evenly(bad, adds_up=True),
        lambda: rephase(MONTHLY, bad, adds_up=True, from_month=1),
        lambda: cumulative_from_monthly([bad]),
        lambda: monthly_from_cumulative([bad]),
        lambda: targets_as_reported([bad], [D(1)]),
    ):
        with pytest.raises(ValueError, match="finite"):
            question()


def test_a_cumulative_report_below_the_last_one_is_shown_and_asked_about() -> None:
    reports = numbers("100", "210", "205")
    assert monthly_from_cumulative(reports) == (D(100), D(110), D(-5))
    assert cumulative_falls(reports) == (3,)
    assert cumulative_falls(numbers("100", "210", "210")) == ()


def test_the_first_report_of_a_loss_is_no_fall() -> None:
    assert cumulative_falls(numbers(None, "-5", "-4", None, "-6")) == (5,)
    assert cumulative_falls([]) == ()


def test_months_become_running_totals_and_a_blank_month_stays_blank() -> None:
    assert cumulative_from_monthly(numbers("100", None, "50")) == (D(100), None, D(150))
    assert cumulative_from_monthly(numbers("0", "-5")) == (D(0), D(-5))


def test_after_a_blank_month_a_cumulative_report_is_compared_with_the_targets_it_covers() -> None:
    reports, targets = numbers("100", None, "290", None), numbers("100", "100", "100", "100")
    added, joined = monthly_from_cumulative(reports), targets_as_reported(targets, reports)
    assert added == (D(100), None, D(190), None)
    assert joined == (D(100), None, D(200), None)
    pair = consolidate_pair(joined, added, "sum")
    assert (pair.target, pair.actual) == (300, 290)


def test_reports_without_targets_have_no_joined_target() -> None:
    assert targets_as_reported(numbers(None, "5"), numbers("1", "2")) == (None, D(5))
    with pytest.raises(ValueError, match="argument 2"):
        targets_as_reported(numbers("1", "2"), numbers("1"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.none(), st.decimals(-(10**6), 10**6, places=2)), max_size=12))
def test_cumulative_and_monthly_are_inverse_and_keep_the_total(values: list[Decimal | None]) -> None:
    totals = cumulative_from_monthly(values)
    assert monthly_from_cumulative(totals) == tuple(values)
    reported = [Fraction(value) for value in values if value is not None]
    last = [total for total in totals if total is not None]
    assert not reported or Fraction(last[-1]) == sum(reported)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(-600, 600))
def test_shifting_there_and_back_returns_and_moves_month_by_month(day: date, months: int) -> None:
    period = Period.of(day)
    assert period.shift(months).shift(-months) == period
    assert period.shift(1).first_day == period.last_day + timedelta(days=1)
    assert (period.shift(months) > period) == (months > 0)
