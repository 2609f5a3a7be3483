"""What became of last year's issues."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import User
from issues.models.issue import Issue
from issues.models.register import IssueRegister


@track()
class IssueFate(models.Model):
    """The fate of one of last year's issues, as the department's register of this year tells it."""

    class Fate(models.TextChoices):
        PERSISTING = "persisting", _("Masih berlanjut")
        SOLVED = "solved", _("Sudah teratasi")
        STRENGTH = "strength", _("Menjadi kekuatan")
        IRRELEVANT = "irrelevant", _("Tidak relevan lagi")

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="fate")
    register = models.ForeignKey(IssueRegister, on_delete=models.PROTECT, related_name="fates")
    fate = models.CharField(_("Nasib isu"), max_length=12, choices=Fate)
    note = models.TextField(_("Keterangan"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fate__in=["persisting", "solved", "strength", "irrelevant"]), name="fate_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.get_fate_display()}"
