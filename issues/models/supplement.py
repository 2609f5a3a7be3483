"""Isu Susulan: an issue that arises later in the year, reviewed by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import Unit, User
from cint_portal.workflow.models import WorkflowModel
from issues.models.columns import COLUMN_RULES, Category, IssueColumns
from issues.models.factor import ReviewFactor, Source
from issues.models.issue import Issue
from issues.models.register import IssueRegister


class SupplementQuerySet(models.QuerySet["SupplementaryIssue"]):
    def visible_to(self, user: User) -> "SupplementQuerySet":
        return self.filter(register__in=IssueRegister.objects.visible_to(user))

    def awaiting_review(self) -> "SupplementQuerySet":
        return self.filter(status=SupplementaryIssue.Status.SUBMITTED)


@track()
class SupplementaryIssue(WorkflowModel, IssueColumns):
    """One late issue on its way to CMS; once accepted it is a row of the register (4.1)."""

    class Status(models.TextChoices):
        #: Only until the form that makes it has also sent it.
        DRAFT = "draft", _("Draf")
        SUBMITTED = "submitted", _("Dikirim ke CMS")
        RETURNED = "returned", _("Dikembalikan")
        ACCEPTED = "accepted", _("Diterima")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="supplements")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    factor = models.ForeignKey(
        ReviewFactor, on_delete=models.PROTECT, related_name="+", verbose_name=_("Tinjauan Faktor")
    )
    occasion = models.TextField(_("Apa yang memunculkan isu ini"), max_length=2000)
    round = models.PositiveSmallIntegerField(_("Putaran"), default=0)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: Until when CMS must have reviewed it (3 HK after the day of receipt).
    review_due_on = models.DateField()
    #: Until when a returned one is to be repaired.
    due_on = models.DateField(_("Batas Waktu"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    decision_comment = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The row of the register that it became.
    row = models.OneToOneField(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="supplement"
    )

    objects = SupplementQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "accepted", "withdrawn"]),
                name="supplement_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(stakeholder="")
                & ~Q(needs="")
                & ~Q(issue="")
                & ~Q(occasion="")
                & Q(source__in=Source.values)
                & Q(category__in=Category.values),
                name="supplement_is_complete",
            ),
            *(
                models.CheckConstraint(condition=condition, name=f"supplement_{name}")
                for condition, name in COLUMN_RULES
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(row__isnull=False) & ~Q(decided_category=""),
                name="supplement_accepted_is_a_row",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(decision_comment="") & Q(due_on__isnull=False),
                name="supplement_returned_has_comment",
            ),
        ]

    def __str__(self) -> str:
        return self.issue[:80]

    @property
    def unit(self) -> Unit:
        return self.register.unit

    @property
    def awaits_review(self) -> bool:
        return self.status == self.Status.SUBMITTED
