"""The mail outbox: the truth about every mail, whatever the broker or the worker do."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_message_id() -> str:
    return uuid.uuid4().hex


class OutboxMail(models.Model):
    """One mail to one person about one object; rendered when it is sent, in the reader's language."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Menunggu")
        CLAIMED = "claimed", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        RETRY = "retry", _("Akan dicoba lagi")
        FAILED = "failed", _("Gagal")
        MISSED = "missed", _("Tidak dikirim lagi")

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.BigIntegerField()
    about = GenericForeignKey("content_type", "object_id")
    due_on = models.DateField(null=True, blank=True)
    # What tells two mails of the same kind about the same object apart: days before due, round, version.
    occasion = models.CharField(max_length=40, default="")
    context = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    message_id = models.CharField(max_length=64, default=new_message_id, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id", "due_on", "occasion", "recipient"],
                name="outbox_one_mail_per_occasion",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", lease_until__isnull=False) | ~Q(state="claimed"),
                name="outbox_claim_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="outbox_open",
                condition=Q(state__in=["queued", "retry", "claimed"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"


class Heartbeat(models.Model):
    """Last sign of life of a background process."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
