"""Pustaka KPI: what CMS says about a definition, and from which entry a KPI was taken over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.kpi import Kpi
from bsc.models.measure import Measure
from cint_portal.audit.history import track
from cint_portal.organization.models import Unit, User


@track()
class LibraryMark(models.Model):
    """CMS recommends a unit's definition as the standard, or retires it, whatever the year."""

    class Standing(models.TextChoices):
        RECOMMENDED = "recommended", _("Definisi standar")
        RETIRED = "retired", _("Tidak dipakai lagi")

    owner_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="library_marks")
    #: The definition's name, folded as `library_key` does it.
    name_key = models.CharField(max_length=200)
    standing = models.CharField(max_length=12, choices=Standing)
    reason = models.CharField(_("Alasan"), max_length=300, blank=True)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_unit", "name_key"], name="library_mark_once"),
            models.CheckConstraint(
                condition=~Q(standing="retired") | ~Q(reason=""), name="library_retired_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_unit}: {self.name_key}"


@track()
class KpiOrigin(models.Model):
    """Where a KPI came from, and whether its figures are still a proposal that nobody has confirmed."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("Pustaka KPI")
        LAST_YEAR = "last_year", _("Tahun lalu")

    kpi = models.OneToOneField(Kpi, on_delete=models.CASCADE, related_name="origin")
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.ForeignKey(Measure, on_delete=models.SET_NULL, null=True, related_name="taken_over")
    #: As it was called then: "Departemen PPIC 2026 · Biaya produksi".
    label = models.CharField(max_length=400)
    is_proposal = models.BooleanField(_("Usulan"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(label=""), name="kpi_origin_has_label")]

    def __str__(self) -> str:
        return self.label
