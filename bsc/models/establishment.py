"""What a meeting established, and the locked versions that came of it (7.1.18–7.1.19)."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from bsc.models.meeting import Meeting
from bsc.models.scorecard import Scorecard
from cint_portal.audit.history import track
from cint_portal.organization.models import User


@track()
class EstablishedScorecard(models.Model):
    """A scorecard that the meeting's decision established."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="established")
    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="establishments")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "scorecard"], name="meeting_decides_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.scorecard_id}"


class ScorecardVersion(models.Model):
    """A locked version (Rev. 00, addenda): the content as it was, never changed again."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveSmallIntegerField()
    effective_from = models.DateField()
    #: The request whose Adendum brought this version, possibly another scorecard's (KPI Bersama).
    change = models.ForeignKey(
        "bsc.ChangeRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="versions"
    )
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["scorecard", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "revision"], name="version_revision_once")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return _("%(scorecard)s Rev. %(revision)02d") % {
            "scorecard": self.scorecard,
            "revision": self.revision,
        }
