"""A measure as one scorecard weighs it, and what it hangs on."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bsc.models.locking import OF_INITIATIVE, OF_KPI, locked_with
from bsc.models.measure import Measure
from bsc.models.objective import Objective
from bsc.models.personal import of_units
from bsc.models.scorecard import BasisKind, CascadeKind, CascadeScope
from cint_portal.audit.history import track
from swot.models import StrategicInitiative

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class KpiQuerySet(models.QuerySet["Kpi"]):
    def of_units(self) -> "KpiQuerySet":
        """Without the rows of personal scorecards: for whatever looks at a measure across scorecards."""
        return self.filter(of_units("objective__perspective__scorecard"))


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

    class Facet(models.TextChoices):
        SATISFACTION = "satisfaction", _("Kepuasan")
        CONTRIBUTION = "contribution", _("Kontribusi")
        STRATEGIES = "strategies", _("Strategi")
        PROCESSES = "processes", _("Proses")
        CAPABILITIES = "capabilities", _("Kapabilitas")

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
    #: Last month in force of a KPI that an Adendum ended; None: the whole year.
    through_month = models.PositiveSmallIntegerField(null=True, blank=True)
    #: First month of a KPI that an Adendum added; None: the whole year.
    from_month = models.PositiveSmallIntegerField(null=True, blank=True)
    #: The KPI that an Adendum ended for this one: same subject, read another way (ADR 14).
    replaces = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("Menggantikan"),
    )
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
    #: Of a direct cascade: the parent's target is taken over whole, or a part of it.
    cascade_scope = models.CharField(max_length=5, choices=CascadeScope, blank=True, default="")
    rollup = models.CharField(max_length=20, choices=Rollup, default=Rollup.NONE)
    basis_kind = models.CharField(_("Jenis dasar"), max_length=12, choices=BasisKind, blank=True, default="")
    basis = models.TextField(_("Dasar Penetapan"), blank=True)
    #: Performance Prism: the facet under the stakeholder that the perspective names.
    facet = models.CharField(_("Faset"), max_length=12, choices=Facet, blank=True, default="")
    #: Own bands of this KPI in % of achievement instead of the year's; both or none.
    green_from = models.DecimalField(_("Hijau mulai"), max_digits=6, decimal_places=2, null=True, blank=True)
    yellow_from = models.DecimalField(
        _("Kuning mulai"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    initiatives = models.ManyToManyField(StrategicInitiative, blank=True, related_name="kpis")
    #: CMS's or the board's decision on this row in the current round.
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(blank=True)

    objects = KpiQuerySet.as_manager()

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
                condition=Q(through_month=None) | Q(through_month__lte=11), name="kpi_ends_within_the_year"
            ),
            models.CheckConstraint(
                condition=Q(from_month=None) | Q(from_month__gte=2, from_month__lte=12),
                name="kpi_begins_within_the_year",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")), name="kpi_replaces_another"
            ),
            models.CheckConstraint(
                condition=Q(green_from=None, yellow_from=None)
                | Q(yellow_from__gte=0, green_from__gt=F("yellow_from")),
                name="kpi_bands_in_order",
            ),
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

    @property
    def successor(self) -> "Kpi | None":
        """What an Adendum put in its place."""
        return getattr(self, "replaced_by", None)


class KpiInitiative(Kpi.initiatives.through):  # type: ignore[name-defined,misc]
    """A KPI's link to a Strategi Inisiatif: part of what is approved, so locked with it."""

    class Meta:
        proxy = True
        triggers = [locked_with(OF_INITIATIVE, "kpi_id")]
