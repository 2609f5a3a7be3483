"""What reminders about meetings can be about: the meeting, decisions to carry out, missing signatures."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from bsc import commitment_emails, reminders
from bsc import meeting_emails as emails
from bsc.models import Commitment, CommitmentSignature, Meeting, MeetingDecision
from cint_portal.core.clock import local_day
from cint_portal.notifications.kinds import ReminderRule, Subject, Told
from cint_portal.notifications.reminding import LOOK_BACK
from cint_portal.organization.audience import Posts, Reader
from cint_portal.organization.models import User


def invited_meetings(day: date) -> Iterator[Subject]:
    """Meetings that people were invited to and that are ahead."""
    rows = Meeting.objects.filter(status=Meeting.Status.INVITED, starts_at__isnull=False)
    for row in rows.select_related("cycle"):
        if row.day is not None and row.day >= day and row.invited_at is not None:
            yield Subject(about=row, due_on=row.day, started_on=local_day(row.invited_at), cycle=row.cycle)


def told_guests(subject: Subject, posts: Posts) -> Told:
    guests = subject.about.invitees.select_related("person").order_by("person__full_name")
    return Told(tuple(Reader(guest.person, "") for guest in guests))


def open_decisions(day: date) -> Iterator[Subject]:
    """Decisions of issued minutes that their PIC has not reported yet."""
    rows = MeetingDecision.objects.filter(
        meeting__status=Meeting.Status.ISSUED,
        status=MeetingDecision.Status.OPEN,
        due_on__gte=day - LOOK_BACK,
    )
    for row in rows.select_related("meeting__cycle", "pic"):
        issued = row.meeting.issued_at or row.meeting.recorded_at
        if row.due_on is not None and issued is not None:
            yield Subject(about=row, due_on=row.due_on, started_on=local_day(issued), cycle=row.meeting.cycle)


def told_pic(subject: Subject, posts: Posts) -> Told:
    """The PIC; late: CMS, which follows decisions until they are closed."""
    pic = subject.about.pic
    return Told((Reader(pic, ""),), tuple(one for one in posts.cms() if one.person != pic))


def missing_signatures(day: date) -> Iterator[Subject]:
    """One subject per person and commitment, with all units that wait for the signature."""
    rows = CommitmentSignature.objects.filter(signed_at=None, commitment__due_on__gte=day - LOOK_BACK)
    waiting: dict[tuple[Commitment, User], list[str]] = defaultdict(list)
    for row in rows.select_related("commitment__cycle", "person", "unit").order_by("pk"):
        waiting[row.commitment, row.person].append(row.unit.name)
    for (commitment, person), units in waiting.items():
        yield Subject(
            about=commitment,
            due_on=commitment.due_on,
            started_on=local_day(commitment.opened_at),
            cycle=commitment.cycle,
            key=f"p{person.pk}/",
            context={"person": person.pk, "name": person.full_name, "units": ", ".join(units)},
        )


def told_signatory(subject: Subject, posts: Posts) -> Told:
    """Who has not signed; late: CMS."""
    person = User.objects.get(pk=subject.context["person"])
    above = tuple(one for one in posts.cms() if one.person != person)
    return Told((Reader(person, ""),), above)


RULES = (
    ReminderRule(
        emails.MEETING_SOON,
        _("Rapat (undangan)"),
        reminders.INVITATION,
        invited_meetings,
        people=told_guests,
    ),
    ReminderRule(
        emails.DECISION_DUE,
        _("Tindak lanjut keputusan rapat"),
        reminders.DECISION,
        open_decisions,
        people=told_pic,
        escalation=emails.DECISION_OVERDUE,
    ),
    ReminderRule(
        commitment_emails.SIGNATURE_DUE,
        _("Tanda tangan Wrapping Commitment"),
        reminders.SIGNATURE,
        missing_signatures,
        people=told_signatory,
        escalation=commitment_emails.SIGNATURE_OVERDUE,
    ),
)
