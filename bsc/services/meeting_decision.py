"""Following the decisions of a meeting until they are closed (realities 14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import meeting_emails as emails
from bsc.meeting_workflow import MEETING_DECISION
from bsc.models import Meeting, MeetingDecision
from cint_portal.core.errors import Conflict
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.organization.selectors import cms_people
from cint_portal.workflow.services import perform_transition


@transaction.atomic
def move_decision(
    *,
    decision: MeetingDecision,
    name: str,
    actor: User,
    now: datetime,
    comment: str = "",
    version: int | None = None,
) -> MeetingDecision:
    """Report as done, close, or give back; raises Conflict, StaleVersion, PermissionDenied, InvalidInput."""

    def change(row: MeetingDecision) -> None:
        if row.meeting.status != Meeting.Status.ISSUED:
            raise Conflict(_("Notulen rapat ini belum diterbitkan."))
        # Whoever reported this round may not judge it; a reopened one begins anew.
        row.contributors = [] if name == "reopen" else row.contributors
        if name == "report":
            row.note_contributor(actor)

    row = perform_transition(
        MEETING_DECISION,
        decision,
        name,
        actor=actor,
        now=now,
        comment=comment,
        version=version,
        change=change,
    )
    _tell(row, name, now, comment.strip())
    return row


def _tell(row: MeetingDecision, name: str, now: datetime, comment: str) -> None:
    told = {
        "report": (emails.DECISION_REPORTED, [one for one in cms_people() if one.pk != row.pic_id]),
        "reopen": (emails.DECISION_REOPENED, [row.pic] if row.pic else []),
    }
    if name in told:
        code, people = told[name]
        enqueue(
            code,
            recipients=people,
            about=row,
            now=now,
            due_on=row.due_on,
            occasion=f"v{row.version}",
            context={"comment": comment},
        )
