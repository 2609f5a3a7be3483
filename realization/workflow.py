"""Transition tables of a department's month and of a request to reopen it (7.2.1, 7.2.2, 7.2.5)."""

from django.utils.translation import gettext_lazy as _

from cint_portal.workflow.machine import Machine, Transition
from realization.models import Realization, ReopeningRequest
from realization.permissions import (
    can_close_realization,
    can_decide_reopening,
    can_fill_realization,
    can_reopen_realization,
    can_submit_realization,
    can_verify_realization,
)

# The pages draw these steps themselves, beside the rows and the blanks that they speak of.
REALIZATION = Machine(
    "realization",
    dict(Realization.Status.choices),
    (
        Transition(
            "draft", ("not_filled",), "draft", can_fill_realization, _("Mulai mengisi"), has_button=False
        ),
        # After Tutup Bulan too: better late and recorded than never.
        Transition(
            "submit",
            ("draft", "returned", "reopened", "closed_without_data"),
            "submitted",
            can_submit_realization,
            _("Kirim ke CMS"),
            has_button=False,
        ),
        Transition(
            "return",
            ("submitted",),
            "returned",
            can_verify_realization,
            _("Kembalikan"),
            independent=True,
            style="danger",
            has_button=False,
        ),
        Transition(
            "verify",
            ("submitted",),
            "verified",
            can_verify_realization,
            _("Verifikasi"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "close",
            ("not_filled", "draft"),
            "closed_without_data",
            can_close_realization,
            _("Tutup Bulan"),
            has_button=False,
        ),
        Transition(
            "reopen",
            ("verified",),
            "reopened",
            can_reopen_realization,
            _("Buka Kembali"),
            independent=True,
            has_button=False,
        ),
        # A provisional figure becomes final without a reopening until its half-year closes (realities 20).
        Transition(
            "correct",
            ("verified",),
            "submitted",
            can_submit_realization,
            _("Koreksi"),
            needs_comment=True,
            has_button=False,
        ),
    ),
)

REOPENING = Machine(
    "reopening",
    dict(ReopeningRequest.Status.choices),
    (
        Transition("approve", ("sent",), "approved", can_decide_reopening, _("Setujui"), independent=True),
        Transition(
            "reject",
            ("sent",),
            "rejected",
            can_decide_reopening,
            _("Tolak"),
            needs_comment=True,
            independent=True,
            style="danger",
        ),
    ),
)
