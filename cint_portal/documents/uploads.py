"""A workbook uploaded and not yet confirmed: its cells wait here, the file itself is not kept."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.errors import Conflict

#: How long a preview waits for its person.
KEPT_FOR: Final = timedelta(days=7)


Upload = TypeVar("Upload", bound="WorkbookUpload")


class WorkbookUploadQuerySet(models.QuerySet[Upload]):
    def waiting(self) -> Self:
        """Neither taken over nor expired: what was read is still there."""
        return self.filter(content__isnull=False)

    def keep(
        self,
        about: dict[str, Any],
        content: dict[str, Any],
        *,
        uploaded_by: Any,
        now: datetime,
        **fields: Any,
    ) -> Upload:
        """Store what was read in place of the person's earlier upload about the same thing.

        `about` names that thing, which is under lock: `{"scorecard": scorecard}`.
        """
        self.waiting().filter(uploaded_by=uploaded_by, **about).update(content=None)
        moments = {"uploaded_at": now, "expires_at": now + KEPT_FOR}
        return self.create(content=content, uploaded_by=uploaded_by, **moments, **about, **fields)


class WorkbookUpload(models.Model):
    """What was read from one file; its hash, who and when stay when the content is gone."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(gettext_lazy("Nama berkas"), max_length=150)
    file_sha256 = models.CharField(max_length=64)
    #: The cells as JSON; gone once taken over or expired.
    content = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def check_waiting(self, now: datetime) -> None:
        """Raise Conflict unless the preview still waits: neither taken over nor too old."""
        if self.applied_at:
            raise Conflict(_("Berkas ini sudah disimpan sebagai draf."))
        if self.content is None or now >= self.expires_at:
            raise Conflict(_("Pratinjau ini sudah tidak berlaku. Unggah berkasnya sekali lagi."))

    def close(self, now: datetime) -> None:
        """Taken over: the cells are no longer kept."""
        self.content, self.applied_at = None, now
        self.save(update_fields=["content", "applied_at"])


def upload_checks(hash_name: str, empty_name: str) -> list[models.BaseConstraint]:
    """What the database holds every kind of upload to."""
    return [
        models.CheckConstraint(condition=Q(file_sha256__regex="^[0-9a-f]{64}$"), name=hash_name),
        models.CheckConstraint(condition=Q(applied_at=None) | Q(content=None), name=empty_name),
    ]


def forget_uploads(day: date, now: datetime) -> int:
    """Empty the previews that nobody confirmed in time; who uploaded what stays known."""
    waiting = [
        kind._default_manager.filter(content__isnull=False) for kind in WorkbookUpload.__subclasses__()
    ]
    return sum(rows.filter(expires_at__lte=now).update(content=None) for rows in waiting)
