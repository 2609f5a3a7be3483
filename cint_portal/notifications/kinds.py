"""What kinds of mail exist: each app registers its own when it is ready."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cint_portal.core import clock
from cint_portal.notifications.rules import Plan
from cint_portal.organization.audience import UNATTENDED, Posts, Reader, Standing
from cint_portal.organization.models import PlanningCycle, Unit


def always_due(mail: Any) -> bool:
    return True


def unit_of(about: Any) -> Any:
    """The department that the object belongs to; None for what belongs to nobody."""
    return getattr(about, "unit", None)


@dataclass(frozen=True)
class CalendarPart:
    """An iCalendar object and what the reader's program shall do with it (RFC 5546: REQUEST, CANCEL)."""

    method: str
    content: bytes


@dataclass(frozen=True)
class EmailKind:
    """A kind of mail: `template` under templates/emails/, `url(about)` of the page that settles it.

    `still_due(mail)` is asked again right before sending; False marks the mail as missed.
    `reason` says in words why the person got it, `label` what kind of mail it is (preferences, outbox).
    Kinds `in_digest` travel together, one message per person and day; `unit(about)` groups them there.
    `reading_url(about)`: the page for who reads along and may not open the form.
    `calendar(mail)`: the invitation (iCalendar) that travels with it, where the kind has one.
    Nobody can switch off a compulsory kind; one that `goes_at_once` ignores quiet hours and the ceiling.
    """

    code: str
    template: str
    url: Callable[[Any], str]
    reason: Any
    button: Any
    still_due: Callable[[Any], bool] = always_due
    is_secret: bool = False
    label: Any = ""
    is_compulsory: bool = False
    in_digest: bool = False
    goes_at_once: bool = False
    unit: Callable[[Any], Any] = unit_of
    reading_url: Callable[[Any], str] | None = None
    calendar: Callable[[Any], "CalendarPart"] | None = None

    @property
    def name(self) -> str:
        """What people call this kind; the code where nobody gave it a label."""
        return str(self.label or self.code)

    def address(self, mail: Any) -> str:
        """The page that settles this very mail: its own path where the row alone does not tell (a month).

        Everybody is led to a page that he or she may open: drafters and stand-ins fill but do not make
        what is missing, CMS reads along.
        """
        makes_nothing = mail.is_copy or mail.standing in UNATTENDED
        if makes_nothing and mail.context.get("path_above"):
            return str(mail.context["path_above"])
        reads_only = mail.standing == Standing.VACANT_COPY
        url = self.reading_url if reads_only and self.reading_url else self.url
        return str(mail.context.get("path") or url(mail.about))


def announcing(still_due: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """For reminders: announcing a due date has no sense after it, however late the mail server answers."""

    def check(mail: Any) -> bool:
        announces = mail.occasion.rpartition("/")[2].startswith("due")
        passed = announces and clock.local_day(clock.now()) > mail.due_on
        return not passed and still_due(mail)

    return check


@dataclass(frozen=True)
class Subject:
    """Something with a due date that waits for somebody: one row, or one phase of a year.

    `started_on`: the day of the mail that called for it; no reminder comes with or before that one.
    `key` tells subjects about the same row apart (the month); `done` says why nothing is left to do.
    `context["path"]` is the page for who acts where the row alone does not tell, `path_above` for the others.
    `documents`: unit and contributors of each document that waits for a review.
    """

    about: Any
    due_on: date
    started_on: date
    cycle: PlanningCycle
    unit: Unit | None = None
    key: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    done: Any = ""
    documents: Sequence[tuple[int, Sequence[int]]] = ()


@dataclass(frozen=True)
class Told:
    """Who is told of a subject: who must act (and their copies), and who stands above when it is late."""

    responsible: tuple[Reader, ...]
    above: tuple[Reader, ...] = ()


def told_of_unit(subject: Subject, posts: Posts) -> Told:
    """A unit's own work: its head or Pjs. with copies, then the director above and CMS."""
    if subject.unit is None:
        raise ValueError("a reminder to a unit needs the unit")
    return Told(posts.told(subject.unit.pk), posts.above(subject.unit.pk))


def told_reviewers(subject: Subject, posts: Posts) -> Told:
    """CMS without who belongs to the unit or wrote the document; when late, the head of CMS and above."""
    found = {
        reader.person: reader
        for unit_id, contributors in subject.documents
        for reader in posts.reviewers(unit_id, contributors)
    }
    return Told(tuple(found.values()), posts.above_cms())


def told_cms(subject: Subject, posts: Posts) -> Told:
    """A phase of the year that CMS works on."""
    return Told(posts.cms(), posts.above_cms())


def told_cms_head(subject: Subject, posts: Posts) -> Told:
    """A decision of the head of CMS."""
    return Told(posts.cms_heads(), posts.above_cms())


@dataclass(frozen=True)
class ReminderRule:
    """When people are reminded of what: `code` is also the kind of mail, `escalation` that for those above.

    `subjects(day)` yields what may be due around a day; `people` says who is told; `plan` holds the
    shipped days, which a year may set differently.
    """

    code: str
    label: Any
    plan: Plan
    subjects: Callable[[date], Iterable[Subject]]
    people: Callable[[Subject, Posts], Told] = told_of_unit
    escalation: str = ""

    def __post_init__(self) -> None:
        if bool(self.plan.escalated) != bool(self.escalation):
            raise ValueError(f"{self.code}: days and kind of the escalation belong together")


@dataclass(frozen=True)
class DailyJob:
    """Something that the schedule does on its day, such as opening a month; repeating it adds nothing."""

    code: str
    run: Callable[[date, datetime], int]


Entry = EmailKind | ReminderRule | DailyJob

_kinds: dict[str, EmailKind] = {}
_rules: dict[str, ReminderRule] = {}
_jobs: dict[str, DailyJob] = {}


def register(*entries: Entry) -> None:
    """Called from `AppConfig.ready()`; a code registered twice is a programming error."""
    registries: dict[type[Entry], dict[str, Any]] = {
        EmailKind: _kinds,
        ReminderRule: _rules,
        DailyJob: _jobs,
    }
    for entry in entries:
        registry = registries[type(entry)]
        if registry.get(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice")
        registry[entry.code] = entry


def kind(code: str) -> EmailKind:
    return _kinds[code]


def all_kinds() -> list[EmailKind]:
    return [_kinds[code] for code in sorted(_kinds)]


def rules() -> list[ReminderRule]:
    return [_rules[code] for code in sorted(_rules)]


def jobs() -> list[DailyJob]:
    return [_jobs[code] for code in sorted(_jobs)]
