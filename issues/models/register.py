"""The register of a department and whose turn it is."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from issues.models.issue import Issue


#: It is the department's turn to write, or CMS's to review; a Nihil waits for CMS until it is decided.
TO_SEND = Q(status__in=["not_started", "draft", "returned"])
AWAITING_REVIEW = Q(status="submitted") | Q(status="nil", reviewed_at=None)


class IssueRegisterQuerySet(models.QuerySet["IssueRegister"]):
    def visible_to(self, user: User) -> "IssueRegisterQuerySet":
        """Own units, those below and those reviewed as a substitute; everything for CMS and BOD."""
        if user.is_cms or user.is_bod:
            return self
        return self.filter(Q(unit__in=Unit.objects.visible_to(user)) | Q(unit__substitute_reviewer=user))

    def to_send(self) -> "IssueRegisterQuerySet":
        return self.filter(TO_SEND)

    def awaiting_review(self) -> "IssueRegisterQuerySet":
        return self.filter(AWAITING_REVIEW)


@track()
class IssueRegister(WorkflowModel):
    """A department's issues of a year: one document that is filled, sent, reviewed, returned, accepted."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Belum mulai")
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Dikirim ke CMS")
        RETURNED = "returned", _("Dikembalikan")
        ACCEPTED = "accepted", _("Diterima")
        NIL = "nil", _("Nihil")

    cycle = models.ForeignKey(PlanningCycle, on_delete=models.PROTECT, related_name="issue_registers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issue_registers")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    round = models.PositiveSmallIntegerField(_("Putaran"), default=0)
    nil_reason = models.TextField(_("Alasan nihil"), blank=True)
    #: When the department must send: 31 October, or its own date after a return. Stamped, never recomputed.
    due_on = models.DateField(_("Batas Waktu"))
    #: Everybody's date for the first submission, or a late-born department's; neither a return nor an
    #: extension moves it.
    first_due_on = models.DateField()
    #: An extension given before the first submission: timeliness is judged against it, and marked so.
    extended_until = models.DateField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Until when CMS must have reviewed what it received (3 HK after the day of receipt).
    review_due_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    #: Who of CMS has begun this round's review: the others see it in the queue, nobody is locked out.
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = IssueRegisterQuerySet.as_manager()

    if TYPE_CHECKING:
        issues: "RelatedManager[Issue]"

    class Meta:
        ordering = ["unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "unit"], name="register_one_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(status__in=["not_started", "draft", "submitted", "returned", "accepted", "nil"]),
                name="register_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "accepted", "nil"])
                | Q(
                    submitted_at__isnull=False, first_submitted_at__isnull=False, review_due_on__isnull=False
                ),
                name="register_sent_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.year}"

    @property
    def is_editable(self) -> bool:
        """Is it the department's turn to write?"""
        return self.status in (self.Status.NOT_STARTED, self.Status.DRAFT, self.Status.RETURNED)

    @property
    def awaits_review(self) -> bool:
        """Is it CMS's turn?"""
        sent_nil = self.status == self.Status.NIL and self.reviewed_at is None
        return self.status == self.Status.SUBMITTED or sent_nil
