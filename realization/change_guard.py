"""No change of a scorecard reaches into a verified month unless the board decides so (7.1.19)."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from bsc.models import ChangeRequest, Kpi
from cint_portal.core.errors import InvalidInput
from cint_portal.workflow.signals import transition_performed
from realization.models import Actual, Realization
from realization.selectors.results.spans import month_name

#: Steps with which a request goes on; the last of them puts it in force.
GOING_ON = ("submit", "send_to_board", "forward", "approve")


@receiver(transition_performed, sender=ChangeRequest)
def keep_verified_months(sender: Any, log: Any, obj: ChangeRequest, actor: Any, **kwargs: Any) -> None:
    """Raises InvalidInput, which undoes the step; a request that asks to reach back may pass."""
    if log.transition not in GOING_ON:
        return
    _keep_entered_figures(obj)
    if obj.reaches_back:
        return
    _keep_replaced_figures(obj)
    month = last_verified_month(obj)
    if month is None:
        return
    year = obj.scorecard.cycle.year
    raise InvalidInput(
        _("%(month)s sudah diverifikasi. Pilih bulan berlaku sesudahnya, atau minta berlaku surut.")
        % {"month": month_name(year, month)}
    )


def _keep_entered_figures(request: ChangeRequest) -> None:
    """Another unit takes over from months that nobody has filled yet; raises InvalidInput."""
    changed = [
        line for line in request.lines.select_related("kpi__measure") if "filler_id" in line.definition
    ]
    entered = Actual.objects.filter(
        measure__in=[line.kpi.measure_id for line in changed], month__gte=request.effective_month
    ).exclude(state=Actual.State.BLANK)
    found = entered.select_related("measure").order_by("-month").first() if changed else None
    if found is not None:
        month = month_name(request.scorecard.cycle.year, found.month)
        raise InvalidInput(
            _("%(kpi)s: %(month)s sudah diisi. Pengisi baru mulai dari bulan sesudahnya.")
            % {"kpi": found.measure.name, "month": month}
        )


def _keep_replaced_figures(request: ChangeRequest) -> None:
    """No figure is left behind where another KPI takes the place of its own; raises InvalidInput."""
    replaced = request.additions.exclude(replaces=None).values("replaces__measure")
    entered = Actual.objects.filter(
        measure__in=replaced, measure__owner_unit=request.scorecard.unit_id
    ).filter(month__gte=request.effective_month)
    found = entered.exclude(state=Actual.State.BLANK).select_related("measure").order_by("-month").first()
    if found is not None:
        month = month_name(request.scorecard.cycle.year, found.month)
        raise InvalidInput(
            _("%(kpi)s: %(month)s sudah diisi. Penggantinya mulai dari bulan sesudahnya.")
            % {"kpi": found.measure.name, "month": month}
        )


def last_verified_month(request: ChangeRequest) -> int | None:
    """The newest verified month, from the effective one on, of whoever fills a KPI of the scorecard.

    One that it is about to weigh (KPI Bersama) counts too: its figures would change the month's total.
    """
    weighed = Kpi.objects.filter(objective__perspective__scorecard=request.scorecard_id)
    units = Q(unit__in=weighed.values("measure__filler_unit"))
    units |= Q(unit__in=request.additions.exclude(measure=None).values("measure__filler_unit"))
    verified = Realization.objects.filter(
        units,
        cycle=request.scorecard.cycle_id,
        month__gte=request.effective_month,
        status=Realization.Status.VERIFIED,
    )
    return verified.order_by("-month").values_list("month", flat=True).first()
