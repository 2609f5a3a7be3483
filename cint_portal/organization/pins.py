"""PIN tanda tangan: six digits that confirm a decision on a log-in that began with the password (T75)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track

#: Wrong entries in a row after which only the password helps.
MAX_FAILURES = 5


@track(exclude=("digest", "failures"))
class SigningPin(models.Model):
    """One PIN per person; kept like a password, never shown, blocked after five wrong entries."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signing_pin"
    )
    digest = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("PIN tanda tangan")
        verbose_name_plural = _("PIN tanda tangan")
        constraints = [
            models.CheckConstraint(condition=Q(failures__lte=MAX_FAILURES), name="pin_failures_counted")
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_blocked(self) -> bool:
        return self.failures >= MAX_FAILURES
