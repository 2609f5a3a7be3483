"""The colours of a strategy map: a panel that the map's page loads, since results lie downstream of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from bsc.models import Scorecard
from bsc.periods import View
from cint_portal.core import clock
from cint_portal.organization.requests import person
from realization.selectors.results.access import visible_results
from realization.selectors.results.compute import Scores
from realization.selectors.results.objectives import color_counts, objective_results
from realization.selectors.results.reading import read_book
from realization.selectors.results.spans import Span, month_name, month_through


@require_GET
def map_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Per objective its achievement so far this year; nothing for whom the figures are not meant."""
    user, now = person(request), clock.now()
    scorecard = get_object_or_404(Scorecard.objects.visible_to(user).select_related("cycle", "unit"), pk=pk)
    if not visible_results(user).filter(pk=pk).exists():
        return HttpResponse(status=204)
    if not getattr(request, "htmx", False):
        return redirect("realization:results-scorecard", pk)
    year = scorecard.cycle.year
    through = month_through(year, now)
    if not through:
        return HttpResponse(status=204)
    view = View.YEAR if through == 12 else View.YEAR_TO_DATE
    results = objective_results(Scores(read_book(scorecard, now, user)), Span(year, view, through, through))
    context = {
        "results": results,
        "counts": color_counts(results),
        "month": month_name(year, through),
    }
    return render(request, "realization/_map_results.html", context)
