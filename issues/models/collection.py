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
        CLOSED = "closed", _("Ditutup")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="issue_collection")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Everybody's date; a register with another one has a date of its own.
    due_on = models.DateField(_("Batas Waktu"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "open", "closed"]), name="collection_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="collection_closed_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return _("Pengumpulan isu %(year)s") % {"year": self.cycle.year}
