"""Transition table of personal scorecards, and which table a scorecard moves by."""

from django.utils.translation import gettext_lazy as _

from bsc.models import PersonalStatus, Scorecard
from bsc.permissions import can_agree_personal, can_send_personal
from bsc.workflow import SCORECARD
from cint_portal.workflow.machine import Machine, Transition

#: A personal scorecard: the employee sends what both wrote, the direct superior agrees (ADR 18).
PERSONAL = Machine(
    "personal_scorecard",
    dict(PersonalStatus.choices),
    (
        Transition(
            "send",
            ("draft", "returned_superior"),
            "with_superior",
            can_send_personal,
            _("Kirim ke atasan"),
        ),
        # The superior's page draws these itself: the agreement binds to the content that it shows.
        Transition(
            "agree",
            ("with_superior",),
            "agreed",
            can_agree_personal,
            _("Sepakati"),
            has_button=False,
        ),
        Transition(
            "return_by_superior",
            ("with_superior",),
            "returned_superior",
            can_agree_personal,
            _("Kembalikan"),
            needs_comment=True,
            style="danger",
            has_button=False,
        ),
    ),
)


def machine_of(scorecard: Scorecard) -> Machine:
    """The table by which this scorecard moves."""
    return PERSONAL if scorecard.is_personal else SCORECARD
