"""The year's SWOT analysis: items with their sources, strategies and strategic initiatives."""

import hashlib
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import WorkflowModel
from issues.models import Category, Issue

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def fingerprint(*parts: object) -> str:
    """Tells whether a form was made from the content that is stored now."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


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


class SwotItemQuerySet(models.QuerySet["SwotItem"]):
    def in_tab_order(self) -> "SwotItemQuerySet":
        """S, W, O, T, and inside a tab by place; the alphabet would put O before S."""
        return self.order_by(StrIndex(Value("SWOT"), "category"), "position", "pk")

    def standing(self) -> "SwotItemQuerySet":
        """What is scored and answered: items that were merged into another rest behind it."""
        return self.filter(merged_into=None)


@track()
class SwotItem(models.Model):
    """Isu SWOT: one or several similar issues, weighed and rated by CMS."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="items")
    category = models.CharField(max_length=1, choices=Category)
    text = models.TextField(_("Isu SWOT"), max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(_("Bobot"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("Rating"), null=True, blank=True)
    issues = models.ManyToManyField(Issue, through="SwotItemSource", related_name="swot_items")
    #: The item that speaks for this one. Sources, numbers and strategies stay: splitting loses nothing.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    #: What the item said before it spoke for others; empty while it speaks for itself.
    own_text = models.TextField(max_length=2000, blank=True)

    #: Filled by `standing_with_evidence`: every source behind the item, and the items merged into it.
    behind: "tuple[SwotItemSource, ...]" = ()
    parts: "tuple[SwotItem, ...]" = ()

    objects = SwotItemQuerySet.as_manager()

    class Meta:
        ordering = ["category", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=1, weight__lte=5), name="swot_weight_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="swot_rating_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="swot_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def code(self) -> str:
        """S1, W2 …: its place in the tab, kept for life so that strategies can quote it."""
        return f"{self.category}{self.position}"


class SwotItemSource(models.Model):
    """An issue stands behind exactly one SWOT item."""

    item = models.ForeignKey(SwotItem, on_delete=models.CASCADE, related_name="sources")
    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="swot_source")

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.issue_id}"


@track()
class Strategy(models.Model):
    """A strategy of the matrix, composed from items of the two tabs of its cell."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="strategies")
    cell = models.CharField(max_length=2, choices=Cell)
    text = models.TextField(_("Strategi"), max_length=1000)
    items = models.ManyToManyField(SwotItem, related_name="strategies")
    position = models.PositiveSmallIntegerField(default=0)

    #: Filled by `show_speakers`: the standing items that speak for those it was composed from.
    shown_items: "tuple[SwotItem, ...]" = ()

    class Meta:
        ordering = ["cell", "position", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def fingerprint(self) -> str:
        return fingerprint(self.text, *sorted(self.items.values_list("pk", flat=True)))


@track()
class StrategicInitiative(models.Model):
    """Strategi Inisiatif (7.1.9): what the company will do, born of one or more strategies."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="initiatives")
    code = models.CharField(_("Kode"), max_length=20)
    name = models.CharField(_("Strategi Inisiatif"), max_length=300)
    strategies = models.ManyToManyField(Strategy, related_name="initiatives")
    owner_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="initiatives", verbose_name=_("Penanggung jawab")
    )
    perspective = models.CharField(_("Perspektif"), max_length=100, blank=True)
    horizon = models.CharField(_("Jangka waktu"), max_length=100, blank=True)
    budget_note = models.CharField(_("Catatan anggaran"), max_length=300, blank=True)
    expected_effect = models.TextField(_("Dampak yang diharapkan"), max_length=1000, blank=True)
    risk_reference = models.CharField(_("Nomor register risiko"), max_length=100, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "code"], name="initiative_code_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def fingerprint(self) -> str:
        planned = (self.horizon, self.budget_note, self.expected_effect, self.risk_reference)
        strategies = sorted(self.strategies.values_list("pk", flat=True))
        return fingerprint(self.code, self.name, self.perspective, *planned, self.owner_unit_id, *strategies)
