"""Scans and photographs that people attach to a record: the row of a kept file."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFile(models.Model):
    """A file below MEDIA_ROOT under a name of ours; its own name is only shown."""

    file_path = models.CharField(max_length=200)
    file_name = models.CharField(_("Nama berkas"), max_length=150)
    file_sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file_name
