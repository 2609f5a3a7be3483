"""Dates read as Indonesians and English readers write them, and every instant says WIB (T19, T21, T22)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cint_portal.core.dates import (
    format_day,
    format_deadline,
    format_long_day,
    format_moment,
    format_month,
    format_short_date,
    format_short_month,
    jakarta_date,
    relative_day,
)

INDEPENDENCE_WEEK = date(2026, 8, 15)


def test_a_day_is_written_short_with_its_weekday_and_long():
    assert format_short_date(INDEPENDENCE_WEEK) == "15 Agu 2026"
    assert format_day(INDEPENDENCE_WEEK) == "Sab, 15 Agu 2026"
    assert format_long_day(INDEPENDENCE_WEEK) == "Sabtu, 15 Agustus 2026"


def test_the_same_day_in_english():
    assert format_short_date(INDEPENDENCE_WEEK, "en") == "15 Aug 2026"
    assert format_day(INDEPENDENCE_WEEK, "en") == "Sat, 15 Aug 2026"
    assert format_long_day(INDEPENDENCE_WEEK, "en") == "Saturday, 15 August 2026"


def test_every_month_and_weekday_has_its_own_indonesian_word():
    months = [format_month(2026, month) for month in range(1, 13)]
    assert months[0] == "Januari 2026"
    assert months[4] == "Mei 2026"
    assert months[11] == "Desember 2026"
    assert len(set(months)) == 12
    monday = date(2026, 8, 10)
    words = [format_day(monday + timedelta(days)).split(",")[0] for days in range(7)]
    assert words == ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"]


def test_a_period_is_written_short_too():
    assert format_short_month(2026, 8) == "Agu 2026"
    assert format_short_month(2026, 10, "en") == "Oct 2026"
    assert format_month(2026, 5, "en") == "May 2026"


@pytest.mark.parametrize(
    ("instant", "indonesian", "english"),
    [
        (
            datetime(2026, 8, 15, 16, 59, 59, 999999, UTC),
            "Sab, 15 Agu 2026, 23.59 WIB",
            "Sat, 15 Aug 2026, 23:59 WIB",
        ),
        (
            datetime(2026, 8, 15, 17, 0, tzinfo=UTC),
            "Min, 16 Agu 2026, 00.00 WIB",
            "Sun, 16 Aug 2026, 00:00 WIB",
        ),
        (
            datetime(2026, 12, 31, 17, 0, tzinfo=UTC),
            "Jum, 1 Jan 2027, 00.00 WIB",
            "Fri, 1 Jan 2027, 00:00 WIB",
        ),
        (
            datetime(2026, 8, 15, 9, 5, tzinfo=ZoneInfo("Asia/Jayapura")),
            "Sab, 15 Agu 2026, 07.05 WIB",
            "Sat, 15 Aug 2026, 07:05 WIB",
        ),
        (
            datetime(2026, 8, 14, 23, 0, tzinfo=timezone(timedelta(hours=-7))),
            "Sab, 15 Agu 2026, 13.00 WIB",
            "Sat, 15 Aug 2026, 13:00 WIB",
        ),
    ],
)
def test_an_instant_is_always_shown_in_jakarta_time_and_says_so(instant, indonesian, english):
    assert format_moment(instant) == indonesian
    assert format_moment(instant, "en") == english


@pytest.mark.parametrize("show", [format_moment, jakarta_date])
def test_an_instant_without_a_zone_is_refused(show):
    with pytest.raises(ValueError, match="time zone"):
        show(datetime(2026, 8, 15, 12, 0))  # noqa: DTZ001


def test_the_day_of_an_instant_is_the_day_in_jakarta():
    assert jakarta_date(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)
    assert jakarta_date(datetime(2026, 12, 31, 16, 59, tzinfo=UTC)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("left", "indonesian", "english"),
    [
        (0, "hari ini", "today"),
        (1, "besok", "tomorrow"),
        (3, "3 hari lagi", "3 days left"),
        (-1, "lewat 1 hari", "1 day past"),
        (-2, "lewat 2 hari", "2 days past"),
        (365, "365 hari lagi", "365 days left"),
    ],
)
def test_the_distance_to_a_day_is_told_in_days(left, indonesian, english):
    day = INDEPENDENCE_WEEK + timedelta(left)
    assert relative_day(day, INDEPENDENCE_WEEK) == indonesian
    assert relative_day(day, INDEPENDENCE_WEEK, "en") == english


def test_a_deadline_shows_both_the_distance_and_the_last_minute():
    today = date(2026, 8, 12)
    assert format_deadline(INDEPENDENCE_WEEK, today) == "3 hari lagi · Sab, 15 Agu 2026, 23.59 WIB"
    assert format_deadline(INDEPENDENCE_WEEK, today, "en") == "3 days left · Sat, 15 Aug 2026, 23:59 WIB"


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.sampled_from(["id", "en"]))
def test_a_written_day_names_its_number_and_year(day, language):
    match = re.fullmatch(r"[A-Z][a-z]{2}, (\d{1,2}) [A-Z][a-z]{2} (\d{4})", format_day(day, language))
    assert match is not None
    assert (int(match[1]), int(match[2])) == (day.day, day.year)
