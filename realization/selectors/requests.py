"""What a verified month still allows: asking to reopen it, correcting a provisional figure."""

from bsc.periods import Period
from cint_portal.organization.models import User
from realization.models import ClosedMonth, Realization, ReopeningRequest
from realization.permissions import can_submit_realization

Status = Realization.Status


def requests_of(realization: Realization) -> list[ReopeningRequest]:
    """Newest first."""
    return list(realization.reopening_requests.select_related("requested_by"))


def may_request_reopening(user: User, realization: Realization) -> bool:
    """A verified month without an open request, for who sends it."""
    if realization.status != Status.VERIFIED or not can_submit_realization(user, realization):
        return False
    return not realization.reopening_requests.filter(status=ReopeningRequest.Status.SENT).exists()


def may_correct(user: User, realization: Realization) -> bool:
    """A verified month with provisional figures whose half-year is open, for who sends it."""
    if realization.status != Status.VERIFIED or not can_submit_realization(user, realization):
        return False
    provisional = realization.actuals.filter(is_provisional=True).exists()
    return provisional and half_year_is_open(realization)


def half_year_is_open(realization: Realization) -> bool:
    """Until its last month is closed, a provisional figure becomes final without a reopening."""
    last = 6 * Period(realization.cycle.year, realization.month).semester
    return not ClosedMonth.objects.filter(cycle=realization.cycle, month=last).exists()
