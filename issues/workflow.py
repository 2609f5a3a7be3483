"""Transition tables of the collection and of a department's register."""

from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import User
from cint_portal.workflow.machine import Machine, Transition, may
from issues.models import IssueCollection, IssueRegister, SupplementaryIssue
from issues.permissions import (
    can_close_collection,
    can_edit_register,
    can_hand_over_register,
    can_mend_supplement,
    can_open_collection,
    can_review_register,
    can_review_supplement,
    can_submit_register,
)

COLLECTION = Machine(
    "issue_collection",
    dict(IssueCollection.Status.choices),
    (
        Transition("open", ("planned",), "open", can_open_collection, _("Buka Pengumpulan Isu")),
        Transition(
            "close",
            ("open",),
            "closed",
            can_close_collection,
            _("Tutup Pengumpulan"),
            needs_comment=True,
            style="secondary",
            confirm=_(
                "Setelah ditutup, register hanya dapat dikirim dengan Perpanjangan Waktu atau dalam batas "
                "waktu perbaikannya. Isu yang muncul kemudian dikirim sebagai Isu Susulan."
            ),
        ),
        Transition(
            "reopen",
            ("closed",),
            "open",
            can_close_collection,
            _("Buka Kembali Pengumpulan"),
            needs_comment=True,
            style="secondary",
            confirm=_("Semua departemen dapat mengirim lagi; batas waktu dan catatan keterlambatan tetap."),
        ),
    ),
)

REGISTER = Machine(
    "issue_register",
    dict(IssueRegister.Status.choices),
    (
        Transition(
            "draft", ("not_started",), "draft", can_edit_register, _("Mulai mengisi"), has_button=False
        ),
        # The register stays where it is: the manager's turn is noted on it, with a date.
        Transition(
            "hand_over",
            ("draft",),
            "draft",
            can_hand_over_register,
            _("Siap Diperiksa Manager"),
            has_button=False,
        ),
        Transition(
            "hand_over_repair",
            ("returned",),
            "returned",
            can_hand_over_register,
            _("Siap Diperiksa Manager"),
            has_button=False,
        ),
        Transition("submit", ("draft", "returned"), "submitted", can_submit_register, _("Kirim ke CMS")),
        Transition(
            "declare_nil",
            ("not_started", "draft", "returned"),
            "nil",
            can_submit_register,
            _("Nyatakan Nihil"),
            needs_comment=True,
            style="secondary",
        ),
        # The review's ends are drawn by the review page, beside the rows that they decide.
        Transition(
            "return",
            ("submitted", "nil"),
            "returned",
            can_review_register,
            _("Kembalikan"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "accept",
            ("submitted",),
            "accepted",
            can_review_register,
            _("Terima"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "accept_nil",
            ("nil",),
            "nil",
            can_review_register,
            _("Terima Nihil"),
            independent=True,
            has_button=False,
        ),
    ),
)

SUPPLEMENT = Machine(
    "supplementary_issue",
    dict(SupplementaryIssue.Status.choices),
    (
        # The form sends, also after a repair.
        Transition(
            "submit",
            ("draft", "returned"),
            "submitted",
            can_mend_supplement,
            _("Kirim Isu Susulan"),
            has_button=False,
        ),
        # Decided in CMS's form, with the category.
        Transition(
            "accept",
            ("submitted",),
            "accepted",
            can_review_supplement,
            _("Terima"),
            independent=True,
            has_button=False,
        ),
        Transition(
            "return",
            ("submitted",),
            "returned",
            can_review_supplement,
            _("Kembalikan"),
            needs_comment=True,
            independent=True,
            has_button=False,
        ),
        Transition(
            "withdraw",
            ("returned",),
            "withdrawn",
            can_mend_supplement,
            _("Batalkan Isu Susulan"),
            needs_comment=True,
            style="secondary",
        ),
    ),
)


def may_review(user: User, register: IssueRegister) -> bool:
    """May this person decide on rows, whatever the state? Never on what he or she wrote or sent (T6)."""
    return may(REGISTER.find("accept"), register, user)
