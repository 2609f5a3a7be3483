"""What the owner of a KPI or objective knew of its parent: a parent that says something else was changed."""

from django.db import models
from django.db.models import Q

from bsc.models.kpi import Kpi
from bsc.models.measure import DIGITS, PLACES
from bsc.models.objective import Objective
from cint_portal.audit.history import track
from cint_portal.organization.models import User


@track()
class ParentSeen(models.Model):
    """Of one KPI or objective: its parent as the owner chose or last confirmed it.

    Stands beside what is approved, so that a confirmation is possible while the scorecard is locked.
    """

    kpi = models.OneToOneField(
        Kpi, on_delete=models.CASCADE, null=True, blank=True, related_name="parent_seen"
    )
    objective = models.OneToOneField(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="source_seen"
    )
    #: Id of the parent, kept as a number: the parent itself may be gone.
    parent_pk = models.BigIntegerField()
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=60, blank=True)
    target = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    #: Last month in force of a parent that an Adendum ended.
    through_month = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kpi=None, objective__isnull=False) | Q(kpi__isnull=False, objective=None),
                name="parent_seen_by_one",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="parent_seen_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
