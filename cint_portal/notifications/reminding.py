"""The reminder run: asks every rule what has come due since the last day it handled, and queues it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, partial

from django.db import transaction

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.kinds import DailyJob, ReminderRule, Subject, Told
from cint_portal.notifications.models import OutboxMail, ReminderMarker, ReminderSetting
from cint_portal.notifications.rules import Fate, Plan, Step, To, come_due, moved, reached, steps
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import UNATTENDED, Posts, Reader
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.calendar import WorkCalendar
from cint_portal.workdays.selectors import work_calendars

logger = logging.getLogger(__name__)

_DAY = timedelta(days=1)
#: How far back a rule looks for open work: beyond the last step that a year may set (30 HK).
LOOK_BACK = timedelta(days=60)

MISSED = {
    Fate.SUPERSEDED: OutboxMail.Cause.SUPERSEDED,
    Fate.OUT_OF_TIME: OutboxMail.Cause.OUT_OF_TIME,
}


class Skip(StrEnum):
    """Why a step whose day has come is not even a row."""

    DONE = "done"
    DAY_OFF = "day_off"


@dataclass(frozen=True)
class Outcome:
    """A step of a subject on a day, what becomes of it and who is concerned."""

    rule: ReminderRule
    subject: Subject
    step: Step
    fate: Fate | Skip
    told: Told
    late_days: int = 0

    @property
    def readers(self) -> tuple[Reader, ...]:
        return self.told.above if self.step.to == To.ABOVE else self.told.responsible

    @property
    def kind(self) -> str:
        """Those above get a mail of their own."""
        return self.rule.escalation if self.step.to == To.ABOVE else self.rule.code

    @property
    def occasion(self) -> str:
        return f"{self.subject.key}{self.step.code}"


class Daybook:
    """What every rule needs to know about a day: calendars, the years' own days, people. Read once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._calendars = work_calendars(PlanningCycle.objects.all())
        self._settings = {(row.rule, row.cycle_id): row for row in ReminderSetting.objects.all()}

    @cached_property
    def posts(self) -> Posts:
        return Posts(self.day)

    @property
    def is_off(self) -> bool:
        """Does nobody work, by the calendar of any year?"""
        return not any(calendar.is_working(self.day) for calendar in self._calendars.values())

    def calendar(self, subject: Subject) -> WorkCalendar:
        return self._calendars[subject.cycle.pk]

    def plan(self, rule: ReminderRule, subject: Subject) -> Plan:
        """The days that the subject's year has set, else the shipped ones."""
        row = self._settings.get((rule.code, subject.cycle.pk))
        if row is None:
            return rule.plan
        escalated = tuple(row.days_escalated) if rule.escalation else ()
        return Plan(tuple(row.days_before), tuple(row.days_overdue), escalated)


def run_everything() -> None:
    """One tick: the day's jobs, then the reminders, each in its own transaction. Raises when one failed.

    A rule that fails keeps its marker, so that the next tick catches up what it missed.
    """
    failed = [job.code for job in kinds.jobs() if not _try(job.code, partial(_run_job, job))]
    with transaction.atomic():
        book = Daybook(clock.local_day(clock.now()))
    if not book.is_off:
        failed += [
            rule.code for rule in kinds.rules() if not _try(rule.code, partial(remind, rule, book=book))
        ]
    if failed:
        raise RuntimeError(f"Reminder rules failed: {', '.join(failed)}")


def _try(code: str, run: Callable[[datetime], int]) -> bool:
    try:
        with transaction.atomic():
            run(clock.now())
    except Exception:
        logger.exception("%s failed", code)
        return False
    return True


def _run_job(job: DailyJob, now: datetime) -> int:
    return job.run(clock.local_day(now), now)


def remind(rule: ReminderRule, now: datetime, book: Daybook | None = None) -> int:
    """Queue what came due since the last day that this rule handled; returns how many mails are new.

    Belongs into a transaction: several at once wait for each other's marker, and a second run of the
    same day adds nothing.
    """
    book = book or Daybook(clock.local_day(now))
    marker = _take_marker(rule, book.day)
    if book.day < marker.day:
        return 0
    found = list(outcomes(rule, since=min(marker.day, book.day - _DAY), book=book))
    known = already_queued(rule, found) if found else set()
    queued = sum(_queue(outcome, now) for outcome in found if key_of(outcome) not in known)
    # On a day off nothing goes; what came due during an outage before it waits for the next working day.
    if book.day != marker.day and all(outcome.fate != Skip.DAY_OFF for outcome in found):
        marker.day = book.day
        marker.save(update_fields=["day"])
    return queued


def _take_marker(rule: ReminderRule, day: date) -> ReminderMarker:
    """The rule's marker, locked; a rule that has never run begins with this day and sends nothing old."""
    locked = ReminderMarker.objects.select_for_update().filter(rule=rule.code)
    marker = locked.first()
    if marker is None:
        ReminderMarker.objects.get_or_create(rule=rule.code, defaults={"day": day - _DAY})
        marker = locked.get()
    return marker


def outcomes(rule: ReminderRule, *, since: date, book: Daybook) -> Iterator[Outcome]:
    """What becomes of every step of a rule whose turn came after `since`, up to and on the book's day."""
    day = book.day
    for subject in rule.subjects(day):
        if subject.due_on < day - LOOK_BACK:
            continue
        calendar = book.calendar(subject)
        come = reached(_steps(rule, subject, book), since=since, day=day)
        for step, fate in come_due(come, due_on=subject.due_on, day=day):
            told, late = rule.people(subject, book.posts), calendar.between(subject.due_on, day)
            outcome = _fate(subject, fate, is_working=calendar.is_working(day))
            yield Outcome(rule, subject, step, outcome, told, late)


def _steps(rule: ReminderRule, subject: Subject, book: Daybook) -> list[Step]:
    plan, calendar = book.plan(rule, subject), book.calendar(subject)
    return steps(subject.due_on, plan, calendar, started_on=subject.started_on)


def _fate(subject: Subject, fate: Fate, *, is_working: bool) -> Fate | Skip:
    if subject.done:
        return Skip.DONE
    return fate if is_working else Skip.DAY_OFF


def _queue(outcome: Outcome, now: datetime) -> int:
    if isinstance(outcome.fate, Skip):
        return 0
    return enqueue(
        outcome.kind,
        recipients=outcome.readers,
        about=outcome.subject.about,
        now=now,
        due_on=outcome.subject.due_on,
        occasion=outcome.occasion,
        context=_words(outcome),
        missed=MISSED.get(outcome.fate, ""),
    )


def _words(outcome: Outcome) -> dict[str, object]:
    """What the template needs beside the row itself: how late, and for those above whose task it is."""
    words = dict(outcome.subject.context)
    if outcome.step.is_late:
        words["late_days"] = outcome.late_days
    if outcome.step.to == To.ABOVE:
        words["path"] = words.pop("path_above", "")  # who chases reads; only who acts may open the form
        acting = [reader for reader in outcome.told.responsible if not reader.is_copy]
        words["responsible"] = ", ".join(reader.person.addressed_name for reader in acting)
        words["vacancy"] = next((r.standing for r in acting if r.standing in UNATTENDED), "")
    return words


def key_of(outcome: Outcome) -> tuple[object, ...]:
    return (outcome.kind, outcome.subject.about.pk, outcome.subject.due_on, outcome.occasion)


def already_queued(rule: ReminderRule, found: Iterable[Outcome]) -> set[tuple[object, ...]]:
    """Steps that have their rows: a later tick neither repeats them nor adds who came since."""
    rows = OutboxMail.objects.filter(
        kind__in=[rule.code, rule.escalation],
        due_on__in={outcome.subject.due_on for outcome in found},
        occasion__in={outcome.occasion for outcome in found},
    )
    return set(rows.values_list("kind", "object_id", "due_on", "occasion"))


def preview(day: date, now: datetime) -> Iterator[Outcome]:
    """What a tick on `day` would do, by the state of today's records; writes nothing.

    For today it looks back to the last day handled, as the tick does; for another day at that day alone.
    """
    markers = dict(ReminderMarker.objects.values_list("rule", "day")) if day == clock.local_day(now) else {}
    book = Daybook(day)
    for rule in kinds.rules():
        yield from outcomes(rule, since=min(markers.get(rule.code, day), day - _DAY), book=book)


def put_forward(day: date) -> Iterator[tuple[ReminderRule, Subject, Step]]:
    """Reminders planned for a day off, which went on the working day before it."""
    book = Daybook(day)
    for rule in kinds.rules():
        for subject in rule.subjects(day):
            for step in moved(_steps(rule, subject, book), day):
                if not subject.done:
                    yield rule, subject, step
