"""Issue collection of a year, the register of each department and its rows."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.models import WorkflowModel

if TYPE_CHECKING:
    from django.db.models.manager import RelatedManager


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
        CLOSED = "closed", _("Ditutup")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="issue_collection")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("Batas Waktu"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "open", "closed"]), name="collection_status_known"
            )
        ]

    def __str__(self) -> str:
        return _("Pengumpulan isu %(year)s") % {"year": self.cycle.year}


class IssueRegisterQuerySet(models.QuerySet["IssueRegister"]):
    def visible_to(self, user: User) -> "IssueRegisterQuerySet":
        """Own units and those below; everything for CMS and BOD."""
        if user.is_cms or user.is_bod:
            return self
        return self.filter(unit__in=Unit.objects.visible_to(user))


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
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False, review_due_on__isnull=False),
                name="register_sent_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle.year}"


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
    position = models.PositiveSmallIntegerField()
    stakeholder = models.CharField(_("Stakeholders"), max_length=200)
    needs = models.TextField(_("Kebutuhan & Harapan Pihak Berkepentingan"), max_length=2000)
    issue = models.TextField(_("Isu"), max_length=2000)
    factor = models.ForeignKey(
        ReviewFactor, on_delete=models.PROTECT, related_name="issues", verbose_name=_("Tinjauan Faktor")
    )
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source)
    #: Proposed by the manager; CMS decides (`decided_category`).
    category = models.CharField(_("Kategori SWOT"), max_length=1, choices=Category)
    decided_category = models.CharField(max_length=1, choices=Category, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.PENDING)
    decision_comment = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(_("Isu Susulan"), default=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=Source.values), name="issue_source_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="issue_category_known"),
            models.CheckConstraint(
                condition=~Q(decision="accepted") | ~Q(decided_category=""), name="issue_accepted_has_category"
            ),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(decision_comment=""), name="issue_returned_has_comment"
            ),
        ]

    def __str__(self) -> str:
        return self.issue[:80]

    @property
    def final_category(self) -> str:
        """CMS's category once decided, the manager's proposal before."""
        return self.decided_category or self.category
