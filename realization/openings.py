"""Who opened unpublished figures: a row per person, thing and day, only ever added (realities 27)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import Unit, User


class RestrictedOpening(models.Model):
    """A page, workbook, PDF or report that showed a person figures of some KPIs before their release."""

    class Medium(models.TextChoices):
        PAGE = "page", _("Halaman")
        XLSX = "xlsx", "Excel"
        PDF = "pdf", "PDF"

    class Place(models.TextChoices):
        SCORECARD = "scorecard", _("Hasil scorecard")
        KPI = "kpi", _("Hasil KPI per bulan")
        MONTH = "month", _("Realisasi bulanan")
        COLORS = "colors", _("KPI per Warna")
        REVIEW = "review", _("Review Semester")
        OTHER = "other", _("Halaman lain")

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    medium = models.CharField(max_length=5, choices=Medium)
    place = models.CharField(max_length=10, choices=Place)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    from_month = models.PositiveSmallIntegerField()
    through_month = models.PositiveSmallIntegerField()
    measures = ArrayField(models.BigIntegerField())
    #: As they were called then.
    kpis = ArrayField(models.CharField(max_length=200))
    #: Of everything above but the person and the moment: what makes it one thing.
    thing = models.CharField(max_length=64)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day", "thing"], name="opening_once_a_day"),
            models.CheckConstraint(
                condition=Q(from_month__gte=1, through_month__lte=12, from_month__lte=F("through_month")),
                name="opening_months_in_order",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="opening_at")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.place} {self.day}"
