"""Reminders of the position: to CMS by the year's own date until it is final."""

import pytest

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from swot.models import SwotAnalysis
from swot.reminder_emails import POSITION_DUE, POSITION_OVERDUE
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened
from tests.notifications.ticks import queued, tick

CMS = {"kepala.cms", "cms", "cms.dua", "cms.rangkap"}


def test_cms_is_reminded_of_the_position_and_then_those_above(company: Company) -> None:
    opened(company)
    for day in ("2026-10-30", "2026-11-06", "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17"):
        tick(POSITION_DUE, day)
    # 15 November is a Sunday and 1 November too: those reminders go on the Friday before.
    assert queued(POSITION_DUE) == {
        (POSITION_DUE, step, name) for step in ("due-14", "due-7", "due-3", "due+0", "late+1") for name in CMS
    }
    assert queued(POSITION_OVERDUE) == {(POSITION_OVERDUE, "up+2", name) for name in ("kepala.cms", "dirut")}


def test_a_year_whose_collection_was_not_opened_asks_for_no_position(company: Company) -> None:
    tick(POSITION_DUE, "2026-11-13")
    assert queued(POSITION_DUE) == set()


@pytest.mark.parametrize("moved", [True, False])
def test_a_final_position_or_a_moved_date_ends_the_reminder(company: Company, moved: bool) -> None:
    opened(company)
    tick(POSITION_DUE, "2026-11-13")
    clock.move_to(at("2026-11-13 08:00"))
    mail = OutboxMail.objects.filter(kind=POSITION_DUE).first()
    assert mail is not None
    assert kinds.kind(POSITION_DUE).still_due(mail)
    assert "/swot/2027/" in render_mail(mail).text
    if moved:
        type(company.cycle).objects.update(swot_due_on="2026-11-20")
    else:
        SwotAnalysis.objects.create(cycle=company.cycle, status="final", result={}, finalized_at=clock.now())
    assert not kinds.kind(POSITION_DUE).still_due(OutboxMail.objects.get(pk=mail.pk))
