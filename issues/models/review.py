"""What CMS's review leaves behind: finished rounds, the decision on each row, questions to the department."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from issues.models.columns import Category
from issues.models.issue import Issue
from issues.models.register import IssueRegister

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


@track()
class ReviewRound(models.Model):
    """A finished round: what was received and until when CMS had time, who ended it when and how.

    While a round runs its facts stand on the register; they are copied here when it ends.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("Putaran"))
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_due_on = models.DateField()
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    comment = models.TextField(blank=True)
    #: The department's own date for the repair; only after a return.
    repair_due_on = models.DateField(null=True, blank=True)
    #: Why there was nothing to report; a round with rows has none.
    nil_reason = models.TextField(blank=True)

    if TYPE_CHECKING:
        rows: "RelatedManager[RowReview]"

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="review_round_once"),
            models.CheckConstraint(
                condition=Q(outcome="accepted", repair_due_on=None)
                | Q(outcome="returned", repair_due_on__isnull=False),
                name="review_round_outcome_known",
            ),
            models.CheckConstraint(condition=Q(ended_at__gte=F("sent_at")), name="review_round_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.register} – {self.number}"


@track()
class RowReview(models.Model):
    """One row as it stood in a finished round, and what CMS decided on it then."""

    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="rows")
    #: None once the department has deleted a returned row: what was said about it stays.
    issue = models.ForeignKey(Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    #: The six columns as sent, and the factor's name in those days.
    values = models.JSONField()
    filled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Issue.Decision)
    comment = models.TextField(blank=True)
    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    category_reason = models.TextField(blank=True)
    annotation = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="row_review_once"),
            models.CheckConstraint(
                condition=Q(decision="accepted") | (Q(decision="returned") & ~Q(comment="")),
                name="row_review_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.number}: {self.get_decision_display()}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(answered_at=None, withdrawn_at=None)


if TYPE_CHECKING:

    class QuestionManager(RelatedManager["Question"]):
        """The questions of a register."""

        def open(self) -> QuestionQuerySet: ...


@track()
class Question(models.Model):
    """Minta Konfirmasi: CMS asks about a row, the department answers; the register stays with CMS.

    A row's questions are its thread; one that is neither answered nor withdrawn keeps the row from being
    accepted.
    """

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="questions")
    issue = models.ForeignKey(
        Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    #: How row and round were called when CMS asked.
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="question_one_open_per_row",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_has_text"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="question_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, answered_at=None),
                name="question_closed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None
