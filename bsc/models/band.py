"""Colour bands and grades as data, per cycle (domain rules §7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle


@track()
class BandSet(models.Model):
    """A named set of bands, judged only in its own scale."""

    class Purpose(models.TextChoices):
        TOTAL = "total", _("Total scorecard")
        KPI = "kpi", _("Satu KPI")
        APPRAISAL = "appraisal", _("Penilaian (PPK)")

    class Scale(models.TextChoices):
        PERCENT = "percent", _("persen, 2 desimal")
        UNIT = "unit", _("0–1, 3 desimal")
        LEVEL = "level", _("level 0–10, 2 desimal")

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="band_sets")
    purpose = models.CharField(max_length=10, choices=Purpose)
    name = models.CharField(_("Nama"), max_length=100)
    scale = models.CharField(max_length=10, choices=Scale)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "purpose"], name="band_set_one_per_purpose")]

    def __str__(self) -> str:
        return f"{self.name} {self.cycle}"


@track()
class Band(models.Model):
    """One band: reached above `lower` (at it, when inclusive); the last has no lower end."""

    band_set = models.ForeignKey(BandSet, on_delete=models.CASCADE, related_name="bands")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)
    word = models.CharField(max_length=40, blank=True)
    color = models.CharField(max_length=20)
    lower = models.DecimalField(max_digits=9, decimal_places=3, null=True, blank=True)
    inclusive = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["band_set", "position"], name="band_position_once")]

    def __str__(self) -> str:
        return self.label
