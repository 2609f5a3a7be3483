"""Transition table of a scorecard: two stages of approval, then the meeting (7.1.11–7.1.19)."""

from django.utils.translation import gettext_lazy as _

from bsc.models import Scorecard
from bsc.permissions import (
    can_decide_scorecard,
    can_establish_scorecard,
    can_review_scorecard,
    can_send_to_board,
    can_submit_scorecard,
)
from cint_portal.workflow.machine import Machine, Transition

SCORECARD = Machine(
    "scorecard",
    dict(Scorecard.Status.choices),
    (
        Transition(
            "send_to_board",
            ("draft", "returned_board"),
            "with_board",
            can_send_to_board,
            _("Kirim ke Direksi"),
        ),
        Transition(
            "submit",
            ("draft", "returned_cms", "returned_board"),
            "sent_cms",
            can_submit_scorecard,
            _("Kirim ke CMS"),
        ),
        Transition(
            "return_by_cms",
            ("sent_cms",),
            "returned_cms",
            can_review_scorecard,
            _("Kembalikan"),
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "forward",
            ("sent_cms",),
            "with_board",
            can_review_scorecard,
            _("Teruskan ke Direksi"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "approve",
            ("with_board",),
            "approved",
            can_decide_scorecard,
            _("Setujui"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "return_by_board",
            ("with_board",),
            "returned_board",
            can_decide_scorecard,
            _("Kembalikan"),
            needs_comment=True,
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "establish",
            ("approved",),
            "established",
            can_establish_scorecard,
            _("Tetapkan"),
            has_button=False,
        ),
    ),
)
