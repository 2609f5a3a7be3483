"""The iCal feed (RFC 5545): titles and dates of a person's calendar, no figure of any KPI."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from bsc.invitation import meeting_event
from bsc.models import Meeting
from cint_portal.core.clock import local_day
from cint_portal.home.calendar.entries import Entry, entries_of
from cint_portal.home.calendar.schedule import Deadline, cycles_around, deadlines_for, meetings_for
from cint_portal.home.models import CalendarFeed
from cint_portal.home.selectors import todos_for
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.todo import Todo

TIME_ZONE = "Asia/Jakarta"
#: How often a calendar program should ask again.
REFRESH = timedelta(hours=6)

#: Cycle id → its recorded states, oldest first.
Histories = Mapping[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class Revision:
    """How often a date was changed, and when last."""

    sequence: int
    changed_at: datetime


def feed_content(feed: CalendarFeed, now: datetime) -> bytes:
    """The calendar of the address's owner, in the owner's language; the same bytes until a date changes."""
    person, today = feed.person, local_day(now)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        cycles = cycles_around(today.year)
        tasks = [_plain(todo) for todo in todos_for(person, now)]
        meetings = meetings_for(person, cycles)
        entries = entries_of(tasks, deadlines_for(person, cycles), today, meetings)
        histories = _histories(cycles)
        calendar = _frame()
        for entry in entries:
            calendar.add_component(_event(entry, histories, feed.created_at))
        return bytes(calendar.to_ical())


def _plain(todo: Todo) -> Todo:
    """A task of its own line: the feed groups and counts nothing."""
    return replace(todo, title=todo.sentence, unit="", period="", note="")


def _frame() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//CINT Portal//BSC//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Kalender BSC"))
    calendar.add("x-wr-timezone", TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(_zone())
    return calendar


@cache
def _zone() -> Timezone:
    return Timezone.from_tzid(TIME_ZONE)


def _event(entry: Entry, histories: Histories, born_at: datetime) -> Event:
    """A whole day in whatever zone it is read, the hour in the words; a meeting at its own hours."""
    if entry.meeting is not None:
        return _appointment(entry.meeting, born_at)
    revision = _revision(entry.deadline, histories) or Revision(0, born_at)
    event = Event()
    event.add("uid", _uid(entry))
    event.add("summary", entry.title)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("dtstamp", revision.changed_at)
    event.add("last-modified", revision.changed_at)
    event.add("sequence", revision.sequence)
    event.add("description", _("Sampai pukul 23.59 WIB. Buka di portal: %(url)s") % {"url": _address(entry)})
    event.add("url", _address(entry))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _appointment(meeting: Meeting, born_at: datetime) -> Event:
    """Under the name that its invitation has; the stamp moves with each invitation."""
    event = meeting_event(meeting, stamped_at=meeting.invited_at or born_at)
    event.add("class", "PRIVATE")
    return event


def _address(entry: Entry) -> str:
    return f"{settings.SITE_URL}{entry.url}"


def _uid(entry: Entry) -> str:
    """A date keeps its name when it moves; a task's name holds its date, so a new date is a new event."""
    name = entry.key if entry.deadline else sha256(entry.key.encode()).hexdigest()[:32]
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"


def _histories(cycles: Iterable[PlanningCycle]) -> Histories:
    """The recorded states of the cycles' settings, oldest first. One query."""
    history: Any = apps.get_model("organization", "PlanningCycleEvent")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in history.objects.filter(pgh_obj__in=[cycle.pk for cycle in cycles]).order_by("pgh_id").values():
        found[row["pgh_obj_id"]].append(row)
    return found


def _revision(deadline: Deadline | None, histories: Histories) -> Revision | None:
    """From the row history: each change of one of the date's settings counts."""
    states = histories.get(deadline.cycle_id, []) if deadline else []
    if deadline is None or not states:
        return None
    values = [tuple(state[field] for field in deadline.fields) for state in states]
    changes = [n for n in range(1, len(values)) if values[n] != values[n - 1]]
    return Revision(len(changes), states[changes[-1] if changes else 0]["pgh_created_at"])
