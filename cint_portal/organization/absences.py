"""Absences with dates: while a person is away, the deputy holds the person's roles and gets the mails."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.core.clock import Today


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date | Today) -> "AbsenceQuerySet":
        return self.filter(first_day__lte=day, last_day__gte=day)


@track()
class Absence(models.Model):
    """A person away from the first to the last day; without a deputy the post counts as unattended."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences", verbose_name=_("Orang")
    )
    first_day = models.DateField(_("Dari tanggal"))
    last_day = models.DateField(_("Sampai tanggal"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pengganti selama tidak bertugas"),
    )
    reason = models.CharField(_("Keterangan"), max_length=200, blank=True)
    letter_number = models.CharField(_("Nomor surat penunjukan"), max_length=100, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ketidakhadiran")
        verbose_name_plural = _("ketidakhadiran")
        ordering = ["-first_day", "person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="absence_dates_in_order",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal awal."),
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
                name="absence_deputy_is_another",
                violation_error_message=_("Pengganti harus orang lain."),
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        models.Func("first_day", "last_day", models.Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Orang ini sudah tercatat tidak bertugas pada tanggal tersebut."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day} – {self.last_day}"
