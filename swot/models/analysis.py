"""The year's SWOT analysis, who sees it, and the four cells of its matrix."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from swot.models.rating import RatingRound
    from swot.models.strategy import StrategicInitiative, Strategy


class Cell(models.TextChoices):
    """The four cells of the SWOT matrix, in the stable order of the priorities."""

    SO = "SO", "SO"
    WO = "WO", "WO"
    ST = "ST", "ST"
    WT = "WT", "WT"


def sees_swot(user: User) -> bool:
    """CMS works in it; BOD and directors see it with the corporate scorecard, as does the company's auditor.

    It belongs to the company: an auditor to whom only a directorate is granted does not see it.
    """
    audits_company = any(
        a.role == Role.AUDITOR and a.unit.kind == Unit.Kind.CORPORATE for a in user.current_roles
    )
    return user.is_cms or user.is_bod or user.has_role(Role.DIRECTOR) or audits_company


class SwotAnalysisQuerySet(models.QuerySet["SwotAnalysis"]):
    def visible_to(self, user: User) -> "SwotAnalysisQuerySet":
        return self if sees_swot(user) else self.none()


@track()
class SwotAnalysis(WorkflowModel):
    """One per year. `result` keeps the frozen settings and numbers once the position is final."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        FINAL = "final", _("Final")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="swot_analysis")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    #: Chosen by a person, with a reason, only when the computed quadrant is AXIS.
    chosen_quadrant = models.CharField(max_length=4, choices=Cell, blank=True)
    axis_reason = models.TextField(_("Alasan pemilihan kuadran"), blank=True)
    result = models.JSONField(null=True, blank=True)
    finalized_at = models.DateTimeField(null=True, blank=True)

    objects = SwotAnalysisQuerySet.as_manager()

    if TYPE_CHECKING:
        rounds: "RelatedManager[RatingRound]"
        strategies: "RelatedManager[Strategy]"
        initiatives: "RelatedManager[StrategicInitiative]"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["draft", "final"]), name="analysis_status_known"),
            models.CheckConstraint(
                condition=Q(chosen_quadrant="") | ~Q(axis_reason=""), name="analysis_choice_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"SWOT {self.cycle.year}"
