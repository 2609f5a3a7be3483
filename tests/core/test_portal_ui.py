"""The filters behind the shared components."""

from datetime import UTC, date, datetime

import pytest

from cint_portal.core.templatetags.portal_ui import due_tone, initials, jakarta_day

TODAY = date(2027, 7, 12)


@pytest.mark.parametrize(
    ("due_on", "tone"),
    [
        (date(2027, 7, 11), "late"),
        (date(2027, 7, 12), "soon"),
        (date(2027, 7, 15), "soon"),
        (date(2027, 7, 16), ""),
        (None, ""),
    ],
)
def test_a_due_date_is_late_soon_or_unmarked(due_on: date | None, tone: str) -> None:
    assert due_tone(due_on, TODAY) == tone


def test_a_due_date_without_a_day_to_compare_is_unmarked() -> None:
    assert due_tone(TODAY, None) == ""


def test_an_instant_counts_on_its_jakarta_day() -> None:
    just_before_midnight_utc = datetime(2027, 7, 11, 23, 30, tzinfo=UTC)
    assert jakarta_day(just_before_midnight_utc) == TODAY
    assert due_tone(just_before_midnight_utc, TODAY) == "soon"


def test_a_day_stays_a_day_and_nothing_stays_nothing() -> None:
    assert jakarta_day(TODAY) == TODAY
    assert jakarta_day(None) is None


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Andi Wijaya Kusuma", "AW"),
        ("Sukarno", "Su"),
        ("H. Siti Rahma", "HS"),
        ("R.A. Kartini", "RA"),
        ("Budi (Pjs)", "Bu"),
        ("", ""),
        ("123", ""),
    ],
)
def test_the_profile_mark_shows_two_letters_of_the_name(name: str, letters: str) -> None:
    assert initials(name) == letters
