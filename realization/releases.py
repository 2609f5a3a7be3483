"""Rilis: up to which month of a year unpublished figures have become readable like any other."""

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, User


@track()
class FigureRelease(models.Model):
    """One step, released further or withdrawn; the last one of a year holds. Steps are only added.

    Months are released in order: a cumulative or consolidated figure speaks of all months before it.
    """

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="figure_releases")
    #: 0: nothing of the year is released.
    through_month = models.PositiveSmallIntegerField(validators=[MaxValueValidator(12)])
    is_withdrawal = models.BooleanField(default=False)
    #: The day on which the company published them; of a withdrawal the day it takes effect.
    published_on = models.DateField(_("Tanggal publikasi"))
    reason = models.CharField(_("Dasar"), max_length=300)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(through_month__lte=12), name="release_month_exists"),
            models.CheckConstraint(condition=~Q(reason=""), name="release_has_a_reason"),
            models.CheckConstraint(
                condition=Q(is_withdrawal=True) | Q(through_month__gte=1), name="release_releases_a_month"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.cycle.year}: {self.through_month}"
