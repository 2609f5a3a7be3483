"""Process analysis of a unit: outputs, whom they serve, what is expected, and the objectives that follow."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from bsc.models.locking import OF_KPI, OF_PERSPECTIVE, locked_with
from bsc.models.objective import Objective
from bsc.models.scorecard import Scorecard
from cint_portal.audit.history import track

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


@track()
class ProcessRow(models.Model):
    """One output of the unit's work: the basis of its indirect objectives (7.1.13)."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="process_rows")
    output = models.CharField(_("Output"), max_length=300)
    customer = models.CharField(_("Customer"), max_length=200, blank=True)
    expectation = models.TextField(_("Ekspektasi"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        links: "RelatedManager[ProcessLink]"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(output=""), name="process_row_has_an_output")
        ]
        triggers = [locked_with(OF_PERSPECTIVE, "scorecard_id")]

    def __str__(self) -> str:
        return self.output


@track()
class ProcessLink(models.Model):
    """An objective that a row of the process analysis leads to."""

    row = models.ForeignKey(ProcessRow, on_delete=models.CASCADE, related_name="links")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="process_links")

    class Meta:
        ordering = ["row__position", "id"]
        constraints = [models.UniqueConstraint(fields=["row", "objective"], name="process_link_once")]
        triggers = [locked_with(OF_KPI, "objective_id")]

    def __str__(self) -> str:
        return f"{self.row_id} → {self.objective_id}"
