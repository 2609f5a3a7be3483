"""The columns that a row of the register and an Isu Susulan share (4.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from issues.models.factor import Source
from issues.rules import COLUMNS, RowValues


class Category(models.TextChoices):
    STRENGTH = "S", _("S – Strength")
    WEAKNESS = "W", _("W – Weakness")
    OPPORTUNITY = "O", _("O – Opportunity")
    THREAT = "T", _("T – Threat")


class IssueColumns(models.Model):
    """Five of the six columns; subclasses declare the sixth, `factor`, with its own reverse name."""

    stakeholder = models.CharField(_("Stakeholders"), max_length=200, blank=True)
    needs = models.TextField(_("Kebutuhan & Harapan Pihak Berkepentingan"), max_length=2000, blank=True)
    issue = models.TextField(_("Isu"), max_length=2000, blank=True)
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source, blank=True)
    #: Proposed by the manager; CMS decides (`decided_category`).
    category = models.CharField(_("Kategori SWOT"), max_length=1, choices=Category, blank=True)

    class Meta:
        abstract = True

    @property
    def values(self) -> RowValues:
        """The six columns as the grid and the rules see them."""
        return RowValues(**{name: getattr(self, name) for name in COLUMNS})
