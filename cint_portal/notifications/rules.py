"""When a reminder has its turn (procedure 7.1.1, 4.8; realities 17): dates and working days in, steps out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cint_portal.workdays.calendar import WorkCalendar

_DAY = timedelta(days=1)


class To(StrEnum):
    """Whom a step speaks to: who must act, or who stands above and chases."""

    RESPONSIBLE = "responsible"
    ABOVE = "above"


class Fate(StrEnum):
    """What becomes of a step whose day has come."""

    SEND = "send"
    #: A newer step of the same reminder goes instead: this one was missed while nothing ran.
    SUPERSEDED = "superseded"
    #: It announced a due date that has passed while nothing ran.
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True)
class Plan:
    """Days of a reminder: calendar days before the due date (0 = the day itself), working days after it."""

    before: tuple[int, ...] = (14, 7, 3, 1, 0)
    overdue: tuple[int, ...] = (1,)
    escalated: tuple[int, ...] = (2,)


@dataclass(frozen=True)
class Step:
    """A reminder of a due date; `turn` is the working day on which it goes, `planned` the day it is for."""

    code: str
    to: To
    planned: date
    turn: date

    @property
    def is_late(self) -> bool:
        """Does it speak of a due date that has passed?"""
        return not self.code.startswith("due")


def steps(due_on: date, plan: Plan, calendar: WorkCalendar, *, started_on: date) -> list[Step]:
    """The reminders of a due date, oldest first.

    One that falls on a day off goes on the working day before it; of two that then fall together only
    the later goes. None comes with or before the mail that called for the work (`started_on`).
    """
    found = sorted(_planned(due_on, plan, calendar), key=lambda step: (step.turn, step.planned))
    last_of_day = {(step.to, step.turn): step for step in found if step.turn > started_on}
    return list(last_of_day.values())


def moved(found: Iterable[Step], day: date) -> list[Step]:
    """Those planned for this very day that go on another one because it is a day off."""
    return [step for step in found if step.planned == day != step.turn]


def _planned(due_on: date, plan: Plan, calendar: WorkCalendar) -> Iterator[Step]:
    for days in plan.before:
        day = due_on - days * _DAY
        yield Step(f"due{-days:+d}" if days else "due+0", To.RESPONSIBLE, day, calendar.not_after(day))
    for to, prefix, offsets in (
        (To.RESPONSIBLE, "late", plan.overdue),
        (To.ABOVE, "up", plan.escalated),
    ):
        for days in offsets:
            day = calendar.add(due_on, days)
            yield Step(f"{prefix}+{days}", to, day, day)


def come_due(reached: Sequence[Step], *, due_on: date, day: date) -> Iterator[tuple[Step, Fate]]:
    """What becomes of steps whose turn came by `day`: for each addressee the newest goes, if it has sense."""
    newest = {step.to: step for step in sorted(reached, key=lambda step: step.turn)}
    for step in reached:
        if not step.is_late and day > due_on:
            yield step, Fate.OUT_OF_TIME
        else:
            yield step, Fate.SEND if step is newest[step.to] else Fate.SUPERSEDED


def reached(found: Iterable[Step], *, since: date, day: date) -> list[Step]:
    """Steps whose turn came after `since` (the last day that was handled), up to and on `day`."""
    return [step for step in found if since < step.turn <= day]
