"""A workbook that a person has uploaded and not yet taken over into the draft."""

from django.db import models

from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload, WorkbookUploadQuerySet, upload_checks
from cint_portal.organization.models import User
from issues.models.register import IssueRegister


class IssueUploadQuerySet(WorkbookUploadQuerySet["IssueUpload"]):
    def visible_to(self, user: User) -> "IssueUploadQuerySet":
        """A preview belongs to the person who uploaded the file, as long as the register is visible."""
        return self.filter(uploaded_by=user, register__in=IssueRegister.objects.visible_to(user))


@track(exclude=("content",))
class IssueUpload(WorkbookUpload):
    """What was read from one file. The file itself is not kept: its hash, who and when are."""

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="uploads")

    objects = IssueUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = upload_checks("upload_has_hash", "upload_applied_keeps_no_content")
