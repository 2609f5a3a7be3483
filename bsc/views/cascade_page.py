"""What the pages of the cascade share: the year, the scorecard that is cascaded, the ways to look at it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.permissions import can_see_cascade
from bsc.selectors.cascade import cascaded_scorecards
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import year_context
from cint_portal.core import clock
from cint_portal.organization.years import YearSwitch, year_switch
from cint_portal.workflow.services import require


@dataclass(frozen=True)
class CascadeSource:
    """The decided scorecards of the year that the person may see, and the chosen one."""

    switch: YearSwitch
    sources: list[Scorecard]
    chosen: Scorecard | None


def cascade_source(request: PersonRequest) -> CascadeSource:
    """By `?year=` and `?scorecard=`; 403 for whom the cascade is not meant."""
    require(can_see_cascade(request.user))
    switch = year_switch(request.GET.get("year"), clock.now())
    sources = cascaded_scorecards(switch.cycle, request.user) if switch.cycle else []
    asked = request.GET.get("scorecard", "")
    chosen = next((row for row in sources if str(row.pk) == asked), sources[0] if sources else None)
    return CascadeSource(switch, sources, chosen)


def cascade_frame(source: CascadeSource, here: str) -> dict[str, Any]:
    """Title, ways to look, sources; `here` is matrix, tree, table or findings."""
    query = f"?year={source.switch.current}"
    if source.chosen is not None:
        query += f"&scorecard={source.chosen.pk}"
    ways = (
        ("matrix", _("Matriks"), reverse("bsc:cascade-matrix") + query, "grid-3x3"),
        ("tree", _("Pohon"), reverse("bsc:cascade-tree") + query, "diagram-2"),
        ("table", _("Tabel"), reverse("bsc:cascade-table") + query, "table"),
        ("findings", _("Temuan"), reverse("bsc:cascade-findings") + query, "exclamation-diamond"),
    )
    return {
        "page_title": f"{_('Cascading KPI')} {source.switch.current}",
        "breadcrumbs": [(_("BSC"), None), (_("Cascading KPI"), None)],
        "sources": source.sources,
        "chosen": source.chosen,
        "ways": [(label, url, icon, code == here) for code, label, url, icon in ways],
        **year_context(source.switch),
    }
