"""Scorecards with their perspectives, objectives and weighed KPIs, and the cascade matrix."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.band import BandSet
from bsc.models.locking import (
    OF_INITIATIVE,
    OF_KPI,
    OF_OBJECTIVE,
    OF_PERSPECTIVE,
    locked_scorecard,
    locked_with,
)
from bsc.models.measure import Measure
from cint_portal.audit.history import track
from cint_portal.core.scope import ObjectiveKind as ObjectiveKind
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import WorkflowModel
from swot.models import StrategicInitiative

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class CascadeKind(models.TextChoices):
    DIRECT = "direct", _("Langsung")
    INDIRECT = "indirect", _("Tidak Langsung")
    NONE = "none", _("Tanpa induk")


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def visible_to(self, user: User) -> "ScorecardQuerySet":
        """CMS and BOD all; others their units and below, those they substitute, the approved corporate.

        Established targets of every department are readable by managers and the second layer
        (realities 27); actuals are cut elsewhere.
        """
        if user.is_cms or user.is_bod:
            return self
        visible = Q(unit__in=Unit.objects.visible_to(user)) | Q(unit__substitute_reviewer=user)
        if user.has_role(Role.MANAGER, Role.SECOND_LAYER, Role.DIRECTOR):
            visible |= Q(status__in=[Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE])
            visible |= Q(unit__kind=Unit.Kind.CORPORATE, status=Scorecard.Status.APPROVED)
        return self.filter(visible)


@track()
class Scorecard(WorkflowModel):
    """The Balanced Scorecard of a unit and a year."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SENT_CMS = "sent_cms", _("Dikirim ke CMS")
        RETURNED_CMS = "returned_cms", _("Dikembalikan CMS")
        WITH_BOARD = "with_board", _("Menunggu Direksi")
        RETURNED_BOARD = "returned_board", _("Dikembalikan Direksi")
        APPROVED = "approved", _("Disetujui")
        ESTABLISHED = "established", _("Ditetapkan")
        UNDER_CHANGE = "under_change", _("Dalam perubahan")

    class Weighting(models.TextChoices):
        PERSPECTIVE = "perspective", _("bobot per perspektif")
        KPI = "kpi", _("bobot per KPI")

    EDITABLE = (Status.DRAFT, Status.RETURNED_CMS, Status.RETURNED_BOARD)

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="scorecards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scorecards")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    weighting = models.CharField(max_length=12, choices=Weighting, default=Weighting.KPI)
    #: Which band set judges the total: five colours (default) or appraisal grades.
    total_bands = models.CharField(max_length=10, choices=BandSet.Purpose, default=BandSet.Purpose.TOTAL)
    document_number = models.CharField(_("Nomor Dokumen"), max_length=60, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    revision = models.PositiveSmallIntegerField(null=True, blank=True)
    effective_from = models.DateField(_("Tanggal Berlaku"), null=True, blank=True)

    objects = ScorecardQuerySet.as_manager()

    if TYPE_CHECKING:
        perspectives: "RelatedManager[ScorecardPerspective]"

    class Meta:
        ordering = ["unit__kind", "unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="scorecard_one_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "sent_cms",
                        "returned_cms",
                        "with_board",
                        "returned_board",
                        "approved",
                        "established",
                        "under_change",
                    ]
                ),
                name="scorecard_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="established") | Q(revision__isnull=False, effective_from__isnull=False),
                name="scorecard_established_has_revision",
            ),
        ]
        triggers = [locked_scorecard()]

    def __str__(self) -> str:
        return f"BSC {self.unit} {self.cycle.year}"


@track()
class ScorecardPerspective(models.Model):
    """A lane of the scorecard; its label is data, its kind decides stripe and order."""

    class Kind(models.TextChoices):
        FINANCIAL = "financial", "Financial"
        CUSTOMER = "customer", "Customer"
        PROCESS = "process", "Internal Process"
        LEARNING = "learning", "Learning & Growth"

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="perspectives")
    kind = models.CharField(max_length=10, choices=Kind)
    label = models.CharField(_("Perspektif"), max_length=100)
    weight = models.DecimalField(_("Bobot"), max_digits=6, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        objectives: "RelatedManager[Objective]"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=100),
                name="perspective_weight_in_range",
            )
        ]
        triggers = [locked_with(OF_PERSPECTIVE, "scorecard_id")]

    def __str__(self) -> str:
        return self.label


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
    basis = models.TextField(_("Dasar Penetapan"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        kpis: "RelatedManager[Kpi]"

    class Meta:
        ordering = ["position", "id"]
        triggers = [locked_with(OF_OBJECTIVE, "perspective_id")]

    def __str__(self) -> str:
        return self.name


@track()
class Kpi(models.Model):
    """A measure as one scorecard weighs it; a row with sub-indicators has no measure of its own."""

    class Rollup(models.TextChoices):
        SUM = "sum", _("jumlah")
        AVERAGE = "average", _("rata-rata")
        WEIGHTED_AVERAGE = "weighted_average", _("rata-rata tertimbang")
        RATIO = "ratio", _("rasio")
        SAME = "same", _("sama")
        NONE = "none", _("tidak dijumlahkan")

    class Decision(models.TextChoices):
        PENDING = "pending", _("Belum diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="kpis")
    group = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="sub_indicators"
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="kpis")
    title = models.CharField(_("Nama kelompok sub-indikator"), max_length=200, blank=True)
    code = models.CharField(_("Kode"), max_length=30, blank=True)
    weight = models.DecimalField(_("Bobot"), max_digits=6, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_process = models.BooleanField(_("KPI proses (lead)"), default=False)
    pic = models.CharField(_("PIC"), max_length=150, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cascaded",
        verbose_name=_("KPI Induk"),
    )
    cascade_kind = models.CharField(max_length=10, choices=CascadeKind, default=CascadeKind.NONE)
    rollup = models.CharField(max_length=20, choices=Rollup, default=Rollup.NONE)
    basis = models.TextField(_("Dasar Penetapan"), blank=True)
    initiatives = models.ManyToManyField(StrategicInitiative, blank=True, related_name="kpis")
    #: CMS's or the board's decision on this row in the current round.
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(blank=True)

    if TYPE_CHECKING:
        sub_indicators: "RelatedManager[Kpi]"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100), name="kpi_weight_in_range"
            ),
            models.CheckConstraint(condition=Q(measure__isnull=False) | ~Q(title=""), name="kpi_has_a_name"),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(decision_comment=""), name="kpi_returned_has_comment"
            ),
        ]
        triggers = [locked_with(OF_KPI, "objective_id")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.measure.name if self.measure else self.title


class KpiInitiative(Kpi.initiatives.through):  # type: ignore[name-defined,misc]
    """A KPI's link to a Strategi Inisiatif: part of what is approved, so locked with it."""

    class Meta:
        proxy = True
        triggers = [locked_with(OF_INITIATIVE, "kpi_id")]


@track()
class CascadeMark(models.Model):
    """Matrix objective × unit: this unit contributes to this objective of the level above (7.1.13)."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="marks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cascade_marks")
    kind = models.CharField(max_length=10, choices=CascadeKind, default=CascadeKind.DIRECT)
    note = models.CharField(_("Arahan"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objective", "unit"], name="cascade_mark_once")]

    def __str__(self) -> str:
        return f"{self.objective_id} → {self.unit_id}"
