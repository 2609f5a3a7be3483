"""Transition table of a year's SWOT analysis."""

from django.utils.translation import gettext_lazy as _

from cint_portal.workflow.machine import Machine, Transition
from swot.models import SwotAnalysis
from swot.permissions import can_edit_analysis, can_finalize_analysis

ANALYSIS = Machine(
    "swot_analysis",
    dict(SwotAnalysis.Status.choices),
    (
        # Repeatable: each deployment and each choice on the axis is a decision that the history keeps.
        Transition(
            "deploy", ("draft",), "draft", can_edit_analysis, _("Deploy Isu ke SWOT"), has_button=False
        ),
        Transition("merge", ("draft",), "draft", can_edit_analysis, _("Gabungkan isu"), has_button=False),
        Transition("split", ("draft",), "draft", can_edit_analysis, _("Pisahkan isu"), has_button=False),
        Transition("import", ("draft",), "draft", can_edit_analysis, _("Impor dari Excel"), has_button=False),
        Transition(
            "open_round",
            ("draft",),
            "draft",
            can_edit_analysis,
            _("Buka putaran penilaian"),
            has_button=False,
        ),
        Transition(
            "close_round",
            ("draft",),
            "draft",
            can_edit_analysis,
            _("Tutup putaran penilaian"),
            has_button=False,
        ),
        Transition(
            "choose_quadrant",
            ("draft",),
            "draft",
            can_edit_analysis,
            _("Pilih kuadran"),
            needs_comment=True,
            has_button=False,
        ),
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
