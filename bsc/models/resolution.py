"""Keputusan Rapat Direksi: decisions of a meeting or a telephone call that CMS records (7.1.12, 7.1.16)."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.scorecard import Scorecard
from cint_portal.audit.history import track
from cint_portal.documents.files import KeptFile
from cint_portal.organization.cycles import BoardRule
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog, WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class BoardResolutionQuerySet(models.QuerySet["BoardResolution"]):
    def visible_to(self, user: User) -> "BoardResolutionQuerySet":
        """CMS records them, the board confirms them; to the others each scorecard's history speaks."""
        return self if user.is_cms or user.is_bod else self.none()


@track()
class BoardResolution(WorkflowModel):
    """What the board decided about a list of scorecards; it counts once the list is confirmed."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Rapat Direksi")
        SPOKEN = "spoken", _("Keputusan lisan (telepon)")

    class Status(models.TextChoices):
        RECORDED = "recorded", _("Menunggu konfirmasi")
        RETURNED = "returned", _("Dikembalikan ke CMS")
        CONFIRMED = "confirmed", _("Berlaku")
        WITHDRAWN = "withdrawn", _("Ditarik")

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="board_resolutions")
    kind = models.CharField(_("Jenis keputusan"), max_length=10, choices=Kind, default=Kind.MEETING)
    status = models.CharField(max_length=12, choices=Status, default=Status.RECORDED)
    number = models.CharField(_("Nomor risalah"), max_length=60, blank=True)
    held_on = models.DateField(_("Tanggal keputusan"))
    attendance = models.TextField(_("Daftar hadir"))
    note = models.TextField(_("Catatan"), blank=True)
    #: Whose confirmation makes it count, as the year's setting said when it was recorded.
    rule = models.CharField(max_length=10, choices=BoardRule)
    quorum = models.PositiveSmallIntegerField(default=1)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    #: Until when the other members of the board may object.
    objections_until = models.DateField(null=True, blank=True)

    objects = BoardResolutionQuerySet.as_manager()

    if TYPE_CHECKING:
        items: "RelatedManager[ResolutionItem]"
        confirmations: "RelatedManager[ResolutionConfirmation]"
        files: "RelatedManager[ResolutionFile]"
        objections: "RelatedManager[ResolutionObjection]"

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"],
                condition=~Q(number="") & ~Q(status="withdrawn"),
                name="resolution_number_once_per_year",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["recorded", "returned", "confirmed", "withdrawn"]),
                name="resolution_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="meeting") | ~Q(number=""), name="resolution_meeting_has_number"
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed")
                | Q(confirmed_at__isnull=False, objections_until__isnull=False),
                name="resolution_confirmed_has_moment",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="confirmed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=("confirmed", "withdrawn")),
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How other records name it: the minutes' number, or the day of what was said by telephone."""
        return self.number or f"LISAN-{self.held_on:%Y%m%d}-{self.pk}"


@track()
class ResolutionItem(models.Model):
    """The decision on one scorecard, bound to the content that the board had before it."""

    class Decision(models.TextChoices):
        APPROVE = "approve", _("Setuju")
        APPROVE_WITH_NOTE = "note", _("Setuju dengan catatan")
        RETURN = "return", _("Kembalikan")

    resolution = models.ForeignKey(BoardResolution, on_delete=models.PROTECT, related_name="items")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="resolution_items")
    decision = models.CharField(max_length=10, choices=Decision)
    note = models.TextField(blank=True)
    scorecard_version = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["resolution", "scorecard"], name="resolution_decides_once"),
            models.CheckConstraint(
                condition=Q(decision="approve") | ~Q(note=""), name="resolution_item_note_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scorecard}: {self.get_decision_display()}"


class ResolutionFile(KeptFile):
    """The signed minutes, scanned or photographed."""

    resolution = models.ForeignKey(BoardResolution, on_delete=models.PROTECT, related_name="files")

    class Meta(KeptFile.Meta):
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


@track()
class ResolutionConfirmation(models.Model):
    """A member of the board confirmed the list as it was shown; `content_sha256` is the hash of the list."""

    resolution = models.ForeignKey(BoardResolution, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "person", "content_sha256"], name="resolution_confirmed_once_each"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}: {self.resolution_id}"


@track()
class ResolutionObjection(models.Model):
    """Keberatan of another member within its days; unanswered, it holds up the establishment."""

    resolution = models.ForeignKey(BoardResolution, on_delete=models.PROTECT, related_name="objections")
    scorecard = models.ForeignKey(
        Scorecard, on_delete=models.PROTECT, null=True, blank=True, related_name="objections"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="objection_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.text[:40]}"


class ResolutionDecision(TransitionLog):
    """A line of the log that a resolution's machine wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [authors_do_not_decide("bsc_boardresolution", "resolution", ("confirm", "return_to_cms"))]
