"""Scorecards and their perspectives; what an objective or KPI may rest on."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.band import BandSet
from bsc.models.locking import OF_PERSPECTIVE, locked_scorecard, locked_with
from bsc.models.personal import IN_ITS_STATES, PersonalStatus, circle_of
from cint_portal.audit.history import track
from cint_portal.core.scope import ObjectiveKind as ObjectiveKind
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import UNIT_ROLES, Role
from cint_portal.workflow.models import WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bsc.models.objective import Objective


class CascadeKind(models.TextChoices):
    DIRECT = "direct", _("Langsung")
    INDIRECT = "indirect", _("Tidak Langsung")
    NONE = "none", _("Tanpa induk")


class CascadeScope(models.TextChoices):
    """How much of a parent a direct cascade takes over."""

    WHOLE = "whole", _("seluruhnya")
    PART = "part", _("sebagian")


class BasisKind(models.TextChoices):
    """What an objective or KPI rests on when nothing above it asks for it (7.1.14)."""

    POLICY = "policy", _("Kebijakan perusahaan")
    LEGAL = "legal", _("Peraturan atau persyaratan lain")
    ENVIRONMENT = "environment", _("Aspek lingkungan penting")
    OHS = "ohs", _("Risiko K3")
    CUSTOMER = "customer", _("Persyaratan pelanggan")
    PROCESS = "process", _("Analisis proses")


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def visible_to(self, user: User) -> "ScorecardQuerySet":
        """CMS and BOD all; others their units and below, those they substitute, the approved corporate.

        Established targets of every department are readable by managers and the second layer
        (realities 27); actuals are cut elsewhere.
        """
        if user.is_cms or user.is_bod:
            return self
        visible = Q(unit__in=Unit.objects.visible_to(user)) | Q(unit__substitute_reviewer=user)
        visible |= Q(unit__substitute_decider=user)
        if user.has_role(Role.MANAGER, Role.SECOND_LAYER, Role.DIRECTOR):
            visible |= Q(status__in=[Scorecard.Status.ESTABLISHED, Scorecard.Status.UNDER_CHANGE])
            visible |= Q(unit__kind=Unit.Kind.CORPORATE, status=Scorecard.Status.APPROVED)
        return self.filter(visible)

    def reviewable_by(self, user: User) -> "ScorecardQuerySet":
        """Sent to CMS, and this person may review it (`can_review_scorecard`), being none of its authors."""
        may = Q(unit__substitute_reviewer=user) & ~Q(unit__in=user.unit_ids(*UNIT_ROLES))
        if user.is_cms:
            may |= ~Q(unit__in=[role.unit_id for role in user.current_roles])
        sent = self.filter(may, status=Scorecard.Status.SENT_CMS, unit__kind=Unit.Kind.DEPARTMENT)
        return sent.exclude(contributors__contains=[user.pk])

    def open_to(self, user: User) -> "ScorecardQuerySet":
        """What the person may open: what is visible, and the personal ones whose circle he or she is in."""
        visible = self.filter(employee=None).visible_to(user)
        return self.filter(Q(pk__in=visible.values("pk")) | circle_of(user))

    def personal(self, user: User) -> "ScorecardQuerySet":
        """Personal scorecards whose circle the person is in (*Pribadi*)."""
        return self.filter(circle_of(user))


_Scorecards = models.Manager.from_queryset(ScorecardQuerySet)


class UnitScorecardManager(_Scorecards["Scorecard"]):
    """The company's, the directorates' and the departments' scorecards: no personal one, for nobody."""

    def get_queryset(self) -> ScorecardQuerySet:
        return ScorecardQuerySet(self.model, using=self._db).filter(employee=None)


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

    EDITABLE = (Status.DRAFT, Status.RETURNED_CMS, Status.RETURNED_BOARD, PersonalStatus.RETURNED)

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="scorecards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scorecards")
    #: Personal scorecard of one employee of the unit; possible only in a year that switches them on.
    employee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="scorecards"
    )
    status = models.CharField(
        max_length=20,
        choices=[*Status.choices, *PersonalStatus.choices[1:]],
        default=Status.DRAFT,
    )
    weighting = models.CharField(max_length=12, choices=Weighting, default=Weighting.KPI)
    #: Which band set judges the total: five colours (default) or appraisal grades.
    total_bands = models.CharField(max_length=10, choices=BandSet.Purpose, default=BandSet.Purpose.TOTAL)
    document_number = models.CharField(_("Nomor Dokumen"), max_length=60, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    revision = models.PositiveSmallIntegerField(null=True, blank=True)
    effective_from = models.DateField(_("Tanggal Berlaku"), null=True, blank=True)

    #: What lists, counts, searches and reports read. Personal scorecards are in `every` alone.
    objects = UnitScorecardManager()
    every = ScorecardQuerySet.as_manager()

    if TYPE_CHECKING:
        perspectives: "RelatedManager[ScorecardPerspective]"

    class Meta:
        ordering = ["unit__kind", "unit__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit"],
                condition=Q(employee=None),
                name="scorecard_one_per_unit_and_year",
            ),
            models.UniqueConstraint(fields=["cycle", "employee"], name="scorecard_one_per_employee_and_year"),
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
                        "with_superior",
                        "returned_superior",
                        "agreed",
                    ]
                ),
                name="scorecard_status_known",
            ),
            models.CheckConstraint(condition=IN_ITS_STATES, name="scorecard_in_the_states_of_its_kind"),
            models.CheckConstraint(
                condition=~Q(status="established") | Q(revision__isnull=False, effective_from__isnull=False),
                name="scorecard_established_has_revision",
            ),
        ]
        triggers = [locked_scorecard()]

    def __str__(self) -> str:
        return f"BSC {self.employee or self.unit} {self.cycle.year}"

    @property
    def is_personal(self) -> bool:
        return self.employee_id is not None


@track()
class ScorecardPerspective(models.Model):
    """A lane of the scorecard; its label is data, its kind decides stripe and order."""

    class Kind(models.TextChoices):
        FINANCIAL = "financial", "Financial"
        CUSTOMER = "customer", "Customer"
        PROCESS = "process", "Internal Process"
        LEARNING = "learning", "Learning & Growth"
        OTHER = "other", _("Lainnya")

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
