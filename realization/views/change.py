"""The panel of a change request's page, and of a bundle's: the effect on the totals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bsc.selectors.bundle import bundles_visible_to, parts_of, requests_of
from bsc.selectors.change import proposed_by, requests_visible_to
from cint_portal.core import clock
from cint_portal.organization.requests import person
from realization.selectors.change_effect import effect_of, effects_of
from realization.selectors.results.access import visible_results


@require_GET
def change_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """Part of a page for HTMX, a page of its own without; totals only for who may read the results."""
    user = person(request)
    row = get_object_or_404(requests_visible_to(user).filter(scorecard__in=visible_results(user)), pk=pk)
    content = proposed_by(row).content
    context = {
        "page_title": _("Pengaruh perubahan terhadap total"),
        "row": row,
        "effects": effect_of(row, content, clock.now(), user) if content else [],
    }
    is_part = bool(getattr(request, "htmx", False))
    template = "realization/_change_effect.html" if is_part else "realization/change_effect.html"
    return render(request, template, context)


@require_GET
def bundle_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for every scorecard of a Revisi Target Massal whose results the person may read."""
    user = person(request)
    bundle = get_object_or_404(bundles_visible_to(user), pk=pk)
    readable = set(visible_results(user).values_list("pk", flat=True))
    rows = [row for row in requests_of(bundle, user) if row.scorecard_id in readable]
    proposed = [(part.request, part.proposed.content) for part in parts_of(rows)]
    effects = effects_of([(row, content) for row, content in proposed if content], clock.now(), user)
    context = {
        "page_title": _("Pengaruh revisi terhadap total"),
        "bundle": bundle,
        "lines": effects,
        "spans": [effect.label for effect in effects[0][1]] if effects else [],
    }
    is_part = bool(getattr(request, "htmx", False))
    template = "realization/_bundle_effect.html" if is_part else "realization/bundle_effect.html"
    return render(request, template, context)
