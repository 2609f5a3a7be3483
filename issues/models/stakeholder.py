"""The list of stakeholders that the grid suggests."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track


@track()
class Stakeholder(models.Model):
    """A suggestion: departments may name whom they like. CMS edits the list; names are switched off."""

    name = models.CharField(_("Stakeholders"), max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("Dipakai"), default=True)

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholder")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="stakeholder_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
