"""When a reminder has its turn: pure rules, compared with a calendar written down day by day."""

import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.notifications.rules import Fate, Plan, To, come_due, moved, reached, steps
from cint_portal.workdays.calendar import WorkCalendar
from tests.oracles.reminders import is_working, working_day

DUE = date(2027, 7, 15)  # a Thursday
FIVE_DAYS = WorkCalendar(frozenset())
LONG_AGO = date(2020, 1, 1)


def written(due_on: date, plan: Plan, calendar: WorkCalendar, started_on: date = LONG_AGO) -> list[str]:
    found = steps(due_on, plan, calendar, started_on=started_on)
    return [f"{step.code} {step.turn:%a %d %b}" for step in found]


def test_the_days_before_the_day_itself_and_the_working_days_after() -> None:
    assert written(DUE, Plan(), FIVE_DAYS) == [
        "due-14 Thu 01 Jul",
        "due-7 Thu 08 Jul",
        "due-3 Mon 12 Jul",
        "due-1 Wed 14 Jul",
        "due+0 Thu 15 Jul",
        "late+1 Fri 16 Jul",
        "up+2 Mon 19 Jul",
    ]


def test_the_last_reminder_before_days_off_goes_on_the_working_day_before() -> None:
    holiday = WorkCalendar(frozenset({date(2027, 8, 13)}))
    # Due on Sunday 15 August, Friday is a holiday: the last day's reminder goes on Thursday, once.
    assert written(date(2027, 8, 15), Plan(before=(3, 1, 0)), holiday) == [
        "due+0 Thu 12 Aug",
        "late+1 Mon 16 Aug",
        "up+2 Tue 17 Aug",
    ]


def test_a_six_day_week_reminds_on_saturday() -> None:
    six = WorkCalendar(frozenset(), frozenset({6}))
    assert written(date(2027, 8, 15), Plan(before=(1, 0), overdue=(), escalated=()), six) == [
        "due+0 Sat 14 Aug"
    ]


def test_no_reminder_comes_with_or_before_the_call() -> None:
    plan = Plan(before=(14, 7, 3), overdue=(), escalated=())
    assert written(DUE, plan, FIVE_DAYS, started_on=date(2027, 7, 8)) == ["due-3 Mon 12 Jul"]
    assert written(DUE, plan, FIVE_DAYS, started_on=date(2027, 7, 7))[0] == "due-7 Thu 08 Jul"


def test_what_moved_off_a_day_off_can_be_told() -> None:
    found = steps(date(2026, 10, 31), Plan(), FIVE_DAYS, started_on=LONG_AGO)
    [step] = moved(found, date(2026, 10, 24))
    assert (step.code, step.turn) == ("due-7", date(2026, 10, 23))
    assert moved(found, date(2026, 10, 28)) == []


def fates(since: date, day: date) -> dict[str, str]:
    come = reached(steps(DUE, Plan(), FIVE_DAYS, started_on=LONG_AGO), since=since, day=day)
    return {step.code: fate for step, fate in come_due(come, due_on=DUE, day=day)}


def test_after_an_outage_the_newest_step_goes_and_the_others_are_recorded() -> None:
    assert fates(date(2027, 7, 7), date(2027, 7, 13)) == {"due-7": Fate.SUPERSEDED, "due-3": Fate.SEND}
    assert fates(date(2027, 7, 12), date(2027, 7, 19)) == {
        "due-1": Fate.OUT_OF_TIME,
        "due+0": Fate.OUT_OF_TIME,
        "late+1": Fate.SEND,  # to the department …
        "up+2": Fate.SEND,  # … and to those above: neither takes the other's place
    }
    assert fates(date(2027, 7, 14), date(2027, 7, 15)) == {"due+0": Fate.SEND}


DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
OFFSETS = st.sets(st.integers(0, 30), max_size=5)
AFTER = st.sets(st.integers(1, 12), max_size=3)


@given(DAYS, OFFSETS, AFTER, AFTER, st.sets(st.integers(-40, 40), max_size=12))
def test_every_step_is_on_a_working_day_and_where_the_calendar_says(
    due_on: date, before: set[int], late: set[int], up: set[int], closed: set[int]
) -> None:
    off = {due_on + timedelta(days=n) for n in closed}
    calendar = WorkCalendar(frozenset(off))
    plan = Plan(tuple(before), tuple(late), tuple(up))
    found = steps(due_on, plan, calendar, started_on=LONG_AGO)
    assert all(is_working(step.turn, off) for step in found)
    assert {step.turn for step in found if step.to == To.ABOVE} == {working_day(due_on, n, off) for n in up}
    own = [step for step in found if step.to == To.RESPONSIBLE]
    assert len({step.turn for step in own}) == len(own)
    latest = {}
    for n in sorted(before, reverse=True):
        day = due_on - timedelta(days=n)
        while not is_working(day, off):
            day -= timedelta(days=1)
        latest[day] = f"due-{n}" if n else "due+0"
    assert {step.turn: step.code for step in own if not step.is_late} == latest


# --- The edge of the day, whatever the machine's time zone -------------------------------------------


@pytest.fixture(params=["UTC", "Asia/Jakarta", "America/Los_Angeles"])
def machine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The process as a machine of another time zone would run it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


MICROSECOND = timedelta(microseconds=1)
#: Deadlines of the procedure, with month ends and the year's change among them.
DEADLINES = [
    *(date(2027, month, 15) for month in range(1, 13)),
    *(date(2027, month, 1) - timedelta(days=1) for month in range(1, 13)),
    date(2026, 10, 31),
    date(2028, 2, 29),
]


@pytest.mark.parametrize("due_on", DEADLINES, ids=str)
def test_a_microsecond_decides_alike_on_every_machine(machine: str, due_on: date) -> None:
    # 00:00 WIB of the next day, written in UTC: WIB is UTC+7 and knows no summer time.
    end = datetime(due_on.year, due_on.month, due_on.day, 17, tzinfo=timezone.utc)  # noqa: UP017
    plan = Plan(before=(0,), overdue=(), escalated=())
    always = WorkCalendar(frozenset(), frozenset())
    for moment, in_time in ((end - MICROSECOND, True), (end, False), (end + MICROSECOND, False)):
        day = local_day(moment)
        assert is_on_time(moment, due_on) is in_time
        assert day == (due_on if in_time else due_on + timedelta(days=1))
        come = reached(steps(due_on, plan, always, started_on=LONG_AGO), since=LONG_AGO, day=day)
        [(_step, fate)] = come_due(come, due_on=due_on, day=day)
        assert fate == (Fate.SEND if in_time else Fate.OUT_OF_TIME)
