"""Transition tables of scorecards, of their changes and of the board's resolutions (7.1.11–7.1.19)."""

from dataclasses import replace
from functools import partial

from django.utils.translation import gettext_lazy as _

from bsc.models import BoardResolution, ChangeRequest, Scorecard
from bsc.permissions import (
    can_change_resolution,
    can_confirm_resolution,
    can_decide_scorecard,
    can_establish_scorecard,
    can_follow_change,
    can_prepare_change,
    can_review_change,
    can_review_scorecard,
    can_send_change,
    can_send_to_board,
    can_submit_scorecard,
)
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import User
from cint_portal.workflow.machine import Guard, Machine, Transition

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
        # The status follows a change request; nobody presses a button for it.
        Transition(
            "begin_change",
            ("established",),
            "under_change",
            can_follow_change,
            _("Mulai perubahan"),
            has_button=False,
        ),
        Transition(
            "end_change",
            ("under_change",),
            "established",
            can_follow_change,
            _("Perubahan selesai"),
            has_button=False,
        ),
    ),
)


def scorecard_machine(posts: Posts | None) -> Machine:
    """The same table, with one reading of the posts for all the scorecards of a list."""
    if posts is None:
        return SCORECARD
    guard = partial(can_decide_scorecard, posts=posts)
    steps = (
        replace(step, allowed=guard) if step.allowed is can_decide_scorecard else step
        for step in SCORECARD.transitions
    )
    return replace(SCORECARD, transitions=tuple(steps))


def _of_scorecard(allowed: Guard) -> Guard:
    """Who may do it with the scorecard may do it with its change request."""
    return lambda user, request: allowed(user, request.scorecard)


def _decides(user: User, request: ChangeRequest, posts: Posts | None = None) -> bool:
    return can_decide_scorecard(user, request.scorecard, posts)


CHANGE = Machine(
    "change_request",
    dict(ChangeRequest.Status.choices),
    (
        Transition(
            "submit",
            ("draft", "returned"),
            "sent_cms",
            can_send_change,
            _("Kirim ke CMS"),
        ),
        Transition(
            "send_to_board",
            ("draft", "returned"),
            "with_board",
            _of_scorecard(can_send_to_board),
            _("Kirim ke Direksi"),
        ),
        Transition(
            "forward",
            ("sent_cms",),
            "with_board",
            can_review_change,
            _("Teruskan ke Direksi"),
            needs_comment=True,
            independent=True,
        ),
        Transition(
            "return_by_cms",
            ("sent_cms",),
            "returned",
            can_review_change,
            _("Kembalikan"),
            needs_comment=True,
            independent=True,
            style="danger",
        ),
        # The board's page draws its steps itself: the approval binds to the content that it shows.
        Transition(
            "approve",
            ("with_board",),
            "approved",
            _decides,
            _("Setujui"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "return_by_board",
            ("with_board",),
            "returned",
            _decides,
            _("Kembalikan"),
            needs_comment=True,
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "reject",
            ("with_board",),
            "rejected",
            _decides,
            _("Tolak"),
            needs_comment=True,
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "apply",
            ("approved",),
            "in_force",
            _decides,
            _("Berlakukan sebagai Adendum"),
            has_button=False,
        ),
        Transition(
            "withdraw",
            ("draft", "sent_cms", "returned", "with_board"),
            "withdrawn",
            can_prepare_change,
            _("Batalkan permintaan"),
            needs_comment=True,
            style="secondary",
        ),
    ),
)


def change_machine(posts: Posts) -> Machine:
    """The same table, with one reading of the posts for all the requests of a bundle."""
    guard = partial(_decides, posts=posts)
    steps = (
        replace(step, allowed=guard) if step.allowed is _decides else step for step in CHANGE.transitions
    )
    return replace(CHANGE, transitions=tuple(steps))


#: Keputusan Rapat Direksi: recorded by CMS, in force once the board confirms the list (realities 19).
RESOLUTION = Machine(
    "resolution",
    dict(BoardResolution.Status.choices),
    (
        Transition(
            "confirm",
            ("recorded",),
            "confirmed",
            can_confirm_resolution,
            _("Konfirmasi"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "return_to_cms",
            ("recorded",),
            "returned",
            can_confirm_resolution,
            _("Kembalikan ke CMS"),
            needs_comment=True,
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "resend",
            ("recorded", "returned"),
            "recorded",
            can_change_resolution,
            _("Simpan dan kirim ulang"),
            has_button=False,
        ),
        Transition(
            "withdraw",
            ("recorded", "returned"),
            "withdrawn",
            can_change_resolution,
            _("Tarik"),
            needs_comment=True,
            style="danger",
            has_button=False,
        ),
    ),
)
