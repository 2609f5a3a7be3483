"""Which mails a year of reminders must bring: every day written down, every person looked up by hand.

Knows the procedure's words only: days before a due date, working days after it, who stands where.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
#: day, kind, step, unit, due date, addressee, is a copy, what became of it
Row = tuple[date, str, str, str, date, str, bool, str]
Line = tuple[str, bool]


@dataclass
class People:
    """Posts as (role, person, unit, from, until); people who are away or left; the tree of units."""

    posts: list[tuple[str, str, str, date, date]]
    parent: dict[str, str | None]
    away: list[tuple[str, date, date]] = field(default_factory=list)
    left: dict[str, date] = field(default_factory=dict)
    mailbox: dict[str, str] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)

    def who(self, role: str, unit: str, day: date) -> list[str]:
        found = [p for r, p, u, first, last in self.posts if (r, u) == (role, unit) and first <= day <= last]
        return [p for p in found if day < self.left.get(p, date.max)]

    def here(self, role: str, unit: str, day: date) -> list[str]:
        gone = {p for p, first, last in self.away if first <= day <= last}
        return [p for p in self.who(role, unit, day) if p not in gone]

    def cms(self, day: date) -> list[str]:
        return [*self.here("cms_head", "CMS", day), *self.here("cms", "CMS", day)]

    def acting(self, unit: str, day: date) -> tuple[list[str], bool]:
        """Who must act, and whether it is a director in place of the head."""
        heads = self.here("manager", unit, day)
        if heads:
            return heads, False
        above = self.parent[unit]
        while above is not None:
            directors = self.here("director", above, day)
            if directors:
                return directors, True
            above = self.parent[above]
        return self.who("manager", unit, day), False

    def told(self, unit: str, day: date) -> list[Line]:
        heads, in_place = self.acting(unit, day)
        lines = [(person, False) for person in heads]
        readers = self.here("drafter", unit, day) + (self.cms(day) if in_place else [])
        lines += [(person, True) for person in readers if person not in heads]
        box = self.mailbox.get(unit, "")
        if box and heads and box not in {self.address.get(person) for person in heads}:
            lines.append((box, True))
        return lines

    def above(self, unit: str, day: date) -> list[Line]:
        heads, _in_place = self.acting(unit, day)
        found: list[str] = []
        level = self.parent[unit]
        while level is not None and not found:
            found = [person for person in self.here("director", level, day) if person not in heads]
            level = self.parent[level]
        return [(person, False) for person in dict.fromkeys([*found, *self.cms(day)])]


@dataclass
class Matter:
    """Something that is due: on which mornings it is seen open, and the days of its reminders."""

    kind: str
    up_kind: str
    unit: str
    due: date
    started: date
    seen: date
    settled: date
    before: tuple[int, ...]
    to: Callable[[date], list[Line]]
    above: Callable[[date], list[Line]]
    late: tuple[int, ...] = (1,)
    up: tuple[int, ...] = (2,)
    key: str = ""


def table(matters: list[Matter], ticks: list[date], off: set[date]) -> set[Row]:
    """Every row that the ticks must leave, whatever ran when."""
    rows: set[Row] = set()
    working = [day for day in ticks if is_working(day, off)]
    previous = working[0] - ONE
    for day in working:
        for matter in matters:
            if matter.seen <= day < matter.settled:
                rows |= set(_rows(matter, previous, day, off))
        previous = day
    return rows


def _rows(matter: Matter, previous: date, day: date, off: set[date]) -> Iterator[Row]:
    for kind, people, calendar in (
        (matter.kind, matter.to, _own_days(matter, off)),
        (matter.up_kind, matter.above, {working_day(matter.due, n, off): f"up+{n}" for n in matter.up}),
    ):
        come = sorted(turn for turn in calendar if previous < turn <= day and turn > matter.started)
        for turn in come:
            step = calendar[turn]
            if step.startswith("due") and day > matter.due:
                fate = "out_of_time"
            else:
                fate = "sent" if turn == come[-1] else "superseded"
            for addressee, copy in people(day):
                yield day, kind, matter.key + step, matter.unit, matter.due, addressee, copy, fate


def _own_days(matter: Matter, off: set[date]) -> dict[date, str]:
    """Of reminders that fall on one day the last counts: the nearest to the due date overwrites."""
    days: dict[date, str] = {}
    for before in sorted(matter.before, reverse=True):
        turn = matter.due - before * ONE
        while not is_working(turn, off):
            turn -= ONE
        days[turn] = f"due-{before}" if before else "due+0"
    for after in matter.late:
        days[working_day(matter.due, after, off)] = f"late+{after}"
    return days


def is_working(day: date, off: set[date]) -> bool:
    return day.weekday() < 5 and day not in off


def working_day(start: date, count: int, off: set[date]) -> date:
    day = start
    while count:
        day += ONE
        count -= is_working(day, off)
    return day
