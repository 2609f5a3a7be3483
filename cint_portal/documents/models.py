"""Report jobs, and the seals by which an issued document is recognised again."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: "settings.AUTH_USER_MODEL") -> "ReportJobQuerySet":  # type: ignore[name-defined]
        """A report belongs to the person who asked for it: its content was cut to that person's rights."""
        return self.filter(requested_by=user)


class ReportJob(models.Model):
    """One report in one format. The worker writes its process id and n of m sections as it goes."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"

    class State(models.TextChoices):
        QUEUED = "queued", _("Menunggu")
        RUNNING = "running", _("Sedang dibuat")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")

    code = models.CharField(max_length=60)
    format = models.CharField(max_length=5, choices=Format)
    params = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker_pid = models.PositiveIntegerField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sections_done = models.PositiveSmallIntegerField(default=0)
    sections_total = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    file_path = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sections_done__lte=F("sections_total")), name="report_sections_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(file_path=""), name="report_done_has_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_format_display()})"


class Seal(models.Model):
    """What a printed document is recognised by: a code that nobody can guess, in its QR.

    `kind` names who tells about the document (see `sealing.py`), `object_id` which one it is.
    """

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="seal_one_per_document")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SealedFile(models.Model):
    """A file that was issued under a seal: whatever differs in one byte is another file."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="files")
    file_sha256 = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed = models.PositiveSmallIntegerField()
    expected = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_sha256
