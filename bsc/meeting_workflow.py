"""Transition tables of a meeting and of what it decided (7.1.18–7.1.19, realities 14)."""

from django.utils.translation import gettext_lazy as _

from bsc.meeting_permissions import can_close_decision, can_move_meeting, can_report_decision
from bsc.models import Meeting, MeetingDecision
from cint_portal.workflow.machine import Machine, Transition

MEETING = Machine(
    "meeting",
    dict(Meeting.Status.choices),
    (
        Transition(
            "invite", ("planned",), "invited", can_move_meeting, _("Kirim Undangan"), has_button=False
        ),
        Transition(
            "record", ("planned", "invited"), "held", can_move_meeting, _("Catat Notulen"), has_button=False
        ),
        Transition("issue", ("held",), "issued", can_move_meeting, _("Terbitkan Notulen"), has_button=False),
        Transition(
            "cancel",
            ("planned", "invited"),
            "cancelled",
            can_move_meeting,
            _("Batalkan Rapat"),
            needs_comment=True,
            style="danger",
            has_button=False,
        ),
    ),
)

MEETING_DECISION = Machine(
    "meeting_decision",
    dict(MeetingDecision.Status.choices),
    (
        Transition(
            "report",
            ("open",),
            "reported",
            can_report_decision,
            _("Laporkan Selesai"),
            needs_comment=True,
        ),
        Transition("close", ("reported",), "closed", can_close_decision, _("Tutup"), independent=True),
        Transition(
            "reopen",
            ("reported",),
            "open",
            can_close_decision,
            _("Kembalikan"),
            needs_comment=True,
            independent=True,
            style="danger",
        ),
    ),
)
