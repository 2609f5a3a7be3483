"""A planning workbook that a person has uploaded and not yet taken over."""

from django.db import models

from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload, WorkbookUploadQuerySet, upload_checks
from cint_portal.organization.models import User
from swot.models.analysis import SwotAnalysis


class SwotUploadQuerySet(WorkbookUploadQuerySet["SwotUpload"]):
    def visible_to(self, user: User) -> "SwotUploadQuerySet":
        """A preview belongs to the person who uploaded the file, as long as SWOT is open to him or her."""
        return self.filter(uploaded_by=user, analysis__in=SwotAnalysis.objects.visible_to(user))


@track(exclude=("content",))
class SwotUpload(WorkbookUpload):
    """Bobot and Rating as one file has them. The file itself is not kept: its hash, who and when are."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="uploads")

    objects = SwotUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = upload_checks("swot_upload_has_hash", "swot_upload_applied_keeps_no_content")
