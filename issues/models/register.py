"""The register of a department and whose turn it is."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from issues.models.issue import Issue
    from issues.models.review import QuestionManager, ReviewRound


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

    def still_taken(self, today: date) -> "IssueRegisterQuerySet":
        """Those that may still be sent (`rules.is_still_taken`): also those of a closed collection."""
        own_date = Q(due_on__gte=today) & ~Q(due_on=F("cycle__issue_collection__due_on"))
        return self.filter(~Q(cycle__issue_collection__status="closed") | own_date)

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

    #: Siap Diperiksa Manager: who finished typing and when; void once somebody types on, or it is sent.
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: Which page saved last and what version came of it: a save whose answer got lost may be repeated.
    saved_page = models.CharField(max_length=80, blank=True, editable=False)

    objects = IssueRegisterQuerySet.as_manager()

    if TYPE_CHECKING:
        issues: "RelatedManager[Issue]"
        questions: "QuestionManager"
        rounds: "RelatedManager[ReviewRound]"

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
            models.CheckConstraint(
                condition=Q(handed_over_at=None, handed_over_by=None)
                | Q(
                    handed_over_at__isnull=False,
                    handed_over_by__isnull=False,
                    status__in=["draft", "returned"],
                ),
                name="register_handed_over_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.year}"

    @property
    def is_editable(self) -> bool:
        """Is it the department's turn to write?"""
        return self.status in (self.Status.NOT_STARTED, self.Status.DRAFT, self.Status.RETURNED)

    @property
    def is_handed_over(self) -> bool:
        """Has the drafter said that the manager may look and send?"""
        return self.handed_over_at is not None

    @property
    def judged_on(self) -> date:
        """The date that makes the first submission timely: an extension given before it counts."""
        return self.extended_until or self.first_due_on

    @property
    def awaits_review(self) -> bool:
        """Is it CMS's turn?"""
        sent_nil = self.status == self.Status.NIL and self.reviewed_at is None
        return self.status == self.Status.SUBMITTED or sent_nil
