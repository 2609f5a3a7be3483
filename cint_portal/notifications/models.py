"""The mail outbox: the truth about every mail, whatever the broker or the worker do; who wants which mail."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle


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
        PORTAL = "portal", _("Hanya di portal")

    class Cause(models.TextChoices):
        """Why a mail was not sent, or not yet."""

        NO_ADDRESS = "no_address", _("Penerima tidak punya alamat e-mail")
        SWITCHED_OFF = "switched_off", _("Penerima mematikan e-mail jenis ini")
        INACTIVE = "inactive", _("Penerima sudah tidak aktif")
        NOT_DUE = "not_due", _("Sudah tidak perlu: tugasnya selesai atau berubah")
        SUPERSEDED = "superseded", _("Terlewat saat proses berhenti; digantikan pengingat yang lebih baru")
        OUT_OF_TIME = "out_of_time", _("Terlewat saat proses berhenti; batas waktunya sudah lewat")
        BAD_ADDRESS = "bad_address", _("Alamat e-mail tidak dapat dipakai")
        REFUSED = "refused", _("Ditolak server e-mail")
        UNREACHED = "unreached", _("Server e-mail tidak dapat dihubungi")
        LATER = "later", _("Server e-mail meminta dicoba lagi nanti")
        BROKEN = "broken", _("E-mail tidak dapat disusun")
        CEILING = "ceiling", _("Batas e-mail per hari tercapai")

    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    object_id = models.BigIntegerField()
    about = GenericForeignKey("content_type", "object_id")
    due_on = models.DateField(null=True, blank=True)
    # What tells two mails of the same kind about the same object apart: days before due, round, version.
    occasion = models.CharField(max_length=40, default="")
    context = models.JSONField(default=dict, blank=True)
    # Why this person is told (see organization.audience): the sentence at the foot of the mail.
    standing = models.CharField(max_length=20, blank=True)
    is_copy = models.BooleanField(_("Tembusan"), default=False)
    # A copy to the unit's mailbox: `recipient` is then whom the mail itself is for.
    mailbox = models.EmailField(blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    message_id = models.CharField(max_length=64, default=new_message_id, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often a process died while it held this mail: then it is claimed alone, in the end parked.
    crashes = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    # When the person opened it in the portal or settled what it asks for.
    read_at = models.DateTimeField(null=True, blank=True)
    # Reminders of one person travel together; set for good when the message is put together, so that a
    # second attempt carries the same set. The carrier's own row has None.
    in_digest = models.BooleanField(default=False)
    sent_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id", "due_on", "occasion", "recipient", "mailbox"],
                name="outbox_one_mail_per_occasion",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", lease_until__isnull=False) | ~Q(state="claimed"),
                name="outbox_claim_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(sent_with=None) | Q(in_digest=True), name="outbox_only_a_digest_carries"
            ),
        ]
        indexes = [
            # In the order in which they are claimed: notices before reminders, then by age.
            models.Index(
                fields=["in_digest", "id"],
                name="outbox_open",
                condition=Q(state__in=["queued", "retry", "claimed"], sent_with=None),
            ),
            models.Index(fields=["recipient", "-id"], name="outbox_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"


@track()
class MailPreference(models.Model):
    """A person's choice for a kind of mail; without a row the mail is sent."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    by_mail = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="mail_preference_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


@track()
class ReminderSetting(models.Model):
    """When a kind of reminder goes out in one year; without a row the shipped days hold."""

    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.PROTECT, related_name="reminder_settings", verbose_name=_("Tahun BSC")
    )
    rule = models.CharField(_("Pengingat"), max_length=60)
    days_before = ArrayField(
        models.PositiveSmallIntegerField(),
        blank=True,
        default=list,
        verbose_name=_("Hari sebelum batas waktu (0 = hari terakhir)"),
    )
    days_overdue = ArrayField(
        models.PositiveSmallIntegerField(),
        blank=True,
        default=list,
        verbose_name=_("HK setelah batas waktu, kepada penanggung jawab"),
    )
    days_escalated = ArrayField(
        models.PositiveSmallIntegerField(),
        blank=True,
        default=list,
        verbose_name=_("HK setelah batas waktu, kepada atasan dan CMS"),
    )

    class Meta:
        verbose_name = _("jadwal pengingat")
        verbose_name_plural = _("jadwal pengingat")
        ordering = ["-cycle__year", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "rule"],
                name="reminder_setting_once",
                violation_error_message=_("Pengingat ini sudah diatur untuk Tahun BSC tersebut."),
            ),
            models.CheckConstraint(
                condition=Q(days_before__contained_by=list(range(61))), name="reminder_before_in_range"
            ),
            models.CheckConstraint(
                condition=Q(days_overdue__contained_by=list(range(1, 31)))
                & Q(days_escalated__contained_by=list(range(1, 31))),
                name="reminder_after_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.cycle_id}"


class ReminderMarker(models.Model):
    """The last day that a reminder rule has handled: what was missed since is caught up."""

    rule = models.CharField(max_length=60, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.rule}: {self.day}"


class Heartbeat(models.Model):
    """Last sign of life of a background process."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
