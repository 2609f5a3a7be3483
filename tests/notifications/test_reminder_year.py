"""A year simulated day by day for thirty departments: the mails equal a table made without the product."""

from datetime import date, datetime, time

from cint_portal.core import clock
from cint_portal.core.clock import WIB
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.reminding import remind, run_everything
from cint_portal.organization.models import User
from tests.notifications import reminder_year as year
from tests.notifications.reminder_world import World
from tests.oracles.reminders import Row, table

#: What comes when somebody calls for it and not with the year: its reminders have tests of their own.
ELSEWHERE = ("issues.supplement_", "bsc.change_review_", "realization.provided_")


def ticks() -> list[date]:
    """Every day of the year but those on which nothing ran."""
    days = (year.FIRST + n * year.ONE for n in range((year.LAST - year.FIRST).days + 1))
    return [day for day in days if day not in year.OUTAGES]


def morning(day: date) -> datetime:
    return datetime.combine(day, time(5), tzinfo=WIB)


def live() -> int:
    """Walk the year: the tick at five, now and then a second that must add nothing, the acts at ten."""
    world, planned, doubled = World(), year.acts(), 0
    day, running = year.FIRST, set(ticks())
    while day <= year.LAST:
        if day in running:
            clock.move_to(morning(day))
            before = OutboxMail.objects.count()
            run_everything()
            queued = OutboxMail.objects.count()
            if queued > before and day.day % 4 == 0:
                run_everything()
                doubled += OutboxMail.objects.count() - queued
        for name, number, month in planned.get(day, ()):
            world.act(name, number, month, day)
        day += year.ONE
    return doubled


def left_behind() -> set[Row]:
    """What the year left in the outbox, in the oracle's words."""
    names = {code for rule in kinds.rules() for code in (rule.code, rule.escalation)}
    fates = {"superseded": "superseded", "out_of_time": "out_of_time"}
    rows = OutboxMail.objects.filter(kind__in=names).select_related("recipient")
    return {
        (
            clock.local_day(row.created_at),
            row.kind,
            step_of(row),
            unit_of(row),
            row.due_on,
            row.mailbox or row.recipient.username,
            row.is_copy,
            fates.get(row.cause, "sent"),
        )
        for row in rows.prefetch_related("about")
    }


def step_of(row: OutboxMail) -> str:
    """The step; where several people's matters concern one row, with the person's name for the key."""
    if "person" not in row.context:
        return row.occasion
    name = User.objects.get(pk=row.context["person"]).username
    return f"{name}/{row.occasion.rpartition('/')[2]}"


def unit_of(row: OutboxMail) -> str:
    unit = kinds.kind(row.kind).unit(row.about)
    return unit.code if unit else ""


def test_a_year_of_reminders_equals_the_table_of_the_procedure(db: None) -> None:
    doubled = live()
    expected = table(year.matters(), ticks(), year.OFF)
    found = left_behind()
    assert sorted(found - expected)[:12] == []
    assert sorted(expected - found)[:12] == []
    assert doubled == 0
    assert OutboxMail.objects.filter(kind__in={row[1] for row in expected}).count() == len(expected)
    # Every case that the year was made for has happened.
    codes = {code for rule in kinds.rules() for code in (rule.code, rule.escalation) if code}
    assert {row[1] for row in expected} == {code for code in codes if not code.startswith(ELSEWHERE)}
    assert {row[7] for row in expected} == {"sent", "superseded", "out_of_time"}
    assert all(row[0] not in year.OFF and row[0].weekday() < 5 for row in found)
    assert set(OutboxMail.objects.filter(recipient__username="m24").values_list("state", flat=True)) == {
        "portal",
        "missed",
    }
    rerun_adds_nothing()


def rerun_adds_nothing() -> None:
    """Any day of the year again, in any order."""
    before = OutboxMail.objects.count()
    for day in ticks()[::-25]:
        assert sum(remind(rule, morning(day)) for rule in kinds.rules()) == 0
    assert OutboxMail.objects.count() == before
