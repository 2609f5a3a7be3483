"""The columns that a row of the register and an Isu Susulan share (4.3)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cint_portal.core.scope import ObjectiveKind
from issues.models.factor import Source
from issues.rules import ROW, RowValues, columns_of

#: Kinds are known, and what says where an obligation stands belongs to an obligation.
COLUMN_RULES = (
    (Q(kinds__contained_by=ObjectiveKind.values), "kinds_known"),
    (Q(obligation_reference="") | Q(is_obligation=True), "reference_of_an_obligation"),
)


class Category(models.TextChoices):
    STRENGTH = "S", _("S – Strength")
    WEAKNESS = "W", _("W – Weakness")
    OPPORTUNITY = "O", _("O – Opportunity")
    THREAT = "T", _("T – Threat")


class IssueColumns(models.Model):
    """Five of the six columns and the optional ones; subclasses declare `factor` with its reverse name."""

    stakeholder = models.CharField(_("Stakeholders"), max_length=200, blank=True)
    needs = models.TextField(_("Kebutuhan & Harapan Pihak Berkepentingan"), max_length=2000, blank=True)
    issue = models.TextField(_("Isu"), max_length=2000, blank=True)
    source = models.CharField(_("Sumber Isu"), max_length=10, choices=Source, blank=True)
    #: Proposed by the manager; CMS decides (`decided_category`).
    category = models.CharField(_("Kategori SWOT"), max_length=1, choices=Category, blank=True)

    # Optional: folded away in the grid until somebody needs them.
    kinds = ArrayField(
        models.CharField(max_length=12, choices=ObjectiveKind),
        default=list,
        blank=True,
        verbose_name=_("Jenis Sasaran"),
    )
    origin = models.CharField(_("Asal informasi"), max_length=200, blank=True)
    affected_target = models.CharField(_("Sasaran yang terdampak"), max_length=200, blank=True)
    #: Clause 6.1.3: a need that became an obligation to comply with, and where it stands.
    is_obligation = models.BooleanField(_("Menjadi kewajiban yang dipatuhi"), default=False)
    obligation_reference = models.CharField(_("Acuan kewajiban"), max_length=200, blank=True)
    #: Clause 4.1, amendment 2024.
    is_climate = models.BooleanField(_("Terkait perubahan iklim"), default=False)

    class Meta:
        abstract = True

    @property
    def values(self) -> RowValues:
        """The columns as the grid and the rules see them."""
        found: dict[str, Any] = dict(zip(ROW, columns_of(self), strict=True))
        found["kinds"] = tuple(found["kinds"])
        return RowValues(**found)
