"""The call for issues of a year."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.models import WorkflowModel


@track()
class IssueCollection(WorkflowModel):
    """The call for issues of a year (7.1.1)."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Belum dibuka")
        OPEN = "open", _("Dibuka")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="issue_collection")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("Batas Waktu"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "open"]), name="collection_status_known"
            )
        ]

    def __str__(self) -> str:
        return _("Pengumpulan isu %(year)s") % {"year": self.cycle.year}
