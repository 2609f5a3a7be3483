"""Hasil: all scorecards of a year, one scorecard in a span, one KPI month by month."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bsc.models import Scorecard
from bsc.periods import View
from bsc.scoring import METHOD_VERSION
from cint_portal.core import clock
from cint_portal.core.numbers import whole_number
from cint_portal.organization.requests import person
from cint_portal.organization.years import year_switch
from realization.permissions import can_see_realizations
from realization.selectors.results.access import results_of_year, visible_results
from realization.selectors.results.compute import Scores
from realization.selectors.results.kpi import kpi_year
from realization.selectors.results.lines import scorecard_view
from realization.selectors.results.overview import heat_map
from realization.selectors.results.reading import read_book
from realization.selectors.results.spans import Span, month_name, month_through, short_month
from realization.selectors.results.trend import trend_of


@require_GET
def results_overview(request: HttpRequest) -> HttpResponse:
    """Units × months of a year."""
    user, now = person(request), clock.now()
    if not can_see_realizations(user):
        raise PermissionDenied
    switch = year_switch(request.GET.get("year"), now)
    scorecards = results_of_year(user, switch.cycle) if switch.cycle else []
    context = {
        "page_title": _("Hasil %(year)s") % {"year": switch.current},
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Hasil"), None)],
        "year_switch": switch,
        "cycle": switch.cycle,
        "map": heat_map(scorecards, switch.current, now, user),
    }
    return render(request, "realization/results_overview.html", context)


@require_GET
def results_scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """One scorecard in the view and month of the address."""
    scorecard, now = _visible(request, pk), clock.now()
    scores = Scores(read_book(scorecard, now, person(request)))
    span = _span(request, scorecard.cycle.year, month_through(scorecard.cycle.year, now))
    context = {
        **_frame(scorecard),
        "view": scorecard_view(scores, span),
        "tabs": _tabs(span),
        "months": _month_choices(span),
        "trend": trend_of(scores, span),
        "method": METHOD_VERSION,
    }
    return render(request, "realization/results_scorecard.html", context)


@require_GET
def results_kpi(request: HttpRequest, pk: int, kpi_pk: int) -> HttpResponse:
    """The months of one KPI with the worked calculation of each."""
    scorecard, now = _visible(request, pk), clock.now()
    through = month_through(scorecard.cycle.year, now)
    scores = Scores(read_book(scorecard, now, person(request)))
    found = kpi_year(scores, kpi_pk, _span(request, scorecard.cycle.year, through))
    if found is None:
        raise Http404
    frame = _frame(scorecard)
    back = (scorecard.unit.name, reverse("realization:results-scorecard", args=[scorecard.pk]))
    context = {
        **frame,
        "page_title": found.line.name,
        "breadcrumbs": [*frame["breadcrumbs"][:-1], back, (found.line.name, None)],
        "kpi": found,
    }
    return render(request, "realization/results_kpi.html", context)


def _visible(request: HttpRequest, pk: int) -> Scorecard:
    return get_object_or_404(visible_results(person(request)), pk=pk)


def _frame(scorecard: Scorecard) -> dict[str, Any]:
    year, unit = scorecard.cycle.year, scorecard.unit
    overview = f"{reverse('realization:results-overview')}?year={year}"
    return {
        "page_title": _("Hasil BSC %(year)s – %(unit)s") % {"year": year, "unit": unit.name},
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Hasil"), overview), (unit.name, None)],
        "scorecard": scorecard,
        "cycle": scorecard.cycle,
    }


def _span(request: HttpRequest, year: int, through: int) -> Span:
    """View and month of the address; what it does not name right is the latest that can be shown."""
    usual = View.YEAR if through == 12 else View.YEAR_TO_DATE
    asked, month = request.GET.get("view", ""), request.GET.get("month", "")
    view = View(asked) if asked in {*View} else usual
    number = whole_number(month, digits=2) or 0
    return Span(year, view, number if 1 <= number <= 12 else max(through, 1), through)


def _tabs(span: Span) -> list[dict[str, Any]]:
    words = {
        View.MONTH: _("Bulan"),
        View.YEAR_TO_DATE: _("S.d. bulan ini"),
        View.HALF_YEAR: _("Semester"),
        View.YEAR: _("Tahun"),
    }
    return [
        {"label": label, "query": f"?view={view}&month={span.month}", "active": view is span.view}
        for view, label in words.items()
    ]


def _month_choices(span: Span) -> list[dict[str, Any]]:
    """The month switch; of a half-year its two halves, of a year nothing to choose."""
    if span.view is View.YEAR:
        return []
    if span.view is View.HALF_YEAR:
        return [
            {
                "label": _("Semester %(number)s") % {"number": number},
                "query": f"?view={span.view}&month={month}",
                "active": (month <= 6) == (span.month <= 6),
                "open": span.through >= month - 5,
            }
            for number, month in (("I", 6), ("II", 12))
        ]
    return [
        {
            "label": short_month(month),
            "title": month_name(span.year, month),
            "query": f"?view={span.view}&month={month}",
            "active": month == span.month,
            "open": month <= span.through,
        }
        for month in range(1, 13)
    ]
