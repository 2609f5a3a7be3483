"""Both clocks of a register, with the worked dates of the procedure (4.1, 4.2)."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cint_portal.core.clock import local_day
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.models import Holiday
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workdays.services import seed_holidays
from issues.models import IssueRegister
from issues.selectors import receipt, register_summary, repair_clock, review_clock
from issues.services import close_collection, extend_register, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, opened, reviewed, sent

MIDNIGHT = at("2026-11-01 00:00")
TICK = timedelta(microseconds=1)


def timeliness(register: IssueRegister) -> tuple[bool, str]:
    known = receipt(register, work_calendar(register.cycle))
    assert known is not None
    return known.on_time, known.text


def test_received_on_saturday_31_october_2026_is_reviewed_by_wednesday_4_november(company: Company) -> None:
    register = sent(company, now=at("2026-10-31 20:00"))
    assert register.review_due_on == date(2026, 11, 4)


def test_returned_on_wednesday_4_november_is_due_on_monday_9_november_and_stays_on_time(
    company: Company,
) -> None:
    register = reviewed(company, "returned", now=at("2026-11-04 15:00"))
    assert register.due_on == date(2026, 11, 9)
    assert register.first_due_on == date(2026, 10, 31)
    assert timeliness(register) == (True, "Tepat waktu")
    late = submit_register(register=register, actor=company.manager, now=at("2026-11-20 10:00"))
    assert timeliness(late) == (True, "Tepat waktu")


def test_a_six_day_week_counts_saturday(company: Company) -> None:
    company.cycle.work_week = PlanningCycle.WorkWeek.MON_SAT
    company.cycle.save()
    register = reviewed(company, "returned", now=at("2026-11-04 15:00"))
    assert register.review_due_on == date(2026, 11, 4)
    assert register.due_on == date(2026, 11, 7)


def test_a_day_off_is_not_counted_and_a_later_change_rewrites_nothing(company: Company) -> None:
    Holiday.objects.create(day=date(2026, 11, 3), name="Libur", kind=Holiday.Kind.COMPANY)
    register = sent(company)
    assert register.review_due_on == date(2026, 11, 5)
    Holiday.objects.all().delete()
    register.refresh_from_db()
    assert register.review_due_on == date(2026, 11, 5)


def test_the_days_of_both_sides_are_settings_of_the_year(company: Company) -> None:
    company.cycle.review_days, company.cycle.return_days = 5, 1
    company.cycle.save()
    register = reviewed(company, "returned", now=at("2026-11-04 15:00"))
    assert (register.review_due_on, register.due_on) == (date(2026, 11, 6), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("moment", "on_time", "text", "review_due_on"),
    [
        (MIDNIGHT - TICK, True, "Tepat waktu", date(2026, 11, 4)),
        (MIDNIGHT, False, "Terlambat kurang dari 1 HK", date(2026, 11, 4)),
        (MIDNIGHT + TICK, False, "Terlambat kurang dari 1 HK", date(2026, 11, 4)),
    ],
)
def test_the_last_instant_of_31_october_in_jakarta_decides(
    company: Company, moment: datetime, on_time: bool, text: str, review_due_on: date
) -> None:
    register = sent(company, now=moment)
    register.refresh_from_db()
    assert timeliness(register) == (on_time, text)
    assert register.review_due_on == review_due_on
    assert local_day(moment) == date(2026, 10, 31) + timedelta(days=0 if on_time else 1)


def test_lateness_is_counted_in_working_days(company: Company) -> None:
    register = submit_register(register=drafted(company), actor=company.manager, now=at("2026-11-04 08:00"))
    assert timeliness(register) == (False, "Terlambat 3 HK")


def test_a_resubmission_gives_cms_its_days_anew(company: Company) -> None:
    register = reviewed(company, "returned", now=at("2026-11-04 15:00"))
    register = submit_register(register=register, actor=company.manager, now=at("2026-11-06 10:00"))
    assert register.review_due_on == date(2026, 11, 11)


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        ("2026-10-31", "CMS: 3 HK lagi", "info"),
        ("2026-11-02", "CMS: 2 HK lagi", "info"),
        ("2026-11-03", "CMS: 1 HK lagi", "warning"),
        ("2026-11-04", "CMS: hari ini", "warning"),
        ("2026-11-05", "CMS terlambat 1 HK", "danger"),
        ("2026-11-09", "CMS terlambat 3 HK", "danger"),
    ],
)
def test_the_page_counts_cmss_working_days_down(company: Company, today: str, text: str, tone: str) -> None:
    register = sent(company)
    clock = review_clock(register, work_calendar(register.cycle), date.fromisoformat(today))
    assert clock is not None
    assert (clock.text, clock.tone, clock.due_on) == (text, tone, date(2026, 11, 4))


def test_on_the_weekend_after_a_friday_less_than_a_working_day_has_passed(company: Company) -> None:
    saturday = date(2026, 11, 7)
    register = sent(company)
    register.review_due_on = date(2026, 11, 6)
    clock = review_clock(register, work_calendar(register.cycle), saturday)
    assert clock is not None
    assert (clock.text, clock.tone) == ("CMS terlambat kurang dari 1 HK", "danger")
    register.status, register.due_on = "returned", date(2026, 11, 6)
    repair = repair_clock(register, work_calendar(register.cycle), saturday)
    assert repair is not None
    assert (repair.text, repair.tone) == ("Departemen terlambat kurang dari 1 HK", "danger")


def test_nobody_counts_cmss_days_when_it_is_not_its_turn(company: Company) -> None:
    register = reviewed(company, "accepted")
    assert review_clock(register, work_calendar(register.cycle), date(2026, 11, 20)) is None


# --- Across holidays, with both week lengths ------------------------------------------------------------

#: Both weeks: received or returned on a day, three working days later (joint leave counts as closed).
ACROSS = [
    # Nyepi Thu 19 Mar, Idulfitri Sat 21 and Sun 22 Mar 2026, joint leave 18, 20, 23 and 24 Mar
    ("2026-03-13", "2026-03-25", "2026-03-17"),
    ("2026-03-17", "2026-03-27", "2026-03-27"),
    ("2026-03-18", "2026-03-27", "2026-03-27"),
    # year end: Christmas Fri 25 Dec, joint leave Thu 24 Dec, New Year Fri 1 Jan
    ("2026-12-22", "2026-12-29", "2026-12-28"),
    ("2026-12-30", "2027-01-06", "2027-01-04"),  # Isra Mikraj Tue 5 Jan 2027
    # Ascension Thu 14 May and its joint leave Fri 15 May 2026
    ("2026-05-13", "2026-05-20", "2026-05-19"),
    # nothing in between: 3 HK from Saturday 31 October, and from Wednesday 4 November
    ("2026-10-31", "2026-11-04", "2026-11-04"),
    ("2026-11-04", "2026-11-09", "2026-11-07"),
]
FIVE, SIX = PlanningCycle.WorkWeek.MON_FRI, PlanningCycle.WorkWeek.MON_SAT


@pytest.fixture
def _calendar(db: None) -> None:
    for year in (2026, 2027):
        seed_holidays(year=year)


@pytest.mark.usefixtures("_calendar")
@pytest.mark.parametrize(("day", "five_day", "six_day"), ACROSS)
@pytest.mark.parametrize("week", [FIVE, SIX])
def test_three_working_days_for_both_sides_across_holidays(
    company: Company, week: str, day: str, five_day: str, six_day: str
) -> None:
    company.cycle.work_week = week
    company.cycle.save()
    due = date.fromisoformat(five_day if week == FIVE else six_day)
    opened(company, now=at("2026-01-02 08:00"))
    register = submit_register(register=drafted(company), actor=company.manager, now=at(f"{day} 10:00"))
    assert register.review_due_on == due
    before = receipt(register, work_calendar(company.cycle))
    register = reviewed(company, "returned", "returned", register=register, now=at(f"{day} 15:00"))
    assert register.due_on == due
    assert receipt(register, work_calendar(company.cycle)) == before


@pytest.mark.usefixtures("_calendar")
def test_joint_leave_that_the_company_works_through_is_counted(company: Company) -> None:
    Holiday.objects.filter(kind=Holiday.Kind.JOINT_LEAVE).update(is_closed=False)
    register = submit_register(register=drafted(company), actor=company.manager, now=at("2026-12-22 10:00"))
    assert register.review_due_on == date(2026, 12, 28)


ZONES = ("UTC", "Asia/Jakarta", "America/Los_Angeles")


@pytest.fixture(params=ZONES)
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine's own time zone must not decide what day it is (the session's is Django's: UTC)."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("shift", "on_time"), [(-1, True), (0, False), (1, False)])
def test_no_machines_time_zone_moves_the_end_of_31_october(
    company: Company, machine_zone: str, shift: int, on_time: bool
) -> None:
    moment = (MIDNIGHT + shift * TICK).astimezone(ZoneInfo(machine_zone))
    register = sent(company, now=moment)
    register.refresh_from_db()
    assert register.first_submitted_at == moment
    assert timeliness(register)[0] is on_time
    assert register_summary(company.cycle, date(2026, 11, 2)).on_time == int(on_time)
    assert register.review_due_on == date(2026, 11, 4)
    late = IssueRegister.objects.still_taken(local_day(moment))
    close_collection(
        collection=company.cycle.issue_collection, reason="x", actor=company.cms_head, now=moment
    )
    extend_register(
        register=IssueRegister.objects.get(cycle=company.cycle, unit=company.sister_department),
        until=date(2026, 11, 1),
        reason="x",
        actor=company.cms_head,
        now=moment,
    )
    own = IssueRegister.objects.get(cycle=company.cycle, unit=company.sister_department)
    assert own in late.all()
    assert own not in IssueRegister.objects.still_taken(local_day(MIDNIGHT + timedelta(days=1)))
