"""Working days with the calendar of 2026 as decreed (joint leave closed)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cint_portal.workdays.calendar import (
    HolidayRule,
    add_working_days,
    is_working_day,
    last_working_day_before,
    shift_due,
    working_days_between,
)
from tests.oracles import workdays as oracle

LEBARAN_2026 = frozenset(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))
HOLIDAYS = LEBARAN_2026 | {date(2026, 5, 14), date(2026, 5, 15), date(2026, 8, 17), date(2026, 12, 25)}
FIVE_DAYS, SIX_DAYS = frozenset({5, 6}), frozenset({6})


def test_three_working_days_after_friday_13_march_skip_lebaran() -> None:
    received = date(2026, 3, 13)
    assert add_working_days(received, 3, holidays=HOLIDAYS) == date(2026, 3, 25)
    assert add_working_days(received, 3, holidays=HOLIDAYS, weekend=SIX_DAYS) == date(2026, 3, 17)


def test_h_plus_2_after_saturday_15_august_passes_independence_day() -> None:
    sent = date(2026, 8, 15)
    assert sent + timedelta(days=2) == date(2026, 8, 17)
    assert add_working_days(sent, 2, holidays=HOLIDAYS) == date(2026, 8, 19)


def test_a_register_sent_on_saturday_31_october_is_due_on_wednesday_and_its_return_on_monday() -> None:
    due = add_working_days(date(2026, 10, 31), 3, holidays=HOLIDAYS)
    assert due == date(2026, 11, 4)
    assert add_working_days(due, 3, holidays=HOLIDAYS) == date(2026, 11, 9)


def test_zero_days_give_the_start_even_on_a_holiday() -> None:
    assert add_working_days(date(2026, 3, 20), 0, holidays=HOLIDAYS) == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 8, 14), date(2026, 8, 18), 1),
        (date(2026, 8, 18), date(2026, 8, 18), 0),
        (date(2026, 8, 19), date(2026, 8, 18), 0),
        (date(2026, 8, 15), date(2026, 8, 16), 0),
        (date(2026, 3, 13), date(2026, 3, 25), 3),
    ],
)
def test_working_days_between_exclude_the_start_and_include_the_end(
    start: date, end: date, expected: int
) -> None:
    assert working_days_between(start, end, holidays=HOLIDAYS) == expected


def test_negative_days_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 5), -1, holidays=HOLIDAYS)


@pytest.mark.parametrize("days", [0, 1])
def test_a_week_without_working_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 1, 5), days, holidays=(), weekend=range(7))
    with pytest.raises(ValueError, match="at least one"):
        working_days_between(date(2026, 1, 5), date(2026, 1, 9), holidays=(), weekend=range(7))


def test_a_weekend_of_unknown_weekdays_is_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        add_working_days(date(2026, 1, 5), 1, holidays=(), weekend={7})


def test_an_instant_is_refused_because_it_equals_no_holiday() -> None:
    instant = datetime(2026, 8, 17, 23, 59)  # noqa: DTZ001 - a mistake a caller could make
    for question in (
        lambda: add_working_days(instant, 1, holidays=HOLIDAYS),
        lambda: working_days_between(date(2026, 8, 1), instant, holidays=HOLIDAYS),
        lambda: shift_due(instant, "after", holidays=HOLIDAYS),
        lambda: last_working_day_before(instant, holidays=HOLIDAYS),
    ):
        with pytest.raises(TypeError, match="instants"):
            question()


def test_a_calendar_that_is_closed_for_ever_is_refused_instead_of_searched_for_ever() -> None:
    closed = {date.max - timedelta(days=n) for n in range(10)}
    with pytest.raises(ValueError, match="no working day left"):
        add_working_days(date.max - timedelta(days=5), 1, holidays=closed)
    with pytest.raises(ValueError, match="no working day left"):
        last_working_day_before(date.min, holidays=())


@pytest.mark.parametrize(
    ("day", "rule", "expected"),
    [
        (date(2026, 8, 15), "stays", date(2026, 8, 15)),
        (date(2026, 8, 15), "before", date(2026, 8, 14)),
        (date(2026, 8, 15), HolidayRule.AFTER, date(2026, 8, 18)),
        (date(2026, 5, 15), "before", date(2026, 5, 13)),
        (date(2026, 5, 15), "after", date(2026, 5, 18)),
        (date(2026, 7, 15), "before", date(2026, 7, 15)),
        (date(2026, 7, 15), "after", date(2026, 7, 15)),
    ],
)
def test_a_due_date_moves_only_from_a_day_off_and_only_by_the_rule(
    day: date, rule: str, expected: date
) -> None:
    assert shift_due(day, rule, holidays=HOLIDAYS) == expected


def test_an_unknown_holiday_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="sometime"):
        shift_due(date(2026, 7, 15), "sometime", holidays=HOLIDAYS)


def test_the_last_reminder_lies_on_the_working_day_before_even_when_the_due_date_is_one() -> None:
    assert last_working_day_before(date(2026, 5, 15), holidays=HOLIDAYS) == date(2026, 5, 13)
    assert last_working_day_before(date(2026, 7, 15), holidays=HOLIDAYS) == date(2026, 7, 14)
    before_lebaran = last_working_day_before(date(2026, 3, 25), holidays=HOLIDAYS, weekend=SIX_DAYS)
    assert before_lebaran == date(2026, 3, 17)


def test_a_day_off_is_a_weekend_day_or_a_listed_one() -> None:
    assert not is_working_day(date(2026, 8, 17), holidays=HOLIDAYS)
    assert not is_working_day(date(2026, 8, 15), holidays=HOLIDAYS)
    assert is_working_day(date(2026, 8, 15), holidays=HOLIDAYS, weekend=SIX_DAYS)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=40)
WEEKENDS = st.frozensets(st.integers(0, 6), max_size=6)


@settings(max_examples=300, deadline=None)
@given(DAYS, st.integers(1, 30), CLOSED, WEEKENDS)
def test_added_days_are_those_of_a_written_calendar(
    start: date, days: int, holidays: frozenset[date], weekend: frozenset[int]
) -> None:
    written = oracle.working(start + timedelta(days=1), start + timedelta(days=400), set(holidays), weekend)
    answer = add_working_days(start, days, holidays=holidays, weekend=weekend)
    assert answer == written[days - 1]
    assert working_days_between(start, answer, holidays=holidays, weekend=weekend) == days


@settings(max_examples=300, deadline=None)
@given(DAYS, DAYS, CLOSED, WEEKENDS)
def test_counted_days_are_those_of_a_written_calendar(
    start: date, end: date, holidays: frozenset[date], weekend: frozenset[int]
) -> None:
    written = oracle.working(start + timedelta(days=1), end, set(holidays), weekend)
    assert working_days_between(start, end, holidays=holidays, weekend=weekend) == len(written)


@settings(max_examples=300, deadline=None)
@given(DAYS, CLOSED, WEEKENDS)
def test_a_shifted_day_is_the_nearest_working_day_on_its_side(
    day: date, holidays: frozenset[date], weekend: frozenset[int]
) -> None:
    around = oracle.working(day - timedelta(days=400), day + timedelta(days=400), set(holidays), weekend)
    before = shift_due(day, "before", holidays=holidays, weekend=weekend)
    after = shift_due(day, "after", holidays=holidays, weekend=weekend)
    assert before == max(d for d in around if d <= day)
    assert after == min(d for d in around if d >= day)
    assert last_working_day_before(day, holidays=holidays, weekend=weekend) == max(
        d for d in around if d < day
    )
