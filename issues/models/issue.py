"""One row of a register and what CMS decided on it."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from issues.models.columns import COLUMN_RULES, Category, IssueColumns
from issues.models.factor import ReviewFactor, Source
from issues.models.register import IssueRegister

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from issues.models.review import Question, RowReview


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> "IssueQuerySet":
        if user.is_cms or user.is_bod:
            return self
        return self.filter(register__in=IssueRegister.objects.visible_to(user))

    def accepted(self) -> "IssueQuerySet":
        return self.filter(decision=Issue.Decision.ACCEPTED)


IssueManager = models.Manager.from_queryset(IssueQuerySet)


class PresentIssueManager(IssueManager["Issue"]):
    """Rows that are in the register: a removed one waits to be brought back and counts nowhere."""

    def get_queryset(self) -> IssueQuerySet:
        return IssueQuerySet(self.model, using=self._db).filter(removed_at=None)


#: What the full-text search of the register reads; the index and the filter must say the same.
SEARCHED = SearchVector("stakeholder", "needs", "issue", config="indonesian")


def _person() -> "models.ForeignKey[User | None, User | None]":
    """Who did it; no index, because nobody asks for the rows of a person and each one slows every row."""
    return models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )


@track(in_bulk=True)
class Issue(IssueColumns):
    """One row of the register: the columns of clause 4.3, and CMS's decision on it."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("Belum diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="issues")
    #: Names the row over all savings: a page invents it for a new row, so that a save may be repeated.
    key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    #: Place in the grid, from 0; of a removed row the place that it had.
    position = models.PositiveSmallIntegerField()
    # A draft may hold half a row; sending asks for all six columns.
    factor = models.ForeignKey(
        ReviewFactor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("Tinjauan Faktor"),
    )
    filled_by = _person()

    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(max_length=2000, blank=True)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Why CMS decided on another category than the one proposed; the department reads it.
    category_reason = models.TextField(max_length=2000, blank=True)
    #: CMS's own words beside the department's, never instead of them (T6).
    annotation = models.TextField(max_length=2000, blank=True)
    annotated_by = _person()
    annotated_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(_("Isu Susulan"), default=False)
    #: Last year's row that this one carries on.
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )

    #: Removed by the department; its history and what CMS said about it stay.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = _person()

    objects = PresentIssueManager()
    everything = IssueManager()

    if TYPE_CHECKING:
        questions: "RelatedManager[Question]"
        reviews: "RelatedManager[RowReview]"

    class Meta:
        ordering = ["position", "id"]
        indexes = [GinIndex(SEARCHED, name="issue_search")]
        constraints = [
            # A unique constraint cannot leave removed rows aside and wait for the end of the transaction.
            ExclusionConstraint(
                name="issue_one_per_place",
                expressions=[("register", RangeOperators.EQUAL), ("position", RangeOperators.EQUAL)],
                condition=Q(removed_at=None),
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["register", "key"], name="issue_one_per_key"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(decision="accepted"),
                name="issue_removed_by_somebody",
            ),
            *(
                models.CheckConstraint(condition=condition, name=f"issue_{name}")
                for condition, name in COLUMN_RULES
            ),
            models.CheckConstraint(
                condition=~Q(decision="accepted", is_obligation=True) | ~Q(obligation_reference=""),
                name="issue_accepted_names_its_obligation",
            ),
            models.CheckConstraint(condition=Q(source__in=["", *Source.values]), name="issue_source_known"),
            models.CheckConstraint(
                condition=Q(category__in=["", *Category.values]), name="issue_category_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision="accepted")
                | (
                    ~Q(decided_category="")
                    & ~Q(stakeholder="")
                    & ~Q(needs="")
                    & ~Q(issue="")
                    & ~Q(source="")
                    & ~Q(category="")
                    & Q(factor__isnull=False)
                ),
                name="issue_accepted_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(decision_comment=""), name="issue_returned_has_comment"
            ),
            models.CheckConstraint(
                condition=~Q(decision="accepted")
                | Q(decided_category=F("category"))
                | ~Q(category_reason=""),
                name="issue_other_category_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(annotation="") | Q(annotated_by__isnull=False, annotated_at__isnull=False),
                name="issue_annotation_has_author",
            ),
        ]

    def __str__(self) -> str:
        return self.issue[:80]

    @property
    def number(self) -> int:
        """Row number as people count."""
        return self.position + 1

    @property
    def thread_size(self) -> int:
        """Grows with every question, answer and withdrawal: tells whether a reader has seen them all."""
        return sum(1 if question.is_open else 2 for question in self.questions.all())

    @property
    def has_open_question(self) -> bool:
        return any(question.is_open for question in self.questions.all())

    @property
    def has_other_category(self) -> bool:
        """Has CMS decided on another category than the department proposed?"""
        return self.decided_category not in ("", self.category)

    def is_settled(self, register: IssueRegister) -> bool:
        """Was it accepted in an earlier round, or on its own (Isu Susulan)? It is never decided again."""
        decided_before = self.decided_at and register.submitted_at and self.decided_at < register.submitted_at
        return self.decision == self.Decision.ACCEPTED and bool(decided_before or self.is_late)

    @property
    def final_category(self) -> str:
        """CMS's category once decided, the manager's proposal before."""
        return self.decided_category or self.category
