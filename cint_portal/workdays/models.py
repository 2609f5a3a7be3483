"""The company's days off: the editable authority for every deadline."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track


@track()
class Holiday(models.Model):
    """A day on which the company does not work; joint leave counts only while `is_closed`."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Hari libur nasional")
        JOINT_LEAVE = "joint_leave", _("Cuti bersama")
        COMPANY = "company", _("Libur perusahaan")

    day = models.DateField(_("Tanggal"), unique=True)
    name = models.CharField(_("Nama"), max_length=150)
    kind = models.CharField(_("Jenis"), max_length=20, choices=Kind)
    is_closed = models.BooleanField(_("Perusahaan tutup"), default=True)

    class Meta:
        verbose_name = _("hari libur")
        verbose_name_plural = _("hari libur")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
