"""Whoever gets a reminder can open the page that it leads to."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from bsc.services.approval import send_scorecard
from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import opened, sent
from tests.notifications.ticks import tick
from tests.realization.builders import a_month, an_established_scorecard
from tests.realization.desk import Desk

LogIn = Callable[[object], Client]
Scene = Callable[[Company], date]


def registers(company: Company) -> date:
    clock.move_to(at("2026-10-01 08:00"))
    opened(company)
    return date(2026, 10, 30)


def review(company: Company) -> date:
    clock.move_to(at("2026-10-31 08:00"))
    sent(company)
    return date(2026, 11, 3)


def corporate(company: Company) -> date:
    clock.move_to(at("2026-11-20 08:00"))
    return date(2026, 11, 27)


def departments(company: Company) -> date:
    make_scorecard(company.cycle, company.corporate, "approved")
    make_scorecard(company.cycle, company.sister_department)
    return date(2026, 12, 17)


def board(company: Company) -> date:
    card = make_scorecard(company.cycle, company.corporate)
    send_scorecard(scorecard=card, actor=company.cms_head, now=at("2026-11-30 09:00"))
    return date(2026, 12, 4)


def meeting(company: Company) -> date:
    make_scorecard(company.cycle, company.department, "approved")
    return date(2027, 1, 19)


def months(company: Company) -> date:
    an_established_scorecard(company.sister_department, company.cycle)
    a_month(company.sister_department, company.cycle, 1)
    return date(2027, 2, 12)


def verification(company: Company) -> date:
    clock.move_to(at("2027-02-12 10:00"))
    Desk(company).sent()
    return date(2027, 2, 15)


def half_year(company: Company) -> date:
    an_established_scorecard(company.department, company.cycle)
    return date(2027, 7, 13)


SCENES = {
    "issues.register_due": registers,
    "swot.position_due": registers,
    "issues.review_due": review,
    "bsc.corporate_due": corporate,
    "bsc.department_due": departments,
    "bsc.board_due": board,
    "bsc.meeting_near": meeting,
    "bsc.meeting_due": meeting,
    "realization.month_due": months,
    "realization.verification_due": verification,
    "realization.closing_due": verification,
    "realization.half_year_due": half_year,
}


@pytest.mark.parametrize("code", SCENES)
def test_every_reader_may_open_the_page(company: Company, as_person: LogIn, code: str) -> None:
    start = SCENES[code](company)
    for day in (start + timedelta(days=n) for n in range(20)):
        clock.move_to(at(f"{day} 06:00"))
        tick(code, f"{day}")
    escalation = next(rule.escalation for rule in kinds.rules() if rule.code == code)
    mails = OutboxMail.objects.filter(kind__in=[code, escalation])
    assert {mail.kind for mail in mails} == {name for name in (code, escalation) if name}
    clock.move_to(at(f"{start} 09:00"))
    readers = {(mail.recipient, kinds.kind(mail.kind).address(mail)): mail for mail in mails}
    for (reader, address), mail in readers.items():
        answer = as_person(reader).get(address)
        assert answer.status_code == 200, (mail.kind, reader.username, mail.standing, address)
