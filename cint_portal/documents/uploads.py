"""A workbook uploaded and not yet confirmed: its cells wait here, the file itself is not kept."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.errors import Conflict

#: How long a preview waits for its person.
KEPT_FOR: Final = timedelta(days=7)


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


def filled_in(content: dict[str, Any], now: datetime, **fields: Any) -> dict[str, Any]:
    """The columns of a new upload that every kind has."""
    return {"content": content, "uploaded_at": now, "expires_at": now + KEPT_FOR, **fields}
