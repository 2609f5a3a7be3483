"""Sessions that have run out are deleted by the daily jobs; living ones stay."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from cint_portal.core import clock
from cint_portal.home.sessions import forget_sessions
from cint_portal.notifications import kinds
from tests.company import Company
from tests.matrix.framework import browser


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=400)])
def test_only_what_has_run_out_is_forgotten(company: Company, shift: timedelta) -> None:
    """However far the demo's clock has been moved."""
    alive, ended = browser(company.manager), browser(company.cms)
    Session.objects.filter(pk=ended.session.session_key).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )
    clock.move_to(clock.now() + shift)
    now = clock.now()
    assert forget_sessions(clock.local_day(now), now) == 1
    assert forget_sessions(clock.local_day(now), now) == 0
    assert alive.get("/").status_code == 200
    assert ended.get("/").status_code == 302


def test_it_is_done_every_day() -> None:
    assert kinds._jobs["home.forget_sessions"].run is forget_sessions
