"""The invitation to a meeting as an iCalendar object (RFC 5545, 5546): one name, counted changes."""

from datetime import datetime
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from bsc.models import Meeting
from cint_portal.core.clock import WIB
from cint_portal.notifications.kinds import CalendarPart
from cint_portal.organization.models import User

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
TIME_ZONE = "Asia/Jakarta"


def uid_of(meeting: Meeting) -> str:
    """The meeting's name in every calendar; it outlives each change."""
    return f"rapat-{meeting.uid}@{urlsplit(settings.SITE_URL).hostname}"


def page_of(meeting: Meeting) -> str:
    return settings.SITE_URL + reverse("bsc:meeting-detail", args=[meeting.pk])


def invitation(
    meeting: Meeting, person: User, *, method: str, stamped_at: datetime, takes_place: bool = False
) -> CalendarPart:
    """REQUEST invites or changes, CANCEL calls off, both name their own reader; PUBLISH tells and names none.

    With `takes_place` a CANCEL is for its reader alone, and says nothing of the meeting (RFC 5546, 3.2.5).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//CINT Portal//BSC//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    event = meeting_event(meeting, stamped_at=stamped_at)
    if not takes_place:
        event["STATUS"] = vText("CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _organizer(), encode=False)
    if person.email and method != PUBLISH:
        event.add("attendee", _attendee(person), encode=False)
    calendar.add_component(event)
    return CalendarPart(method, bytes(calendar.to_ical()))


def meeting_event(meeting: Meeting, *, stamped_at: datetime) -> Event:
    """The event itself, as mails and the personal feed carry it; no figure of any KPI."""
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamped_at)
    if meeting.starts_at and meeting.ends_at:
        event.add("dtstart", meeting.starts_at.astimezone(WIB))
        event.add("dtend", meeting.ends_at.astimezone(WIB))
    event.add("summary", meeting.name)
    if where := " · ".join(part for part in (meeting.place, meeting.link) if part):
        event.add("location", where)
    event.add("description", _description(meeting))
    event.add("url", page_of(meeting))
    return event


def _description(meeting: Meeting) -> str:
    agenda = f"{_('Agenda')}:\n{meeting.agenda}" if meeting.agenda else ""
    link = _("Tautan rapat daring: %(link)s") % {"link": meeting.link} if meeting.link else ""
    page = _("Buka di portal: %(url)s") % {"url": page_of(meeting)}
    return "\n\n".join(part for part in (agenda, link, page) if part)


def _organizer() -> vCalAddress:
    """CMS, with the address that its mails come from."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or "CMS")
    return organizer


def _attendee(person: User) -> vCalAddress:
    """No answer is asked for: nobody reads the sender's mailbox, and absence is told to CMS."""
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(person.full_name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


@cache
def _zone() -> Timezone:
    return Timezone.from_tzid(TIME_ZONE)
