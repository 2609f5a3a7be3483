"""Tinjauan Faktor: the editable list behind the column, and the two sources of an issue."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track


class Source(models.TextChoices):
    INTERNAL = "internal", _("Internal")
    EXTERNAL = "external", _("Eksternal")


@track()
class ReviewFactor(models.Model):
    """Tinjauan Faktor: an editable list (PESTEL outside; people, machine, method … inside)."""

    name = models.CharField(_("Tinjauan Faktor"), max_length=100, unique=True)
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("Dipakai"), default=True)

    class Meta:
        verbose_name = _("tinjauan faktor")
        verbose_name_plural = _("tinjauan faktor")
        ordering = ["source", "position", "name"]

    def __str__(self) -> str:
        return self.name
