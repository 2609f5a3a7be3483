"""A workbook that a person has uploaded and not yet taken over into the draft."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
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
class IssueUpload(models.Model):
    """What was read from one file. The file itself is not kept: its hash, who and when are."""

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="uploads")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(_("Nama berkas"), max_length=150)
    file_sha256 = models.CharField(max_length=64)
    #: The parsed cells (issues.excel.reading.Table as JSON); gone once taken over or expired.
    content = models.JSONField(null=True, blank=True)

    objects = IssueUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(file_sha256__regex="^[0-9a-f]{64}$"), name="upload_has_hash"),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(content=None), name="upload_applied_keeps_no_content"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
