"""Isu SWOT and the accepted issues that stand behind it."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from issues.models import Category, Issue
from swot.models.analysis import SwotAnalysis


class SwotItemQuerySet(models.QuerySet["SwotItem"]):
    def in_tab_order(self) -> "SwotItemQuerySet":
        """S, W, O, T, and inside a tab by place; the alphabet would put O before S."""
        return self.order_by(StrIndex(Value("SWOT"), "category"), "position", "pk")

    def standing(self) -> "SwotItemQuerySet":
        """What is scored and answered: items that were merged into another rest behind it."""
        return self.filter(merged_into=None)


@track()
class SwotItem(models.Model):
    """Isu SWOT: one or several similar issues, weighed and rated by CMS."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="items")
    category = models.CharField(max_length=1, choices=Category)
    text = models.TextField(_("Isu SWOT"), max_length=2000)
    position = models.PositiveSmallIntegerField(default=0)
    weight = models.PositiveSmallIntegerField(_("Bobot"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("Rating"), null=True, blank=True)
    issues = models.ManyToManyField(Issue, through="SwotItemSource", related_name="swot_items")
    #: The item that speaks for this one. Sources, numbers and strategies stay: splitting loses nothing.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    #: What the item said before it spoke for others; empty while it speaks for itself.
    own_text = models.TextField(max_length=2000, blank=True)

    #: Filled by `standing_with_evidence`: every source behind the item, and the items merged into it.
    behind: "tuple[SwotItemSource, ...]" = ()
    parts: "tuple[SwotItem, ...]" = ()

    objects = SwotItemQuerySet.as_manager()

    class Meta:
        ordering = ["category", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=1, weight__lte=5), name="swot_weight_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="swot_rating_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="swot_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def code(self) -> str:
        """S1, W2 …: its place in the tab, kept for life so that strategies can quote it."""
        return f"{self.category}{self.position}"


class SwotItemSource(models.Model):
    """An issue stands behind exactly one SWOT item."""

    item = models.ForeignKey(SwotItem, on_delete=models.CASCADE, related_name="sources")
    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="swot_source")

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.issue_id}"
