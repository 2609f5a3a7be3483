"""Several raters, each blind to the others until CMS closes the round (domain rules §1)."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from swot.models.analysis import SwotAnalysis
from swot.models.item import SwotItem

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


@track()
class RatingRound(models.Model):
    """Putaran penilaian: opened by CMS for named raters; while it is open nobody sees another's values."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        raters: "RelatedManager[RoundRater]"

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="rating_round_number_once"),
            models.UniqueConstraint(
                fields=["analysis"], condition=Q(closed_at=None), name="rating_round_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("opened_at")),
                name="rating_round_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analysis} / {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@track()
class RoundRater(models.Model):
    """A person asked to rate in a round; `done_at` once he or she says that all is filled in."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="raters")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        ratings: "RelatedManager[BlindRating]"

    class Meta:
        ordering = ["person__full_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="round_rater_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.person}"


@track()
class BlindRating(models.Model):
    """What one rater gives one item; either number may still be missing."""

    rater = models.ForeignKey(RoundRater, on_delete=models.PROTECT, related_name="ratings")
    item = models.ForeignKey(SwotItem, on_delete=models.PROTECT, related_name="blind_ratings")
    weight = models.PositiveSmallIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rater", "item"], name="blind_rating_once"),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=1, weight__lte=5), name="blind_weight_in_scale"
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="blind_rating_in_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rater} → {self.item_id}"
