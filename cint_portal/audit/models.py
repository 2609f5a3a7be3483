"""The audit trail: who was refused, logged in, downloaded or changed a setting."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One event; the actor's id and name are kept as text so that it outlives the account."""

    class Kind(models.TextChoices):
        DENIED = "denied", _("Akses ditolak")
        LOGIN = "login", _("Masuk")
        LOGIN_FAILED = "login_failed", _("Gagal masuk")
        LOGOUT = "logout", _("Keluar")
        CONFIRMED = "confirmed", _("Konfirmasi diri")
        DOWNLOAD = "download", _("Unduhan")
        VIEW = "view", _("Dilihat auditor")
        SETTING = "setting", _("Perubahan pengaturan")

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    object_label = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "at"], name="audit_kind_at")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.actor_name} {self.object_label}"
