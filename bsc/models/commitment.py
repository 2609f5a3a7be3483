"""Wrapping Commitment: what is signed after the establishment, by whom and how (4.7, 7.1.19)."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.meeting import ESTABLISHMENT_READERS, Meeting
from cint_portal.audit.history import track
from cint_portal.documents.files import KeptFile
from cint_portal.organization.models import PlanningCycle, Unit, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Capacity(models.TextChoices):
    """As what a person stands under the commitment."""

    PRESIDENT = "president", _("Direktur Utama")
    DIRECTOR = "director", _("Direktur")
    MANAGER = "manager", _("Manager Departemen")
    SECOND_LAYER = "second_layer", _("Second Layer")


class Part(models.TextChoices):
    """What the signature means."""

    SIGN = "sign", _("Menandatangani")
    ACKNOWLEDGE = "acknowledge", _("Mengetahui")
    NONE = "none", _("Tidak diminta")


@track()
class CommitmentRule(models.Model):
    """Who signs in a year; without a row the shipped rule holds (`bsc/rules`)."""

    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.PROTECT, related_name="commitment_rules", verbose_name=_("Tahun BSC")
    )
    capacity = models.CharField(_("Jabatan"), max_length=15, choices=Capacity)
    part = models.CharField(_("Peran dalam Wrapping Commitment"), max_length=12, choices=Part)

    class Meta:
        verbose_name = _("penanda tangan Wrapping Commitment")
        verbose_name_plural = _("penanda tangan Wrapping Commitment")
        ordering = ["-cycle__year", "capacity"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "capacity"],
                name="commitment_rule_once",
                violation_error_message=_("Jabatan ini sudah diatur untuk Tahun BSC tersebut."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}: {self.get_part_display()}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> "CommitmentQuerySet":
        """Whom the establishment concerns, and whoever is asked to sign."""
        if user.has_role(*ESTABLISHMENT_READERS):
            return self
        return self.filter(pk__in=CommitmentSignature.objects.filter(person=user).values("commitment"))


class Commitment(models.Model):
    """The document of one establishing meeting; its content is never changed."""

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="commitments")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="commitment")
    is_supplement = models.BooleanField(_("Penetapan Susulan"), default=False)
    statement = models.TextField()
    #: Unit, revision, effective date and hash of every version that it wraps.
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    due_on = models.DateField(_("Batas Waktu"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CommitmentQuerySet.as_manager()

    if TYPE_CHECKING:
        signatures: "RelatedManager[CommitmentSignature]"
        scans: "RelatedManager[CommitmentScan]"

    class Meta:
        ordering = ["-cycle__year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], name="commitment_one_of_the_year", condition=Q(is_supplement=False)
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Wrapping Commitment {self.cycle.year}"


@track()
class CommitmentScan(KeptFile):
    """A page or more with wet signatures."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="scans")


@track()
class CommitmentSignature(models.Model):
    """A person who is asked to sign for a unit, and the signature once it is given.

    One in the portal is final; one that CMS marked on a scan may be taken back by CMS.
    """

    class Method(models.TextChoices):
        PORTAL = "portal", _("di portal")
        SCAN = "scan", _("tanda tangan basah")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="commitments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=15, choices=Capacity)
    part = models.CharField(max_length=12, choices=Part)
    #: Pjs., or the director of a vacant post (see organization.audience.Standing).
    standing = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=10, choices=Method, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=150, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    scan = models.ForeignKey(
        CommitmentScan, on_delete=models.PROTECT, null=True, blank=True, related_name="marks"
    )
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "person", "unit", "capacity"], name="commitment_signed_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(method="", signed_at=None, content_sha256="", scan=None, page=None)
                | Q(method="portal", signed_at__isnull=False, scan=None, page=None) & ~Q(content_sha256="")
                | Q(method="scan", signed_at__isnull=False, scan__isnull=False, page__gte=1)
                & Q(recorded_by__isnull=False, content_sha256=""),
                name="commitment_signature_whole",
            ),
            models.CheckConstraint(
                condition=Q(part__in=["sign", "acknowledge"]), name="commitment_signature_part"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__method="portal"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.unit_id}"
