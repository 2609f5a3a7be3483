"""Dates and instants as people read them, in Indonesian and English. No Django; today is an argument."""

from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
INDONESIAN: Final = "id"


class _Words(NamedTuple):
    days: tuple[str, ...]
    full_days: tuple[str, ...]
    months: tuple[str, ...]
    full_months: tuple[str, ...]
    time: str


_ID: Final = _Words(
    ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
    ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "%H.%M",
)
_EN: Final = _Words(
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "%H:%M",
)


def _words(language: str) -> _Words:
    return _ID if language == INDONESIAN else _EN


def jakarta_date(instant: datetime) -> date:
    """The day in Jakarta on which an instant falls; a naive instant is an error."""
    return _in_jakarta(instant).date()


def format_short_date(day: date, language: str = INDONESIAN) -> str:
    """15 Agu 2026."""
    return f"{day.day} {_words(language).months[day.month - 1]} {day.year}"


def format_day(day: date, language: str = INDONESIAN) -> str:
    """Sab, 15 Agu 2026."""
    return f"{_words(language).days[day.weekday()]}, {format_short_date(day, language)}"


def format_long_day(day: date, language: str = INDONESIAN) -> str:
    """Sabtu, 15 Agustus 2026: for letters and signature pages."""
    words = _words(language)
    return f"{words.full_days[day.weekday()]}, {day.day} {words.full_months[day.month - 1]} {day.year}"


def format_month(year: int, month: int, language: str = INDONESIAN) -> str:
    """Agustus 2026."""
    return f"{_words(language).full_months[month - 1]} {year}"


def format_short_month(year: int, month: int, language: str = INDONESIAN) -> str:
    """Agu 2026."""
    return f"{_words(language).months[month - 1]} {year}"


def format_moment(instant: datetime, language: str = INDONESIAN) -> str:
    """Sab, 15 Agu 2026, 23.59 WIB: always Jakarta time, always saying so (T21)."""
    local = _in_jakarta(instant)
    return f"{format_day(local.date(), language)}, {local.strftime(_words(language).time)} WIB"


def format_clock(instant: datetime, language: str = INDONESIAN) -> str:
    """23.59: the time of day in Jakarta; the words around it say WIB."""
    return _in_jakarta(instant).strftime(_words(language).time)


def relative_day(day: date, today: date, language: str = INDONESIAN) -> str:
    """hari ini, besok, 3 hari lagi, lewat 2 hari: calendar days, not working days."""
    left = (day - today).days
    if language == INDONESIAN:
        return {0: "hari ini", 1: "besok"}.get(
            left, f"{left} hari lagi" if left > 0 else f"lewat {-left} hari"
        )
    if left < 0:
        return f"{-left} day{'s' if left < -1 else ''} past"
    return {0: "today", 1: "tomorrow"}.get(left, f"{left} days left")


def format_deadline(day: date, today: date, language: str = INDONESIAN) -> str:
    """3 hari lagi · Sab, 15 Agu 2026, 23.59 WIB: the last minute of a due day, relative and absolute."""
    last_minute = datetime(day.year, day.month, day.day, 23, 59, tzinfo=JAKARTA)
    return f"{relative_day(day, today, language)} · {format_moment(last_minute, language)}"


def _in_jakarta(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone has no meaning")
    return instant.astimezone(JAKARTA)
