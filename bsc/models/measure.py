"""Ukuran: what is measured, its target and who enters its actual — once, however many scorecards weigh it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bsc.models.locking import OF_MEASURE, locked_with
from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

DIGITS, PLACES = 24, 6
BEYOND = Decimal(10) ** (DIGITS - PLACES)


def finite(*fields: str) -> list[models.CheckConstraint]:
    """PostgreSQL's numeric accepts NaN (which sorts above every number); these columns do not."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{field}__isnull": True})
            | Q(**{f"{field}__gt": -BEYOND, f"{field}__lt": BEYOND}),
            name=f"%(class)s_{field}_finite",
        )
        for field in fields
    ]


@track()
class Measure(models.Model):
    """Definition of a KPI's value (domain rules §3, §9)."""

    class Polarity(models.TextChoices):
        MAXIMIZE = "maximize", _("makin tinggi makin baik")
        MINIMIZE = "minimize", _("makin rendah makin baik")
        STABILIZE = "stabilize", _("dalam rentang")
        BINARY = "binary", _("ya/tidak")
        MILESTONE = "milestone", _("tahapan")

    class MinimizeBy(models.TextChoices):
        RATIO = "ratio", _("target ÷ realisasi")
        MIRROR = "mirror", _("2 − realisasi ÷ target")

    class Comparator(models.TextChoices):
        AT_LEAST = "≥", "≥"
        ABOVE = ">", ">"
        EQUAL = "=", "="
        AT_MOST = "≤", "≤"
        BELOW = "<", "<"
        BETWEEN = "between", _("antara")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("bulanan")
        QUARTERLY = "quarterly", _("triwulanan")
        HALF_YEARLY = "half_yearly", _("semesteran")
        YEARLY = "yearly", _("tahunan")

    class Consolidation(models.TextChoices):
        SUM = "sum", _("jumlah")
        AVERAGE = "average", _("rata-rata")
        LAST = "last", _("nilai terakhir")
        MAX = "max", _("maksimum")
        MIN = "min", _("minimum")
        RATIO = "ratio", _("rasio")

    class InputMode(models.TextChoices):
        MONTHLY = "monthly", _("bulanan")
        CUMULATIVE = "cumulative", _("kumulatif")

    class ValueSource(models.TextChoices):
        ENTERED = "entered", _("diisi")
        OWN_GROWTH = "own_growth", _("pertumbuhan total scorecard sendiri")

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(_("KPI"), max_length=200)
    definition = models.TextField(_("Definisi"), blank=True)
    formula_text = models.TextField(_("Rumus"), blank=True)
    unit = models.CharField(_("Satuan"), max_length=60)
    decimals = models.PositiveSmallIntegerField(_("Desimal"), default=2, validators=[MaxValueValidator(6)])
    polarity = models.CharField(_("Sifat"), max_length=10, choices=Polarity, default=Polarity.MAXIMIZE)
    minimize_by = models.CharField(max_length=10, choices=MinimizeBy, default=MinimizeBy.RATIO)
    lower = models.DecimalField(
        _("Batas bawah"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    upper = models.DecimalField(
        _("Batas atas"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    worst = models.DecimalField(
        _("Nilai terburuk"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    #: None: the cycle's cap.
    cap = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    zero_tolerance = models.BooleanField(_("Toleransi nol"), default=False)
    comparator = models.CharField(max_length=10, choices=Comparator, default=Comparator.AT_LEAST)
    frequency = models.CharField(
        _("Frekuensi Pengukuran"), max_length=15, choices=Frequency, default=Frequency.MONTHLY
    )
    consolidation = models.CharField(
        _("Konsolidasi"), max_length=10, choices=Consolidation, default=Consolidation.AVERAGE
    )
    input_mode = models.CharField(
        _("Cara Input"), max_length=12, choices=InputMode, default=InputMode.MONTHLY
    )
    value_source = models.CharField(max_length=12, choices=ValueSource, default=ValueSource.ENTERED)
    #: Ordered conditions [[comparator, bound, score], …]; the first that holds gives D (carton seed).
    step_rules = models.JSONField(default=list, blank=True)
    last_year = models.DecimalField(
        _("Pencapaian Tahun Lalu"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    #: The year's target as the form shows it; the months carry the phased ones.
    target = models.DecimalField(_("Target"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    owner_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="owned_measures", verbose_name=_("Pemilik utama")
    )
    filler_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="filled_measures",
        verbose_name=_("Pengisi Realisasi"),
    )
    data_needed = models.CharField(_("Data yang dibutuhkan"), max_length=300, blank=True)
    data_provider = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Penyedia Data"),
    )
    evidence_required = models.CharField(_("Bukti"), max_length=300, blank=True)
    is_illustration = models.BooleanField(_("Angka ilustrasi"), default=False)

    if TYPE_CHECKING:
        targets: "RelatedManager[MeasureTarget]"

    class Meta:
        ordering = ["name"]
        constraints = [
            *finite("lower", "upper", "worst", "last_year", "target"),
            models.CheckConstraint(
                condition=Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper")),
                name="measure_range_in_order",
            ),
        ]
        triggers = [locked_with(OF_MEASURE, "id")]

    def __str__(self) -> str:
        return self.name


@track()
class MeasureTarget(models.Model):
    """The phased target of a month; for ratios as numerator and denominator."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    month = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    denominator = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "month"], name="target_one_per_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="target_month_exists"),
            *finite("value", "denominator"),
        ]
        triggers = [locked_with(OF_MEASURE, "measure_id")]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.month}: {self.value}"
