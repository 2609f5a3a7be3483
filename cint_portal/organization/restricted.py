"""Akses Terbatas: who outside the board and the owners may read unpublished figures, and until when."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.core.clock import Today


class RestrictedGrantQuerySet(models.QuerySet["RestrictedGrant"]):
    def in_force(self, day: date | Today | None = None) -> "RestrictedGrantQuerySet":
        day = day or Today()
        return self.filter(ended_at=None, valid_from__lte=day).filter(
            Q(valid_until=None) | Q(valid_until__gte=day)
        )


@track()
class RestrictedGrant(models.Model):
    """An auditor or a member of CMS's staff, by name, with a reason; it ends by its date or is ended."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="restricted_grants",
        verbose_name=_("Orang"),
    )
    valid_from = models.DateField(_("Berlaku dari"))
    valid_until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    reason = models.CharField(_("Alasan"), max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RestrictedGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="grant_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="grant_ended_by_somebody",
            ),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        models.Func("valid_from", "valid_until", models.Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.valid_from}"
