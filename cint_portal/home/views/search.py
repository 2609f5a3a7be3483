"""Search of the top bar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.home.search import LONGEST, found_for, words_in
from cint_portal.organization.requests import person


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Hits by group; a whole page, so that it works without scripts and can be shared among equals."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "page_title": _("Cari"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Cari"), None)],
        "asked": asked,
        "is_short": bool(asked) and not words_in(asked),
        "groups": found_for(person(request), asked),
    }
    return render(request, "home/search.html", context)
