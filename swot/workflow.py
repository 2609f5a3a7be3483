"""Transition table of a year's SWOT analysis."""

from django.utils.translation import gettext_lazy as _

from cint_portal.workflow.machine import Machine, Transition
from swot.models import SwotAnalysis
from swot.permissions import can_finalize_analysis

ANALYSIS = Machine(
    "swot_analysis",
    dict(SwotAnalysis.Status.choices),
    (
        Transition(
            "finalize",
            ("draft",),
            "final",
            can_finalize_analysis,
            _("Tetapkan posisi final"),
            confirm=_("Bobot, rating dan pengaturan skor akan dikunci."),
        ),
        Transition(
            "reopen",
            ("final",),
            "draft",
            can_finalize_analysis,
            _("Buka Kembali"),
            needs_comment=True,
            style="secondary",
        ),
    ),
)
