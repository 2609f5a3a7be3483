"""Strategies of the matrix and the Strategi Inisiatif born of them."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from cint_portal.audit.history import track
from cint_portal.organization.models import Unit
from swot.models.analysis import Cell, SwotAnalysis
from swot.models.item import SwotItem


def fingerprint(*parts: object) -> str:
    """Tells whether a form was made from the content that is stored now."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


@track()
class Strategy(models.Model):
    """A strategy of the matrix, composed from items of the two tabs of its cell."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="strategies")
    cell = models.CharField(max_length=2, choices=Cell)
    text = models.TextField(_("Strategi"), max_length=1000)
    items = models.ManyToManyField(SwotItem, related_name="strategies")
    position = models.PositiveSmallIntegerField(default=0)

    #: Filled by `show_speakers`: the standing items that speak for those it was composed from.
    shown_items: "tuple[SwotItem, ...]" = ()

    class Meta:
        ordering = ["cell", "position", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def fingerprint(self) -> str:
        return fingerprint(self.text, *sorted(self.items.values_list("pk", flat=True)))


@track()
class StrategicInitiative(models.Model):
    """Strategi Inisiatif (7.1.9): what the company will do, born of one or more strategies."""

    analysis = models.ForeignKey(SwotAnalysis, on_delete=models.PROTECT, related_name="initiatives")
    code = models.CharField(_("Kode"), max_length=20)
    name = models.CharField(_("Strategi Inisiatif"), max_length=300)
    strategies = models.ManyToManyField(Strategy, related_name="initiatives")
    owner_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="initiatives", verbose_name=_("Penanggung jawab")
    )
    perspective = models.CharField(_("Perspektif"), max_length=100, blank=True)
    horizon = models.CharField(_("Jangka waktu"), max_length=100, blank=True)
    budget_note = models.CharField(_("Catatan anggaran"), max_length=300, blank=True)
    expected_effect = models.TextField(_("Dampak yang diharapkan"), max_length=1000, blank=True)
    risk_reference = models.CharField(_("Nomor register risiko"), max_length=100, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "code"], name="initiative_code_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def fingerprint(self) -> str:
        planned = (self.horizon, self.budget_note, self.expected_effect, self.risk_reference)
        strategies = sorted(self.strategies.values_list("pk", flat=True))
        return fingerprint(self.code, self.name, self.perspective, *planned, self.owner_unit_id, *strategies)
