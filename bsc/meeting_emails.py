"""Mails about meetings: invitations with their calendar entry, minutes, decisions to carry out."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.invitation import CANCEL, REQUEST, invitation
from bsc.models import Meeting, MeetingDecision
from cint_portal.core import clock
from cint_portal.notifications.kinds import CalendarPart, EmailKind, announcing
from cint_portal.notifications.models import OutboxMail

INVITATION = "bsc.meeting_invitation"
CANCELLATION = "bsc.meeting_cancelled"
WITHDRAWAL = "bsc.meeting_withdrawn"
MINUTES = "bsc.meeting_minutes"
MEETING_SOON = "bsc.meeting_soon"
DECISION_GIVEN = "bsc.decision_given"
DECISION_REPORTED = "bsc.decision_reported"
DECISION_REOPENED = "bsc.decision_reopened"
DECISION_DUE = "bsc.decision_due"
DECISION_OVERDUE = "bsc.decision_overdue"

Status = Meeting.Status
Step = MeetingDecision.Status


def _meeting_page(meeting: Any) -> str:
    return reverse("bsc:meeting-detail", args=[meeting.pk])


def _decision_page(decision: Any) -> str:
    return reverse("bsc:meeting-decision-detail", args=[decision.pk])


def _is_invited(mail: Any) -> bool:
    """The meeting is ahead, the person on its list, and no newer invitation waits."""
    meeting = mail.about
    ahead = meeting.status == Status.INVITED and meeting.starts_at > clock.now()
    if not ahead or not meeting.invitees.filter(person=mail.recipient).exists():
        return False
    newer = OutboxMail.objects.filter(kind=mail.kind, content_type=mail.content_type, object_id=meeting.pk)
    return not newer.filter(recipient=mail.recipient, pk__gt=mail.pk).exists()


def _is_withdrawn(mail: Any) -> bool:
    return not mail.about.invitees.filter(person=mail.recipient).exists()


def _request(mail: Any) -> CalendarPart:
    return invitation(mail.about, mail.recipient, method=REQUEST, stamped_at=mail.created_at)


def _cancel(mail: Any) -> CalendarPart:
    return invitation(mail.about, mail.recipient, method=CANCEL, stamped_at=mail.created_at)


def _uninvite(mail: Any) -> CalendarPart:
    return invitation(mail.about, mail.recipient, method=CANCEL, stamped_at=mail.created_at, takes_place=True)


def is_soon(mail: Any) -> bool:
    meeting = mail.about
    return bool(meeting.status == Status.INVITED and meeting.day == mail.due_on)


def decision_is_open(mail: Any) -> bool:
    return bool(mail.about.status == Step.OPEN and mail.about.due_on == mail.due_on)


_INVITED = _("Email ini dikirim karena Bapak/Ibu diundang ke rapat ini.")
_PIC = _("Email ini dikirim karena Bapak/Ibu tercatat sebagai PIC keputusan rapat ini.")
_CMS = _("Email ini dikirim karena Bapak/Ibu bertugas di CMS.")

EMAIL_KINDS = (
    EmailKind(
        code=INVITATION,
        label=_("Undangan rapat"),
        is_compulsory=True,
        template="emails/bsc/meeting_invitation.txt",
        url=_meeting_page,
        reason=_INVITED,
        button=_("Lihat Undangan"),
        still_due=_is_invited,
        calendar=_request,
    ),
    EmailKind(
        code=CANCELLATION,
        label=_("Rapat dibatalkan"),
        is_compulsory=True,
        template="emails/bsc/meeting_cancelled.txt",
        url=_meeting_page,
        reason=_INVITED,
        button=_("Lihat Rapat"),
        calendar=_cancel,
    ),
    EmailKind(
        code=WITHDRAWAL,
        label=_("Undangan rapat dicabut"),
        is_compulsory=True,
        template="emails/bsc/meeting_withdrawn.txt",
        url=lambda meeting: reverse("calendar-detail"),
        reason=_("Email ini dikirim karena Bapak/Ibu sebelumnya diundang ke rapat ini."),
        button=_("Buka Kalender BSC"),
        still_due=_is_withdrawn,
        calendar=_uninvite,
    ),
    EmailKind(
        code=MINUTES,
        label=_("Notulen rapat"),
        template="emails/bsc/meeting_minutes.txt",
        url=_meeting_page,
        reason=_INVITED,
        button=_("Baca Notulen"),
    ),
    EmailKind(
        code=DECISION_GIVEN,
        label=_("Keputusan rapat untuk ditindaklanjuti"),
        is_compulsory=True,
        template="emails/bsc/decision_given.txt",
        url=_decision_page,
        reason=_PIC,
        button=_("Buka Keputusan"),
        still_due=lambda mail: mail.about.status == Step.OPEN,
    ),
    EmailKind(
        code=DECISION_REPORTED,
        label=_("Keputusan rapat dilaporkan selesai"),
        template="emails/bsc/decision_reported.txt",
        url=_decision_page,
        reason=_CMS,
        button=_("Periksa Laporan"),
        still_due=lambda mail: mail.about.status == Step.REPORTED,
    ),
    EmailKind(
        code=DECISION_REOPENED,
        label=_("Laporan tindak lanjut dikembalikan"),
        is_compulsory=True,
        template="emails/bsc/decision_reopened.txt",
        url=_decision_page,
        reason=_PIC,
        button=_("Buka Keputusan"),
        still_due=lambda mail: mail.about.status == Step.OPEN,
    ),
    EmailKind(
        code=MEETING_SOON,
        label=_("Pengingat rapat"),
        in_digest=True,
        template="emails/bsc/meeting_soon.txt",
        url=_meeting_page,
        reason=_INVITED,
        button=_("Lihat Rapat"),
        still_due=announcing(is_soon),
    ),
    EmailKind(
        code=DECISION_DUE,
        label=_("Pengingat tindak lanjut keputusan rapat"),
        in_digest=True,
        is_compulsory=True,
        template="emails/bsc/decision_due.txt",
        url=_decision_page,
        reason=_PIC,
        button=_("Laporkan Selesai"),
        still_due=announcing(decision_is_open),
    ),
    EmailKind(
        code=DECISION_OVERDUE,
        label=_("Tindak lanjut rapat lewat batas waktu (untuk CMS)"),
        in_digest=True,
        template="emails/bsc/decision_due.txt",
        url=_decision_page,
        reason=_CMS,
        button=_("Lihat Keputusan"),
        still_due=decision_is_open,
    ),
)
