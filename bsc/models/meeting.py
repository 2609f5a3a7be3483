"""Rapat: every meeting of the BSC year, from the invitation to its last open decision (7.1.18)."""

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.audit.history import track
from cint_portal.core.clock import local_day
from cint_portal.documents.files import KeptFile
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog, WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bsc.models.establishment import EstablishedScorecard

#: Whom the Penetapan BSC concerns, invited or not (4.6).
ESTABLISHMENT_READERS = (
    Role.CMS_HEAD,
    Role.CMS,
    Role.BOD,
    Role.DIRECTOR,
    Role.MANAGER,
    Role.SECOND_LAYER,
    Role.AUDITOR,
)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> "MeetingQuerySet":
        """CMS and the board all; a Penetapan whom it concerns; any other who was invited or has a task."""
        if user.is_cms or user.is_bod:
            return self
        mine = Q(pk__in=MeetingInvitee.objects.filter(person=user).values("meeting"))
        mine |= Q(pk__in=MeetingDecision.objects.filter(pic=user).values("meeting"))
        if user.has_role(*ESTABLISHMENT_READERS):
            mine |= Q(kind=Meeting.Kind.ESTABLISHMENT)
        return self.filter(mine)

    def standing(self) -> "MeetingQuerySet":
        """Without those that were called off."""
        return self.exclude(status=Meeting.Status.CANCELLED)


@track()
class Meeting(WorkflowModel):
    """A meeting; `sequence` counts the invitations that replaced an earlier one (RFC 5545)."""

    class Kind(models.TextChoices):
        ESTABLISHMENT = "establishment", gettext_lazy("Penetapan BSC")
        HALF_YEAR = "half_year", gettext_lazy("Review Semester")
        MANAGEMENT = "management", gettext_lazy("Tinjauan Manajemen")
        SPECIAL = "special", gettext_lazy("Rapat khusus")

    class Status(models.TextChoices):
        PLANNED = "planned", gettext_lazy("Direncanakan")
        INVITED = "invited", gettext_lazy("Diundang")
        HELD = "held", gettext_lazy("Dilaksanakan")
        ISSUED = "issued", gettext_lazy("Notulen diterbitkan")
        CANCELLED = "cancelled", gettext_lazy("Dibatalkan")

    #: Before the meeting: place, time and guests may still change.
    AHEAD = (Status.PLANNED, Status.INVITED)

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(
        gettext_lazy("Jenis rapat"), max_length=15, choices=Kind, default=Kind.ESTABLISHMENT
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    title = models.CharField(gettext_lazy("Judul rapat"), max_length=150, blank=True)
    #: Unknown for a meeting that was arranged outside the portal and only recorded here.
    starts_at = models.DateTimeField(gettext_lazy("Mulai"), null=True, blank=True)
    ends_at = models.DateTimeField(gettext_lazy("Selesai"), null=True, blank=True)
    place = models.CharField(gettext_lazy("Tempat"), max_length=200, blank=True)
    link = models.URLField(gettext_lazy("Tautan rapat daring"), max_length=400, blank=True)
    agenda = models.TextField(gettext_lazy("Agenda"), blank=True)
    uid = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField(null=True, blank=True)

    number = models.CharField(gettext_lazy("Nomor notulen"), max_length=60, blank=True)
    held_on = models.DateField(gettext_lazy("Tanggal rapat"), null=True, blank=True)
    #: Who came besides the invited, and all of them where nobody was invited by the portal.
    attendance = models.TextField(gettext_lazy("Hadir di luar undangan"), blank=True)
    minutes = models.TextField(gettext_lazy("Notulen"), blank=True)
    effective_from = models.DateField(gettext_lazy("Tanggal Berlaku"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    if TYPE_CHECKING:
        invitees: "RelatedManager[MeetingInvitee]"
        scans: "RelatedManager[MeetingScan]"
        decisions: "RelatedManager[MeetingDecision]"
        established: "RelatedManager[EstablishedScorecard]"

    class Meta:
        ordering = ["-held_on", "-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "number"], name="meeting_number_once", condition=~Q(number="")
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "invited", "held", "issued", "cancelled"]),
                name="meeting_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["planned", "invited"])
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="meeting_ahead_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "issued"])
                | Q(held_on__isnull=False, recorded_by__isnull=False, recorded_at__isnull=False)
                & ~Q(number=""),
                name="meeting_held_has_minutes",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="issued_minutes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status = 'issued' AND"
                    " (NEW.number, NEW.held_on, NEW.minutes, NEW.attendance, NEW.status) IS DISTINCT FROM"
                    " (OLD.number, OLD.held_on, OLD.minutes, OLD.attendance, OLD.status)"
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Rapat Penetapan BSC 2027; the title where one was given."""
        words = {"kind": self.get_kind_display(), "year": self.cycle.year}
        return self.title or _("Rapat %(kind)s %(year)s") % words

    @property
    def day(self) -> date | None:
        """The day on which it was held, or is planned."""
        return self.held_on or (local_day(self.starts_at) if self.starts_at else None)

    @property
    def is_ahead(self) -> bool:
        return self.status in self.AHEAD


@track()
class MeetingInvitee(models.Model):
    """Somebody who is invited, in which role, and whether he or she came."""

    class Presence(models.TextChoices):
        PRESENT = "present", gettext_lazy("Hadir")
        ABSENT = "absent", gettext_lazy("Berhalangan")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence, blank=True)
    reason = models.CharField(gettext_lazy("Alasan berhalangan"), max_length=200, blank=True)

    class Meta:
        ordering = ["person__full_name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="invited_once"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(presence="absent"), name="invitee_reason_of_absence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_id}"

    @property
    def capacity(self) -> str:
        """Manager Departemen · Departemen PPIC; empty for a guest."""
        unit = self.unit.name if self.unit and self.role not in (Role.BOD, Role.CMS, Role.CMS_HEAD) else ""
        return " · ".join(part for part in (self.get_role_display(), unit) if part)


@track()
class MeetingScan(KeptFile):
    """A scan of the signed attendance list, or of the signed minutes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="scans")


@track()
class MeetingDecision(WorkflowModel):
    """A numbered decision of the minutes; one with a PIC is a task that is followed until it is closed."""

    class Status(models.TextChoices):
        NOTED = "noted", gettext_lazy("Tanpa tindak lanjut")
        OPEN = "open", gettext_lazy("Terbuka")
        REPORTED = "reported", gettext_lazy("Dilaporkan selesai")
        CLOSED = "closed", gettext_lazy("Ditutup")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(gettext_lazy("No."))
    text = models.TextField(gettext_lazy("Keputusan"))
    pic = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_tasks",
        verbose_name=gettext_lazy("PIC"),
    )
    due_on = models.DateField(gettext_lazy("Batas Waktu"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.NOTED)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meeting_decision_number_once"),
            models.CheckConstraint(
                condition=Q(status="noted", pic=None, due_on=None)
                | Q(status__in=["open", "reported", "closed"], pic__isnull=False, due_on__isnull=False),
                name="meeting_decision_has_pic_and_date",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="meeting_decision_says_something"),
        ]

    def __str__(self) -> str:
        return _("Keputusan %(number)d – %(meeting)s") % {"number": self.number, "meeting": self.meeting}


class MeetingDecisionLog(TransitionLog):
    """A step of a meeting's decision: whoever reported it done does not close it."""

    class Meta:
        proxy = True
        triggers = [authors_do_not_decide("bsc_meetingdecision", "meeting_decision", ("close", "reopen"))]
