"""Ukuran: what is measured, its target and who enters its actual — once, however many scorecards weigh it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
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
#: Another department's data come by the 10th of the following month unless a measure says otherwise.
PROVIDER_DUE_DAY = 10


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
        ROLLUP = "rollup", _("dihitung dari KPI turunannya")
        FORMULA = "formula", _("dihitung dengan rumus dari KPI lain")
        OWN_GROWTH = "own_growth", _("pertumbuhan total scorecard sendiri")

    class Smart(models.TextChoices):
        SPECIFIC = "specific", _("Specific: jelas dan tertentu")
        MEASURABLE = "measurable", _("Measurable: dapat diukur")
        ACHIEVABLE = "achievable", _("Achievable: dapat dicapai")
        RELEVANT = "relevant", _("Relevant: sesuai dengan sasarannya")
        TIME_BOUND = "time_bound", _("Time-bound: ada batas waktunya")

    class Criterion(models.TextChoices):
        RELEVANT = "relevant", _("Relevan: mendukung strategi")
        CONTROLLABLE = "controllable", _("Terkendali: dapat dipengaruhi oleh unit ini")
        ACTIONABLE = "actionable", _("Dapat ditindaklanjuti")
        SIMPLE = "simple", _("Sederhana: mudah dipahami dan dihitung")
        CREDIBLE = "credible", _("Kredibel: datanya tidak mudah dimanipulasi")

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
    #: Day of the following month by which the provider hands over the figure (realities 7).
    provider_due_day = models.PositiveSmallIntegerField(
        _("Tanggal batas Penyedia Data"),
        default=PROVIDER_DUE_DAY,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
    )
    #: How the figure is worked out of the data, beside the formula itself (carton seed: "perhitungan").
    calculation = models.TextField(_("Cara perhitungan data"), blank=True)
    evidence_required = models.CharField(_("Bukti"), max_length=300, blank=True)
    purpose = models.TextField(_("Tujuan KPI"), blank=True)
    deviation_action = models.TextField(_("Bila menyimpang dari target"), blank=True)
    standard = models.CharField(_("Standar"), max_length=100, blank=True)
    clause = models.CharField(_("Klausul"), max_length=60, blank=True)
    smart = ArrayField(
        models.CharField(max_length=12, choices=Smart), default=list, blank=True, verbose_name="SMART"
    )
    criteria = ArrayField(
        models.CharField(max_length=12, choices=Criterion),
        default=list,
        blank=True,
        verbose_name=_("Lima kriteria KPI"),
    )
    #: Over the symbols of `inputs`, e.g. A / B * 100; for `formula` only.
    expression = models.CharField(_("Rumus hitung"), max_length=300, blank=True)
    is_illustration = models.BooleanField(_("Angka ilustrasi"), default=False)
    #: What an Adendum replaced, by the last month in which it held and in their order:
    #: [{"through": 6, "filler": 5, "lower": "90", "upper": "110"}]. The columns hold what holds now.
    earlier = models.JSONField(default=list, blank=True, editable=False)

    if TYPE_CHECKING:
        targets: "RelatedManager[MeasureTarget]"
        inputs: "RelatedManager[MeasureInput]"

    class Meta:
        ordering = ["name"]
        constraints = [
            *finite("lower", "upper", "worst", "last_year", "target"),
            models.CheckConstraint(
                condition=Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper")),
                name="measure_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(provider_due_day__gte=1, provider_due_day__lte=28),
                name="measure_provider_day_exists",
            ),
            models.CheckConstraint(
                condition=~Q(value_source="formula") | ~Q(expression=""), name="measure_formula_is_written"
            ),
        ]
        triggers = [locked_with(OF_MEASURE, "id")]

    def __str__(self) -> str:
        return self.name

    def filler_in(self, month: int) -> int | None:
        """Who enters the figure of that month (1..12)."""
        return next(
            (term["filler"] for term in self.earlier if term["through"] >= month), self.filler_unit_id
        )


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


@track()
class MeasureInput(models.Model):
    """A KPI that a calculated one takes its figure from, under the symbol its formula names it by."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="inputs")
    symbol = models.CharField(_("Simbol"), max_length=1)
    source = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="used_in", verbose_name=_("KPI sumber")
    )

    class Meta:
        ordering = ["symbol"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "symbol"], name="input_symbol_once"),
            models.CheckConstraint(condition=~Q(measure=F("source")), name="input_is_another_measure"),
            models.CheckConstraint(condition=Q(symbol__regex="^[A-F]$"), name="input_symbol_is_a_letter"),
        ]
        triggers = [locked_with(OF_MEASURE, "measure_id")]

    def __str__(self) -> str:
        return f"{self.symbol} = {self.source_id}"
