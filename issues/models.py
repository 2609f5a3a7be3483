"""Issue collection of a year, the register of each department and its rows."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import WorkflowModel
from issues.rules import COLUMNS, RowValues

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Source(models.TextChoices):
    INTERNAL = "internal", _("Internal")
    EXTERNAL = "external", _("Eksternal")


class Category(models.TextChoices):
    STRENGTH = "S", _("S – Strength")
    WEAKNESS = "W", _("W – Weakness")
    OPPORTUNITY = "O", _("O – Opportunity")
    THREAT = "T", _("T – Threat")


@track()
class ReviewFactor(models.Model):
    """Tinjauan Faktor: an editable list (PESTEL outside; people, machine, method … inside)."""

    name = models.CharField(_("Tinjauan Faktor"), max_length=100, unique=True)
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("Dipakai"), default=True)

    class Meta:
        verbose_name = _("tinjauan faktor")
        verbose_name_plural = _("tinjauan faktor")
        ordering = ["source", "position", "name"]

    def __str__(self) -> str:
        return self.name


@track()
class IssueCollection(WorkflowModel):
    """The call for issues of a year (7.1.1)."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Belum dibuka")
        OPEN = "open", _("Dibuka")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="issue_collection")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("Batas Waktu"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "open"]), name="collection_status_known"
            )
        ]

    def __str__(self) -> str:
        return _("Pengumpulan isu %(year)s") % {"year": self.cycle.year}


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
    #: The date against which the first submission is judged; a return does not move it.
    first_due_on = models.DateField()
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Until when CMS must have reviewed what it received (3 HK after the day of receipt).
    review_due_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

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


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> "IssueQuerySet":
        return self.filter(register__in=IssueRegister.objects.visible_to(user))

    def accepted(self) -> "IssueQuerySet":
        return self.filter(decision=Issue.Decision.ACCEPTED)


@track()
class Issue(models.Model):
    """One row of the register: the six columns of clause 4.3, and CMS's decision on it."""

    class Decision(models.TextChoices):
        PENDING = "pending", _("Belum diperiksa")
        ACCEPTED = "accepted", _("Diterima")
        RETURNED = "returned", _("Dikembalikan")

    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="issues")
    #: Place in the grid, from 0. It also tells one unsaved row from another while the page saves itself.
    position = models.PositiveSmallIntegerField()
    # A draft may hold half a row; sending asks for all six columns.
    stakeholder = models.CharField(_("Stakeholders"), max_length=200, blank=True)
    needs = models.TextField(_("Kebutuhan & Harapan Pihak Berkepentingan"), max_length=2000, blank=True)
    issue = models.TextField(_("Isu"), max_length=2000, blank=True)
    factor = models.ForeignKey(
        ReviewFactor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("Tinjauan Faktor"),
    )
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source, blank=True)
    #: Proposed by the manager; CMS decides (`decided_category`).
    category = models.CharField(_("Kategori SWOT"), max_length=1, choices=Category, blank=True)
    filled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    #: What the row said when CMS last returned it, and why: shown beside the repaired text.
    returned_values = models.JSONField(null=True, blank=True)
    is_late = models.BooleanField(_("Isu Susulan"), default=False)

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
        ]

    def __str__(self) -> str:
        return self.issue[:80]

    @property
    def values(self) -> RowValues:
        """The six columns as the grid and the rules see them."""
        return RowValues(**{name: getattr(self, name) for name in COLUMNS})

    @property
    def number(self) -> int:
        """Row number as people count."""
        return self.position + 1

    def is_settled(self, register: IssueRegister) -> bool:
        """Was it accepted in an earlier round? Such a row is never decided again."""
        decided_before = self.decided_at and register.submitted_at and self.decided_at < register.submitted_at
        return self.decision == self.Decision.ACCEPTED and bool(decided_before)

    @property
    def final_category(self) -> str:
        """CMS's category once decided, the manager's proposal before."""
        return self.decided_category or self.category
