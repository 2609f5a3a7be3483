"""Objectives of a scorecard, their action programmes, and which units contribute to them."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bsc.models.locking import OF_KPI, OF_OBJECTIVE, locked_with
from bsc.models.scorecard import BasisKind, CascadeKind, CascadeScope, ObjectiveKind, ScorecardPerspective
from cint_portal.audit.history import track
from cint_portal.organization.models import Unit, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bsc.models.kpi import Kpi


@track()
class Objective(models.Model):
    """Sasaran Strategis; a department may take one over from above (direct) or support it (indirect)."""

    perspective = models.ForeignKey(ScorecardPerspective, on_delete=models.CASCADE, related_name="objectives")
    name = models.CharField(_("Sasaran Strategis"), max_length=300)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=ObjectiveKind), default=list, verbose_name=_("Jenis Sasaran")
    )
    source = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="derived",
        verbose_name=_("Sasaran Induk"),
    )
    cascade_kind = models.CharField(max_length=10, choices=CascadeKind, default=CascadeKind.NONE)
    basis_kind = models.CharField(_("Jenis dasar"), max_length=12, choices=BasisKind, blank=True, default="")
    basis = models.TextField(_("Dasar Penetapan"), blank=True)
    #: Evidence that workers were consulted on an OHS objective (ISO 45001 5.4), e.g. the P2K3 minutes.
    consultation = models.CharField(_("Bukti konsultasi pekerja"), max_length=300, blank=True, default="")
    consulted_on = models.DateField(_("Tanggal konsultasi"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        kpis: "RelatedManager[Kpi]"
        programme: "RelatedManager[ProgrammeActivity]"

    class Meta:
        ordering = ["position", "id"]
        triggers = [locked_with(OF_OBJECTIVE, "perspective_id")]

    def __str__(self) -> str:
        return self.name


@track()
class ProgrammeActivity(models.Model):
    """A line of an objective's Program Kerja: what is done, with what, by whom, when, judged how (6.2.2)."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="programme")
    activity = models.CharField(_("Kegiatan"), max_length=300)
    resources = models.CharField(_("Sumber daya/anggaran"), max_length=200, blank=True)
    pic = models.CharField(_("PIC"), max_length=150, blank=True)
    starts_on = models.DateField(_("Mulai"), null=True, blank=True)
    ends_on = models.DateField(_("Selesai"), null=True, blank=True)
    evaluation = models.CharField(_("Cara evaluasi"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        progress: "RelatedManager[ProgrammeProgress]"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programme_dates_in_order",
            )
        ]
        triggers = [locked_with(OF_KPI, "objective_id")]

    def __str__(self) -> str:
        return self.activity


@track()
class ProgrammeProgress(models.Model):
    """How far an activity has come, reported during the year: no part of what is approved and locked."""

    activity = models.ForeignKey(ProgrammeActivity, on_delete=models.CASCADE, related_name="progress")
    percent = models.PositiveSmallIntegerField(_("Kemajuan (%)"))
    note = models.CharField(_("Catatan"), max_length=300, blank=True)
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="progress_at_most_100")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.percent} %"


@track()
class CascadeMark(models.Model):
    """Matrix objective × unit: this unit contributes to this objective of the level above (7.1.13)."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="marks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cascade_marks")
    kind = models.CharField(max_length=10, choices=CascadeKind, default=CascadeKind.DIRECT)
    #: Of a direct mark: the unit takes the objective over whole, or a part of it.
    scope = models.CharField(max_length=5, choices=CascadeScope, blank=True, default="")
    note = models.CharField(_("Arahan"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "unit"], name="cascade_mark_once")]

    def __str__(self) -> str:
        return f"{self.objective_id} → {self.unit_id}"
