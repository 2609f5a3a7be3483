"""Secret addresses under which a person's calendar program reads the BSC calendar."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def in_force(self) -> "CalendarFeedQuerySet":
        """Not revoked, and the person still belongs to the company."""
        return self.filter(revoked_at=None, person__is_active=True)


@track(exclude=("secret_sha256",))
class CalendarFeed(models.Model):
    """One secret address. Only its digest is kept: whoever reads the table cannot read the calendar."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("alamat kalender")
        verbose_name_plural = _("alamat kalender")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_calendar_address_each", condition=Q(revoked_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}"
