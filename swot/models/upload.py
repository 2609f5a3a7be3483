"""A planning workbook that a person has uploaded and not yet taken over."""

from django.db import models
from django.db.models import Q

from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload
from cint_portal.organization.models import User
from swot.models.analysis import SwotAnalysis


class SwotUploadQuerySet(models.QuerySet["SwotUpload"]):
    def visible_to(self, user: User) -> "SwotUploadQuerySet":
        """A preview belongs to the person who uploaded the file, as long as SWOT is open to him or her."""
        return self.filter(uploaded_by=user, analysis__in=SwotAnalysis.objects.visible_to(user))

    def waiting(self) -> "SwotUploadQuerySet":
        """Neither taken over nor expired: what was read is still there."""
        return self.filter(content__isnull=False)


@track(exclude=("content",))
class SwotUpload(WorkbookUpload):
    """Bobot and Rating as one file has them. The file itself is not kept: its hash, who and when are."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="uploads")

    objects = SwotUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(file_sha256__regex="^[0-9a-f]{64}$"), name="swot_upload_has_hash"
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(content=None), name="swot_upload_applied_keeps_no_content"
            ),
        ]
