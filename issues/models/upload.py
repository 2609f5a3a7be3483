"""A workbook that a person has uploaded and not yet taken over into the draft."""

from django.db import models
from django.db.models import Q

from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload
from cint_portal.organization.models import User
from issues.models.register import IssueRegister


class IssueUploadQuerySet(models.QuerySet["IssueUpload"]):
    def visible_to(self, user: User) -> "IssueUploadQuerySet":
        """A preview belongs to the person who uploaded the file, as long as the register is visible."""
        return self.filter(uploaded_by=user, register__in=IssueRegister.objects.visible_to(user))

    def waiting(self) -> "IssueUploadQuerySet":
        """Neither taken over nor expired: what was read is still there."""
        return self.filter(content__isnull=False)


@track(exclude=("content",))
class IssueUpload(WorkbookUpload):
    """What was read from one file. The file itself is not kept: its hash, who and when are."""

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="uploads")

    objects = IssueUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(file_sha256__regex="^[0-9a-f]{64}$"), name="upload_has_hash"),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(content=None), name="upload_applied_keeps_no_content"
            ),
        ]
