"""What CMS says about the class of a measure's figures, against the default of its perspective."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models.measure import Measure
from cint_portal.audit.history import track
from cint_portal.organization.models import User


@track()
class FigureClass(models.Model):
    """Terbatas or Internal, by CMS; a measure without a row follows `bsc.rules.figure_class`.

    Beside the measure, not in it: what the board approved stays locked, its class may still change.
    """

    measure = models.OneToOneField(Measure, on_delete=models.CASCADE, related_name="figure_class")
    is_restricted = models.BooleanField(_("Angka Terbatas"))
    reason = models.CharField(_("Alasan"), max_length=300)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="figure_class_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {'Terbatas' if self.is_restricted else 'Internal'}"
