"""What CMS states about the issues of a year: climate change, and whether the top issues still hold."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.core.models import VersionedModel
from cint_portal.organization.models import PlanningCycle, User
from issues.models.issue import Issue


@track()
class ClimateStatement(VersionedModel):
    """Is climate change a relevant issue this year? (ISO 9001, 14001, 45001, Amd 1:2024, clause 4.1)"""

    class Relevance(models.TextChoices):
        RELEVANT = "relevant", _("Relevan")
        NOT_RELEVANT = "not_relevant", _("Tidak relevan")

    cycle = models.OneToOneField(PlanningCycle, on_delete=models.PROTECT, related_name="climate_statement")
    relevance = models.CharField(_("Perubahan iklim"), max_length=12, choices=Relevance)
    reason = models.TextField(_("Alasan"), max_length=2000)
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    issues: "models.ManyToManyField[Issue, ClimateLink]" = models.ManyToManyField(
        Issue, through="issues.ClimateLink", related_name="+", verbose_name=_("Isu terkait")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relevance__in=["relevant", "not_relevant"]), name="climate_relevance_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="climate_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.get_relevance_display()}"


@track()
class ClimateLink(models.Model):
    """An accepted issue that the statement refers to."""

    statement = models.ForeignKey(ClimateStatement, on_delete=models.PROTECT, related_name="links")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="climate_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "issue"], name="climate_names_an_issue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} – {self.issue}"


@track()
class TopIssue(models.Model):
    """An accepted issue that CMS follows through the year."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="top")
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.issue)


@track()
class ValidityCheck(models.Model):
    """Masih berlaku? CMS's answer for a top issue in a half-year (7.2.3)."""

    class Verdict(models.TextChoices):
        VALID = "valid", _("Masih berlaku")
        CHANGED = "changed", _("Berubah")
        NO_LONGER = "no_longer", _("Tidak berlaku lagi")

    top = models.ForeignKey(TopIssue, on_delete=models.PROTECT, related_name="checks")
    semester = models.PositiveSmallIntegerField(_("Semester"))
    verdict = models.CharField(_("Masih berlaku?"), max_length=10, choices=Verdict)
    note = models.TextField(_("Keterangan"), max_length=2000, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["semester"]
        constraints = [
            models.UniqueConstraint(fields=["top", "semester"], name="validity_one_per_half_year"),
            models.CheckConstraint(condition=Q(semester__in=[1, 2]), name="validity_semester_known"),
            models.CheckConstraint(
                condition=Q(verdict__in=["valid", "changed", "no_longer"]), name="validity_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict="valid") | ~Q(note=""), name="validity_change_has_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.top} ({self.semester}): {self.get_verdict_display()}"
