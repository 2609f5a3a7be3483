"""Perpanjangan Waktu: a later date for one department, with its reason."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from issues.models.register import IssueRegister


@track()
class DueExtension(models.Model):
    """One decision to give a register more time; the newest one is in force until its day has passed."""

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField(_("Diperpanjang sampai"))
    reason = models.TextField(_("Alasan"), max_length=2000)
    #: The date that it took the place of.
    replaced_due_on = models.DateField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(condition=~Q(until=F("replaced_due_on")), name="extension_moves_the_date"),
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.replaced_due_on} → {self.until}"
