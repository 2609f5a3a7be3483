"""One clock: the database's, half-open deadlines in WIB whatever the machine's time zone."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cint_portal.core import clock
from cint_portal.core.models import ClockShift
from cint_portal.organization.models import PlanningCycle
from tests.conftest import at
from tests.databases import ROOT

DAY = date(2026, 10, 31)
MIDNIGHT = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)  # 1 November 00:00 WIB
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "on_time"), [(MIDNIGHT - TICK, True), (MIDNIGHT, False), (MIDNIGHT + TICK, False)]
)
def test_a_deadline_ends_with_its_day_in_wib(moment: datetime, on_time: bool) -> None:
    assert clock.is_on_time(moment, DAY) is on_time


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/Los_Angeles"])
def test_the_machines_time_zone_plays_no_part(zone: str) -> None:
    """36 month ends × 3 instants in a process of its own time zone."""
    program = """
import django; django.setup()
from datetime import date, datetime, timedelta, UTC
from cint_portal.core import clock
wrong = 0
for n in range(36):
    year, month = 2026 + n // 12, n % 12 + 1
    first = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(hours=7)
    last_day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    for tick, expected in ((-1, True), (0, False), (1, False)):
        moment = first + timedelta(microseconds=tick)
        wrong += clock.is_on_time(moment, last_day) is not expected
        wrong += (clock.local_day(moment) == last_day) is not expected
print("wrong", wrong)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "wrong 0"


def test_now_is_the_databases_time_and_stands_still_within_a_transaction(db: None) -> None:
    first = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01), clock_timestamp()")
        _slept, later = cursor.fetchone()
    assert clock.now() == first < later


def in_a_request(deed: Callable[[], object]) -> None:
    """Run it as a view is run, between the beginning and the end of a request."""

    def answer(request: HttpRequest) -> HttpResponse:
        deed()
        return HttpResponse()

    clock.one_moment(answer)(RequestFactory().get("/"))


def test_a_request_asks_the_clock_once_and_the_next_asks_anew(db: None) -> None:
    seen: list[datetime] = []
    for day in ("2031-03-01 08:00", "2031-03-02 08:00"):
        clock.move_to(at(day))
        with CaptureQueriesContext(connection) as captured:
            in_a_request(lambda: seen.extend([clock.now(), clock.now()]))
        assert len(captured) == 1
    assert seen[0] == seen[1]
    assert seen[2] == seen[3] == seen[0] + timedelta(days=1)


def test_a_request_may_move_the_clock_and_sees_it_moved(db: None) -> None:
    def deed() -> None:
        clock.now()
        clock.move_to(at("2031-03-01 08:00"))
        assert clock.local_day(clock.now()) == date(2031, 3, 1)

    in_a_request(deed)


def test_a_moment_read_with_something_else_is_the_requests_unless_it_has_one(db: None) -> None:
    def deed() -> None:
        for moment in ("2031-03-01 08:00", "2031-03-02 08:00"):
            clock.stand_at(at(moment))
            assert clock.now() == at("2031-03-01 08:00")

    in_a_request(deed)
    clock.stand_at(at("2031-03-01 08:00"))  # outside a request nothing is kept
    assert clock.now() != at("2031-03-01 08:00")


def test_the_clock_can_be_moved_and_today_moves_with_it(db: None) -> None:
    clock.move_to(at("2031-03-01 00:30"))
    assert clock.local_day(clock.now()) == date(2031, 3, 1)
    PlanningCycle.objects.open_year(2031, meeting_on=date(2031, 3, 1))
    assert PlanningCycle.objects.filter(meeting_on=clock.Today()).exists()


def test_only_one_shift_can_exist(db: None) -> None:
    clock.move_to(at("2031-03-01 08:00"))
    clock.move_to(at("2032-03-01 08:00"))
    assert ClockShift.objects.count() == 1


def test_production_never_moves_its_clock(db: None, settings: pytest.FixtureRequest) -> None:
    settings.CLOCK_ADJUSTABLE = False  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError):
        clock.move_to(at("2031-03-01 08:00"))
    with pytest.raises(CommandError):
        call_command("set_clock", "2031-03-01T08:00")
    assert not ClockShift.objects.exists()


def test_the_command_moves_shows_and_resets_the_clock(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("set_clock", "2026-10-24T08:00")
    assert capsys.readouterr().out.startswith("2026-10-24T08:00")
    call_command("set_clock", "--real")
    assert not ClockShift.objects.exists()
    with pytest.raises(CommandError):
        call_command("set_clock")


def test_no_other_module_reads_a_clock() -> None:
    """No `timezone.now`, `date.today` or auto_now in the code (creation stamps aside)."""
    allowed = {"cint_portal/core/clock.py", "cint_portal/organization/models.py"}
    words = ("timezone.now(", "datetime.now(", "date.today(", "auto_now", "localdate(", "localtime(")
    hits = [
        str(file.relative_to(ROOT))
        for package in ("cint_portal", "issues", "swot", "bsc", "realization")
        for file in (ROOT / package).rglob("*.py")
        if "migrations" not in file.parts and any(word in file.read_text() for word in words)
    ]
    assert set(hits) <= allowed
