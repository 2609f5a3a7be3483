"""What stands on a day of a person's calendar: open tasks first, then the dates of the year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Meeting
from cint_portal.core.clock import local_day
from cint_portal.core.dates import format_clock
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.home.calendar.schedule import Deadline
from cint_portal.workflow.todo import Todo


@dataclass(frozen=True)
class Entry:
    """One line of a day; `tone` is task, late or date. `key` names it for ever, `deadline` its origin."""

    day: date
    title: str
    url: str
    tone: str
    key: str
    deadline: Deadline | None = None
    meeting: Meeting | None = None


def entries_of(
    todos: Iterable[Todo], deadlines: Iterable[Deadline], today: date, meetings: Sequence[Meeting] = ()
) -> list[Entry]:
    """Tasks, dates and meetings by day; a date that is itself an open task of the person is said once.

    The meeting that the person is invited to replaces the date that the year had set for it.
    """
    dated = [todo for todo in todos if todo.due_on is not None]
    own = {(todo.milestone, todo.due_on) for todo in dated}
    held = {milestone_of(meeting) for meeting in meetings}
    rest = [row for row in deadlines if (row.milestone, row.day) not in own and row.milestone not in held]
    dates = [Entry(row.day, row.title, row.url, "date", row.milestone, row) for row in rest]
    return sorted([*_tasks(dated, today), *dates, *_meetings(meetings)], key=_order)


def milestone_of(meeting: Meeting) -> str:
    """The date of the year that a Penetapan answers to."""
    return f"meeting-{meeting.cycle.year}" if meeting.kind == Meeting.Kind.ESTABLISHMENT else ""


def _meetings(meetings: Iterable[Meeting]) -> Iterator[Entry]:
    for meeting in meetings:
        if meeting.starts_at is not None:
            title = f"{format_clock(meeting.starts_at, reader_language())} {meeting.name}"
            url = reverse("bsc:meeting-detail", args=[meeting.pk])
            yield Entry(local_day(meeting.starts_at), title, url, "date", str(meeting.uid), meeting=meeting)


def _order(entry: Entry) -> tuple[date, bool, str]:
    return (entry.day, entry.tone == "date", entry.title)


def _tasks(todos: Sequence[Todo], today: date) -> list[Entry]:
    """Tasks of one kind and day become one line: twelve registers to review are one thing to plan."""
    alike: dict[tuple[date, str], list[Todo]] = defaultdict(list)
    for todo in todos:
        if todo.due_on is not None:
            alike[todo.due_on, todo.title].append(todo)
    return [_task(day, title, group, today) for (day, title), group in alike.items()]


def _task(day: date, title: str, group: Sequence[Todo], today: date) -> Entry:
    tone = "late" if day < today else "task"
    if len(group) == 1:
        return Entry(day, group[0].sentence, group[0].url, tone, f"{group[0].url}#{day}")
    words = _("%(title)s (%(n)d)") % {"title": title, "n": len(group)}
    return Entry(day, words, reverse("task-list"), tone, f"{title}#{day}")
