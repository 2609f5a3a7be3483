"""The panel of an initiative's page: KPIs that serve it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bsc.selectors.initiatives import kpis_serving
from bsc.views.approval_page import PersonRequest
from swot.selectors.initiatives import initiatives_visible_to


@require_GET
def initiative_kpis(request: PersonRequest, pk: int) -> HttpResponse:
    """Part of a page for HTMX; a page of its own where there is no JavaScript."""
    initiative = get_object_or_404(initiatives_visible_to(request.user), pk=pk)
    context = {
        "page_title": _("KPI untuk %(code)s") % {"code": initiative.code},
        "initiative": initiative,
        "kpis": kpis_serving(initiative, request.user),
    }
    is_part = bool(getattr(request, "htmx", False))
    template = "bsc/_initiative_kpis.html" if is_part else "bsc/initiative_kpis.html"
    return render(request, template, context)
