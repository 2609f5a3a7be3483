"""A department's month, its actuals, closed months and requests to reopen."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bsc.models import Measure
from bsc.models.measure import DIGITS, PLACES, finite
from cint_portal.audit.history import track
from cint_portal.core.dates import format_month
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from realization.openings import RestrictedOpening
from realization.releases import FigureRelease

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


__all__ = [
    "Actual",
    "ClosedMonth",
    "FigureRelease",
    "MonthDecision",
    "Realization",
    "ReopeningRequest",
    "RestrictedOpening",
]


class RealizationQuerySet(models.QuerySet["Realization"]):
    def visible_to(self, user: User) -> "RealizationQuerySet":
        """CMS and BOD all; others their own units, those below and those they stand in for as substitute."""
        if user.is_cms or user.is_bod:
            return self
        substitutes = Q(unit__substitute_reviewer=user) | Q(unit__substitute_decider=user)
        return self.filter(Q(unit__in=Unit.objects.visible_to(user)) | substitutes)


@track()
class Realization(WorkflowModel):
    """What one department sends for one month: its own KPIs and those that name it as filler."""

    class Status(models.TextChoices):
        NOT_FILLED = "not_filled", _("Belum diisi")
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Dikirim")
        RETURNED = "returned", _("Dikembalikan")
        VERIFIED = "verified", _("Diverifikasi")
        REOPENED = "reopened", _("Dibuka kembali")
        CLOSED_WITHOUT_DATA = "closed_without_data", _("Ditutup tanpa data")

    #: The department may write; after Tutup Bulan too, so that a late month can still be sent.
    EDITABLE = (
        Status.NOT_FILLED,
        Status.DRAFT,
        Status.RETURNED,
        Status.REOPENED,
        Status.CLOSED_WITHOUT_DATA,
    )
    #: Sent at least once: from here on the figures count (unverified until CMS has accepted them).
    SENT = (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED, Status.REOPENED)

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="realizations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="realizations")
    month = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_FILLED)
    #: 15th of the following month (4.8); the first submission is judged by it. Stamped, never recomputed.
    due_on = models.DateField(_("Batas Waktu"))
    #: The department's own date for a repair, after a return or a reopening.
    return_due_on = models.DateField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The first verification: H+n is judged by it; later ones (after a reopening) are in the log.
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RealizationQuerySet.as_manager()

    if TYPE_CHECKING:
        actuals: "RelatedManager[Actual]"

    class Meta:
        ordering = ["cycle", "month", "unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit", "month"], name="realization_one_per_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="realization_month_exists"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "not_filled",
                        "draft",
                        "submitted",
                        "returned",
                        "verified",
                        "reopened",
                        "closed_without_data",
                    ]
                ),
                name="realization_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.year}-{self.month:02d}"

    @property
    def month_name(self) -> str:
        """Desember 2026, in the reader's language."""
        return format_month(self.cycle.year, self.month, (get_language() or "id")[:2])

    @property
    def is_editable(self) -> bool:
        """Is it the department's turn to write?"""
        return self.status in self.EDITABLE

    @property
    def is_sent(self) -> bool:
        return self.status in self.SENT

    @property
    def deadline(self) -> date:
        """Until when the department must act now."""
        return self.return_due_on or self.due_on


@track()
class Actual(models.Model):
    """The value of one measure in one month. Blank, not applicable and 0 are three things."""

    class State(models.TextChoices):
        BLANK = "blank", _("Belum diisi")
        VALUE = "value", _("Diisi")
        NOT_APPLICABLE = "na", _("Tidak berlaku (N/A)")

    class Decision(models.TextChoices):
        PENDING = "pending", _("Belum diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    realization = models.ForeignKey(Realization, on_delete=models.PROTECT, related_name="actuals")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="actuals")
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=5, choices=State, default=State.BLANK)
    value = models.DecimalField(
        _("Realisasi"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    #: For ratios `value` is the numerator.
    denominator = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    na_reason = models.CharField(_("Alasan N/A"), max_length=300, blank=True)
    is_provisional = models.BooleanField(_("Angka Sementara"), default=False)
    note = models.TextField(_("Catatan"), max_length=1000, blank=True)
    evidence = models.CharField(_("Bukti"), max_length=300, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(blank=True)

    class Meta:
        ordering = ["realization", "id"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "month"], name="actual_entered_once"),
            models.CheckConstraint(
                condition=Q(state="value", value__isnull=False) | (~Q(state="value") & Q(value=None)),
                name="actual_value_matches_state",
            ),
            models.CheckConstraint(condition=~Q(state="na") | ~Q(na_reason=""), name="actual_na_has_reason"),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(decision_comment=""),
                name="actual_returned_has_comment",
            ),
            *finite("value", "denominator"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.month}: {self.value}"


@track()
class ClosedMonth(models.Model):
    """Tutup Bulan: from here on a missing value of the month counts 0."""

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="closed_months")
    month = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["cycle", "month"]
        constraints = [models.UniqueConstraint(fields=["cycle", "month"], name="month_closed_once")]

    def __str__(self) -> str:
        return f"{self.cycle.year}-{self.month:02d}"


class ReopeningRequestQuerySet(models.QuerySet["ReopeningRequest"]):
    def visible_to(self, user: User) -> "ReopeningRequestQuerySet":
        return self.filter(realization__in=Realization.objects.visible_to(user))


@track()
class ReopeningRequest(WorkflowModel):
    """A manager asks to revise a verified month (7.2.5); `cms_head` approves or refuses."""

    class Status(models.TextChoices):
        SENT = "sent", _("Dikirim ke CMS")
        APPROVED = "approved", _("Disetujui")
        REJECTED = "rejected", _("Ditolak")

    realization = models.ForeignKey(Realization, on_delete=models.PROTECT, related_name="reopening_requests")
    status = models.CharField(max_length=20, choices=Status, default=Status.SENT)
    reason = models.TextField(_("Alasan"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReopeningRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["realization"], condition=Q(status="sent"), name="reopening_one_open_request"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["sent", "approved", "rejected"]), name="reopening_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.realization}: {self.reason[:60]}"


class MonthDecision(TransitionLog):
    """A line of the log that a machine of this app wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [
            authors_do_not_decide("realization_realization", "realization", ("return", "verify", "reopen")),
            authors_do_not_decide("realization_reopeningrequest", "reopening", ("approve", "reject")),
        ]
