"""Changes after the lock: a request passes CMS and the board and becomes a numbered Adendum (7.1.19)."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bsc.models.change_bundle import ChangeBundle
from bsc.models.kpi import Kpi
from bsc.models.measure import DIGITS, PLACES, Measure, finite
from bsc.models.objective import Objective
from bsc.models.scorecard import Scorecard, ScorecardPerspective
from cint_portal.audit.history import track
from cint_portal.core.dates import format_month
from cint_portal.organization.models import Unit, User
from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog, WorkflowModel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

#: Transitions of the change machine that an author of the request may not perform.
INDEPENDENT = ("return_by_cms", "forward", "approve", "return_by_board", "reject")


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: User) -> "ChangeRequestQuerySet":
        """Once in force it belongs to the scorecard; before, to those who work in its unit and who decide."""
        seen = self.filter(scorecard__in=Scorecard.objects.visible_to(user))
        if user.is_cms or user.is_bod:
            return seen
        inside = Q(scorecard__unit__in=Unit.objects.visible_to(user))
        inside |= Q(scorecard__unit__substitute_reviewer=user)
        return seen.filter(inside | Q(status=ChangeRequest.Status.IN_FORCE))


@track()
class ChangeRequest(WorkflowModel):
    """What shall be different in an established scorecard from a month on; its lines say what."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SENT_CMS = "sent_cms", _("Dikirim ke CMS")
        RETURNED = "returned", _("Dikembalikan")
        WITH_BOARD = "with_board", _("Menunggu Direksi")
        #: Only inside the transaction that applies the change: the database lets the lines through.
        APPROVED = "approved", _("Disetujui")
        IN_FORCE = "in_force", _("Berlaku")
        REJECTED = "rejected", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Dibatalkan")

    OPEN = (Status.DRAFT, Status.SENT_CMS, Status.RETURNED, Status.WITH_BOARD, Status.APPROVED)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="change_requests")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    reason = models.TextField(_("Alasan perubahan"))
    effective_month = models.PositiveSmallIntegerField(
        _("Berlaku mulai"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    #: Asked of the board expressly: the change reaches back into verified months.
    reaches_back = models.BooleanField(_("Berlaku surut ke bulan yang sudah diverifikasi"), default=False)
    review_due_on = models.DateField(null=True, blank=True)
    #: Number of the Adendum, which is the revision that it brought.
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    #: Revisi Target Massal: goes its way together with the others of the bundle.
    bundle = models.ForeignKey(
        ChangeBundle, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )

    objects = ChangeRequestQuerySet.as_manager()

    if TYPE_CHECKING:
        lines: "RelatedManager[ChangeLine]"
        lanes: "RelatedManager[ChangeLane]"
        additions: "RelatedManager[ChangeAddition]"

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scorecard"],
                condition=Q(status__in=["draft", "sent_cms", "returned", "with_board", "approved"]),
                name="change_one_open_per_scorecard",
            ),
            models.CheckConstraint(
                condition=Q(effective_month__gte=1, effective_month__lte=12), name="change_month_exists"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "sent_cms",
                        "returned",
                        "with_board",
                        "approved",
                        "in_force",
                        "rejected",
                        "withdrawn",
                    ]
                ),
                name="change_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_force") | Q(number__isnull=False), name="change_in_force_has_number"
            ),
        ]

    def __str__(self) -> str:
        if self.number is not None:
            return _("Adendum %(number)02d %(scorecard)s") % {
                "number": self.number,
                "scorecard": self.scorecard,
            }
        return _("Permintaan perubahan %(scorecard)s") % {"scorecard": self.scorecard}

    @property
    def unit(self) -> Unit:
        return self.scorecard.unit

    @property
    def kpi_count(self) -> int:
        """How many KPIs it speaks of; one that is replaced counts with its successor."""
        return self.lines.count() + self.additions.filter(replaces=None).count()

    @property
    def month_name(self) -> str:
        """Juli 2027, in the reader's language."""
        return format_month(self.scorecard.cycle.year, self.effective_month, (get_language() or "id")[:2])


@track()
class ChangeLine(models.Model):
    """What changes in one KPI; an empty field stays as it is."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="lines")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="change_lines")
    #: The year's new target; the months from the effective one on share what is left, unless typed.
    target = models.DecimalField(
        _("Target baru"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    #: Typed targets by month: {"7": ["1200", null]}, numbers as text, pairs for ratios.
    months = models.JSONField(default=dict, blank=True)
    weight = models.DecimalField(_("Bobot baru"), max_digits=6, decimal_places=2, null=True, blank=True)
    ends = models.BooleanField(_("KPI dihentikan"), default=False)
    #: New range, definition, source, evidence or filler, as a version's content writes them.
    definition = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            *finite("target"),
            models.UniqueConstraint(fields=["request", "kpi"], name="change_line_once"),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100),
                name="change_line_weight_in_range",
            ),
            models.CheckConstraint(
                condition=Q(ends=False) | Q(target=None, weight=None, months={}, definition={}),
                name="change_line_ends_or_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.kpi_id}"

    @property
    def changes_measure(self) -> bool:
        """For every scorecard that weighs it, unlike a weight or an end."""
        return self.target is not None or bool(self.months or self.definition)


@track()
class ChangeLane(models.Model):
    """A perspective's new weight."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="lanes")
    perspective = models.ForeignKey(ScorecardPerspective, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(_("Bobot baru"), max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "perspective"], name="change_lane_once"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="change_lane_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.perspective_id}"


@track()
class ChangeAddition(models.Model):
    """A row that the Adendum adds; `row` is how it will stand in the content (`content.kpi_content`).

    A KPI with a measure of its own, a group, a sub-indicator of a group that stands (`group`) or comes with
    the same request (`above`), or another scorecard's `measure` (KPI Bersama): that one's content is read
    when it is needed, never kept here. Ids in `row` are 0: the tables give them, until then `placeholder`
    stands for both.
    """

    class FigureClass(models.TextChoices):
        BY_RULE = "", _("Mengikuti aturan perspektifnya")
        RESTRICTED = "restricted", _("Terbatas: tertutup sampai dirilis")
        INTERNAL = "internal", _("Internal: terbaca oleh semua yang membaca hasil")

    request = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="additions")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+")
    row = models.JSONField(default=dict)
    group = models.ForeignKey(Kpi, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    above = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The KPI that ends for it, in the same request.
    replaces = models.ForeignKey(Kpi, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Class of its figures as asked for; CMS agrees by handing the request on.
    figure_class = models.CharField(
        _("Kelas angka realisasi"), max_length=10, choices=FigureClass, blank=True, default=""
    )
    class_reason = models.CharField(_("Alasan kelas angka"), max_length=300, blank=True)
    #: The row that it became.
    added = models.OneToOneField(Kpi, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    if TYPE_CHECKING:
        parts: "RelatedManager[ChangeAddition]"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "replaces"],
                condition=Q(replaces__isnull=False),
                name="addition_replaces_once",
            ),
            models.CheckConstraint(condition=Q(group=None) | Q(above=None), name="addition_under_one_group"),
            models.CheckConstraint(
                condition=Q(measure=None) | Q(group=None, above=None), name="addition_joint_is_no_part"
            ),
            models.CheckConstraint(
                condition=Q(figure_class="") | ~Q(class_reason=""), name="addition_class_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.row.get("name", ""))

    @property
    def placeholder(self) -> int:
        """No stored row has a negative id."""
        return -self.pk

    @property
    def is_group(self) -> bool:
        return self.measure_id is None and not self.row.get("measure")

    @property
    def is_part(self) -> bool:
        """A sub-indicator, of a group that stands or of a new one."""
        return self.group_id is not None or self.above_id is not None

    def content(self, joint: dict[str, Any] | None = None) -> dict[str, Any]:
        """The row with its placeholder in both places; of a KPI Bersama with the measure's own content."""
        row = {**self.row, "id": self.placeholder}
        if joint is not None:
            return {**row, "name": joint["name"], "measure": joint}
        return {**row, "measure": row["measure"] and {**row["measure"], "id": self.placeholder}}


class ChangeDecision(TransitionLog):
    """A line of the log that a change request's machine wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [authors_do_not_decide("bsc_changerequest", "change_request", INDEPENDENT)]
