"""Every answer that shows unpublished figures leaves a row, whichever page builds it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from cint_portal.core import clock
from cint_portal.organization.models import User
from realization.models import RestrictedOpening
from realization.selectors.opened import collecting
from realization.services.openings import record_openings

Place = RestrictedOpening.Place

#: Answers that show a page; refusals and redirects show no figure.
SHOWING: Final = {200, 409, 422}
PLACES: Final = {
    "realization:results-scorecard": Place.SCORECARD,
    "realization:results-kpi": Place.KPI,
    "realization:realization-detail": Place.MONTH,
    "realization:realization-save": Place.MONTH,
    "realization:realization-autosave": Place.MONTH,
    "realization:realization-submit": Place.MONTH,
    "realization:realization-correct": Place.MONTH,
    "realization:verification-detail": Place.MONTH,
    "realization:verification-decide": Place.MONTH,
    "realization:review-detail": Place.REVIEW,
    "kpi-list": Place.COLORS,
}


def note_openings(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Written after the view's own transaction: an answer that cannot be recorded is not given."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with collecting() as ledger:
            response = get_response(request)
        user = request.user
        if ledger.opened and isinstance(user, User) and response.status_code in SHOWING:
            match = request.resolver_match
            place = PLACES.get(match.view_name if match else "", Place.OTHER)
            medium = RestrictedOpening.Medium.PAGE
            record_openings(ledger, person=user, medium=medium, place=place, now=clock.now())
        return response

    return middleware
