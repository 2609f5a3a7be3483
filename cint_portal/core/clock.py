"""The only clock: the database's time, plus a shift that exists only in the demo and in tests."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest, HttpResponse

from cint_portal.core.dates import JAKARTA as WIB
from cint_portal.core.dates import jakarta_date as local_day
from cint_portal.core.models import ClockShift

__all__ = [
    "MOMENT",
    "WIB",
    "Moment",
    "Today",
    "apart_from_database",
    "is_on_time",
    "local_day",
    "move_to",
    "now",
    "one_moment",
    "stand_at",
    "start_of_day",
]

#: `now()` within an SQL statement.
MOMENT = "now() + coalesce((SELECT shift FROM core_clockshift), interval '0')"


#: The moment of the request at hand, once it was asked for; no list outside requests.
_moment: ContextVar[list[datetime] | None] = ContextVar("moment", default=None)


def one_moment(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: all of a request happens at the moment that is asked for first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _moment.set([])
        try:
            return get_response(request)
        finally:
            _moment.reset(token)

    return middleware


def stand_at(moment: datetime) -> None:
    """Let the request happen at a moment that was read from the database with something else."""
    kept = _moment.get()
    if kept is not None and not kept:
        kept.append(moment)


def now() -> datetime:
    """Start of the request's first or of the current database transaction, shifted; aware, in UTC."""
    kept = _moment.get()
    if kept:
        return kept[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {MOMENT}")
        (moment,) = cursor.fetchone()
    stand_at(moment)
    return moment


class Today(models.Func):
    """Today's date in WIB as an SQL expression, for filters."""

    template = f"(({MOMENT}) AT TIME ZONE 'Asia/Jakarta')::date"
    output_field = models.DateField()


class Moment(models.Func):
    """`now()` as an SQL expression, for updates that need no moment of their own beforehand."""

    template = f"({MOMENT})"
    output_field = models.DateTimeField()


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=WIB)


def is_on_time(moment: datetime, due_on: date) -> bool:
    """Deadlines end with their day: on time is any instant before 00:00 WIB of the next one."""
    return moment < start_of_day(due_on + timedelta(days=1))


def apart_from_database() -> float:
    """Seconds by which this machine's clock is ahead of the database's (both without the shift)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    return (datetime.now(tz=WIB) - there).total_seconds()


def move_to(moment: datetime) -> None:
    """Make `now()` continue from the given instant; refused where real years are recorded."""
    if not settings.CLOCK_ADJUSTABLE:
        raise RuntimeError("The clock cannot be moved in production.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (real,) = cursor.fetchone()
    ClockShift.objects.update_or_create(id=1, defaults={"shift": moment - real})
    kept = _moment.get()
    if kept is not None:
        kept.clear()
