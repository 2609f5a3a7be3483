"""Tables of the kernel base: the clock's shift and the form nonces."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ClockShift(models.Model):
    """The one row that moves the clock; it may exist only outside production."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    shift = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="core_one_clock_shift")]

    def __str__(self) -> str:
        return str(self.shift)


class FormNonce(models.Model):
    """A form that was accepted once, and where its sender was led: a second click gets the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "nonce"], name="core_one_use_per_form")]

    def __str__(self) -> str:
        return self.nonce


class VersionedModel(models.Model):
    """A row whose edits are counted, so that a stale tab is noticed before it overwrites."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
