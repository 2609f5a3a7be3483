"""Revisi Target Massal: change requests of many scorecards that are decided together (realities 8)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload, WorkbookUploadQuerySet, upload_checks
from cint_portal.organization.models import PlanningCycle, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bsc.models.change import ChangeRequest


@track()
class ChangeBundle(models.Model):
    """What one workbook asked for: it has no status of its own, its requests move as one."""

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="change_bundles")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    #: CMS asks for it, on behalf of the scorecards' owners; else the manager of all of them.
    by_cms = models.BooleanField(default=False)

    if TYPE_CHECKING:
        requests: "RelatedManager[ChangeRequest]"

    class Meta:
        ordering = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return _("Revisi Target Massal %(year)s") % {"year": self.cycle.year}


class BundleUploadQuerySet(WorkbookUploadQuerySet["BundleUpload"]):
    def visible_to(self, user: User) -> "BundleUploadQuerySet":
        """A preview belongs to the person who uploaded the file."""
        return self.filter(uploaded_by=user)


@track(exclude=("content",))
class BundleUpload(WorkbookUpload):
    """A workbook of targets that was read and not sent yet, with the reason and the month that were typed."""

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="+")
    #: The returned bundle that it repairs.
    repairs = models.ForeignKey(
        ChangeBundle, on_delete=models.PROTECT, null=True, blank=True, related_name="uploads"
    )
    reason = models.TextField()
    effective_month = models.PositiveSmallIntegerField()
    reaches_back = models.BooleanField(default=False)

    objects = BundleUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = [
            *upload_checks("bundle_upload_has_hash", "bundle_upload_applied_is_empty"),
            models.CheckConstraint(
                condition=Q(effective_month__gte=1, effective_month__lte=12),
                name="bundle_upload_month_exists",
            ),
        ]
