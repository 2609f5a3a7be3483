"""One row of a register and what CMS decided on it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from issues.models.columns import Category, IssueColumns
from issues.models.factor import ReviewFactor, Source
from issues.models.register import IssueRegister


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> "IssueQuerySet":
        return self.filter(register__in=IssueRegister.objects.visible_to(user))

    def accepted(self) -> "IssueQuerySet":
        return self.filter(decision=Issue.Decision.ACCEPTED)


@track()
class Issue(IssueColumns):
    """One row of the register: the six columns of clause 4.3, and CMS's decision on it."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("Belum diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="issues")
    #: Place in the grid, from 0. It also tells one unsaved row from another while the page saves itself.
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
    filled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Why CMS decided on another category than the one proposed; the department reads it.
    category_reason = models.TextField(max_length=2000, blank=True)
    #: CMS's own words beside the department's, never instead of them (T6).
    annotation = models.TextField(max_length=2000, blank=True)
    annotated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    annotated_at = models.DateTimeField(null=True, blank=True)
    #: What the row said when CMS last returned it, and why: shown beside the repaired text.
    returned_values = models.JSONField(null=True, blank=True)
    is_late = models.BooleanField(_("Isu Susulan"), default=False)
    #: Last year's row that this one carries on.
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors"
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "position"],
                name="issue_one_per_place",
                deferrable=models.Deferrable.DEFERRED,
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

    def is_settled(self, register: IssueRegister) -> bool:
        """Was it accepted in an earlier round, or on its own (Isu Susulan)? It is never decided again."""
        decided_before = self.decided_at and register.submitted_at and self.decided_at < register.submitted_at
        return self.decision == self.Decision.ACCEPTED and bool(decided_before or self.is_late)

    @property
    def final_category(self) -> str:
        """CMS's category once decided, the manager's proposal before."""
        return self.decided_category or self.category
