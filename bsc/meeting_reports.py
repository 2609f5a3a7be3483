"""Minutes and the Wrapping Commitment on paper; the latter with a seal that it is recognised by."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bsc.meeting_permissions import can_arrange_meeting
from bsc.models import Commitment, Meeting
from bsc.selectors.commitment import SEAL, signature_lines, title_of
from bsc.selectors.establishment import decisions_of
from bsc.selectors.meeting import decision_lines, roll_of
from cint_portal.core.clock import local_day
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import render_pdf
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.sealing import address_of, note_issue, qr_data_uri, seal_of, shown_code
from cint_portal.documents.services import request_report
from cint_portal.organization.models import User

MINUTES, COMMITMENT = "bsc.minutes", "bsc.commitment"


def request_minutes(*, meeting: Meeting, actor: User, now: datetime) -> ReportJob:
    """Queue the minutes; raises PermissionDenied."""
    return request_report(
        MINUTES,
        actor=actor,
        now=now,
        format=ReportJob.Format.PDF,
        title=_("Notulen %(meeting)s") % {"meeting": meeting},
        file_stem=f"notulen-{meeting.number or meeting.pk}",
        meeting=meeting.pk,
    )


def may_ask_minutes(user: User, params: dict[str, Any]) -> bool:
    """A draft is CMS's own until it is issued."""
    meetings = Meeting.objects.visible_to(user).filter(pk=params.get("meeting", 0))
    return (meetings if can_arrange_meeting(user) else meetings.filter(status=Meeting.Status.ISSUED)).exists()


def build_minutes(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """Attendance, minutes, decisions and what was established; raises PdfUnavailable."""
    meeting = Meeting.objects.visible_to(user).select_related("cycle").get(pk=params["meeting"])
    document = DocumentIdentity(
        title=_("Notulen %(meeting)s") % {"meeting": meeting},
        exported_by=user.full_name,
        exported_at=now,
        number=meeting.number,
        confidentiality=meeting.cycle.confidentiality,
    )
    context = {
        "meeting": meeting,
        "roll": roll_of(meeting),
        "decisions": decision_lines(meeting, local_day(now)),
        "rows": decisions_of(meeting, user),
    }
    data = render_pdf("bsc/print_minutes.html", context, base_context={"document": document})
    progress(1, 1)
    return data


def request_commitment(*, commitment: Commitment, actor: User, now: datetime) -> ReportJob:
    """Queue the sealed PDF; raises PermissionDenied."""
    stem = f"wrapping-commitment-{commitment.cycle.year}"
    return request_report(
        COMMITMENT,
        actor=actor,
        now=now,
        format=ReportJob.Format.PDF,
        title=title_of(commitment),
        file_stem=f"{stem}-susulan-{commitment.pk}" if commitment.is_supplement else stem,
        commitment=commitment.pk,
    )


def may_ask_commitment(user: User, params: dict[str, Any]) -> bool:
    return Commitment.objects.visible_to(user).filter(pk=params.get("commitment", 0)).exists()


def build_commitment(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """The document with its signatures and QR; the very bytes are remembered. Raises PdfUnavailable."""
    found = Commitment.objects.visible_to(user).select_related("cycle", "meeting")
    commitment = found.get(pk=params["commitment"])
    seal = seal_of(SEAL, commitment.pk, now)
    document = DocumentIdentity(
        title=title_of(commitment),
        exported_by=user.full_name,
        exported_at=now,
        number=commitment.meeting.number,
        revision="Rev. 00",
        effective_on=commitment.meeting.effective_from,
        confidentiality=commitment.cycle.confidentiality,
    )
    lines = signature_lines(commitment)
    context = {
        "commitment": commitment,
        "scorecards": commitment.content["scorecards"],
        "lines": lines,
        "signed": sum(line.is_signed for line in lines),
        "qr": qr_data_uri(seal),
        "code": shown_code(seal.code),
        "address": address_of(seal),
    }
    data = render_pdf("bsc/print_commitment.html", context, base_context={"document": document})
    note_issue(seal, data, actor=user, now=now)
    progress(1, 1)
    return data


REPORTS = (
    ReportKind(MINUTES, build_minutes, may_ask_minutes),
    ReportKind(COMMITMENT, build_commitment, may_ask_commitment),
)
