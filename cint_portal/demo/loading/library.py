"""CMS's words on the definitions of the KPI library."""

from datetime import date

from bsc.models import Measure
from bsc.services.library import mark_definition
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.library import MARKS
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle


def mark_library(cast: Cast, cycle: PlanningCycle) -> None:
    """After the year's establishment CMS recommends some definitions and retires one."""
    now = at(date(cycle.year, 2, 2), 10)
    found = {row.name: row for row in Measure.objects.filter(cycle=cycle).select_related("owner_unit")}
    with acting(cast.cms, now):
        for name, standing, reason in MARKS:
            if name in found:
                mark_definition(
                    measure=found[name], standing=standing, reason=reason, actor=cast.cms, now=now
                )
