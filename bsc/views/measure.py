"""The page of a measure (KPI Bersama): entered once, weighed by each of its scorecards."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bsc.selectors.content import measure_content
from bsc.selectors.figure_class import figure_class_of
from bsc.selectors.joint import measures_seen_by, use_of
from bsc.selectors.specs import spec_of
from bsc.selectors.wording import measure_facts
from bsc.views.approval_page import PersonRequest


@require_GET
def measure_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """What is measured, who enters it, and every scorecard that weighs it with its weight."""
    measure = get_object_or_404(measures_seen_by(request.user), pk=pk)
    content = measure_content(spec_of(measure), measure.cycle.year)
    years = f"{reverse('bsc:scorecard-list')}?year={measure.cycle.year}"
    context = {
        "page_title": measure.name,
        "breadcrumbs": [(_("Scorecard & KPI"), years), (_("KPI Bersama"), None), (measure.name, None)],
        "period_strip": _("Tahun BSC %(year)s") % {"year": measure.cycle.year},
        "measure": measure,
        "facts": [fact for fact in measure_facts(content["measure"], content) if fact.value],
        "figure_class": figure_class_of(measure),
        "use": use_of(measure, request.user),
    }
    return render(request, "bsc/measure_detail.html", context)
