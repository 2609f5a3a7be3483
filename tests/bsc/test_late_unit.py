"""A unit founded after the board's date has no such date: nobody is late with it (Penetapan Susulan)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bsc.models import Scorecard
from bsc.selectors.approval import approval_todos, board_due_on
from bsc.selectors.reminding import board_decisions
from bsc.selectors.resolutions import resolution_todos
from bsc.services.approval import forward_scorecard
from bsc.services.decision import Shown
from bsc.services.resolution import ItemDraft, ResolutionDraft, record_resolution
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import Unit
from cint_portal.organization.roles import Role
from tests.bsc.scorecards import accept_all, make_scorecard, shown_hash
from tests.company import Company, assign, unit
from tests.conftest import at

AsPerson = Callable[..., Client]
NOW = at("2027-05-20 09:00")
pytestmark = pytest.mark.django_db


def founded(company: Company, day: date) -> Scorecard:
    """A unit's scorecard, forwarded to the board on 20 May."""
    made = unit("EKS", "Departemen Ekspor", Unit.Kind.DEPARTMENT, company.directorate)
    Unit.objects.filter(pk=made.pk).update(valid_from=day)
    assign(company.colleague, Role.MANAGER, made)
    card = make_scorecard(
        company.cycle,
        Unit.objects.get(pk=made.pk),
        "sent_cms",
        company.colleague,
        review_due_on=date(2027, 5, 24),
    )
    accept_all(card)
    return forward_scorecard(scorecard=card, actor=company.cms, now=NOW)


@pytest.fixture
def late(company: Company) -> Scorecard:
    return founded(company, date(2027, 5, 1))


def recorded(company: Company, card: Scorecard) -> None:
    item = ItemDraft(Shown(card, card.version, shown_hash(card)), "approve")
    draft = ResolutionDraft("meeting", NOW.date(), "Kartika Sari", (item,), "RD-05/2027")
    record_resolution(cycle=company.cycle, draft=draft, actor=company.cms, now=NOW)


def test_the_board_owes_no_decision_by_a_date_before_the_unit_was_founded(
    company: Company, late: Scorecard
) -> None:
    assert board_due_on(late) is None
    [todo] = [one for one in approval_todos(company.bod, NOW) if one.kind == "decision"]
    assert (todo.unit, todo.due_on) == ("Departemen Ekspor", None)
    assert list(board_decisions(NOW.date())) == []
    mail = OutboxMail.objects.get(kind="bsc.sent_to_board", recipient=company.bod)
    assert mail.due_on is None


def test_an_older_units_scorecard_is_due_as_the_year_says(company: Company) -> None:
    card = founded(company, company.cycle.board_departments_on)
    assert board_due_on(card) == company.cycle.board_departments_on
    [subject] = board_decisions(NOW.date())
    assert (subject.due_on, subject.context["units"]) == (
        company.cycle.board_departments_on,
        ["Departemen Ekspor"],
    )


def test_a_list_recorded_after_the_boards_date_waits_without_one(company: Company, late: Scorecard) -> None:
    recorded(company, late)
    [todo] = resolution_todos(company.president, NOW)
    assert (todo.unit, todo.due_on) == ("RD-05/2027", None)


def test_the_queue_shows_how_long_it_waits_and_no_delay(
    company: Company, late: Scorecard, as_person: AsPerson
) -> None:
    page = as_person(company.bod).get(reverse("bsc:decision-list")).content.decode()
    assert "Departemen Ekspor" in page
    assert "Terlambat" not in page
