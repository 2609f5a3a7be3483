"""Reminders of scorecards: writing, repairing, reviewing, deciding, the meeting; by the year's own dates."""

from datetime import date

from bsc.models import Meeting, Scorecard
from bsc.reminder_emails import (
    BOARD_DUE,
    BOARD_OVERDUE,
    CORPORATE_DUE,
    DEPARTMENT_DUE,
    DEPARTMENT_OVERDUE,
    MEETING_DUE,
    MEETING_NEAR,
    REPAIR_DUE,
    REVIEW_DUE,
)
from bsc.services.approval import KpiDecision, return_scorecard, send_scorecard
from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from tests.bsc.scorecards import accept_all, kpis_of, make_scorecard
from tests.company import Company
from tests.conftest import at
from tests.notifications.ticks import queued, tick

CMS = ("kepala.cms", "cms", "cms.dua", "cms.rangkap")


def days(code: str, *moments: str) -> None:
    for moment in moments:
        tick(code, moment)


def mail(code: str, **fields: object) -> OutboxMail:
    found = OutboxMail.objects.filter(kind=code, **fields).first()
    assert found is not None
    return found


def test_cms_is_reminded_of_the_corporate_scorecard_even_before_it_exists(company: Company) -> None:
    tick(CORPORATE_DUE, "2026-11-23")
    assert queued(CORPORATE_DUE) == {(CORPORATE_DUE, "due-7", name) for name in CMS}
    clock.move_to(at("2026-11-23 08:00"))
    missing = mail(CORPORATE_DUE)
    assert f"/scorecards/create/?year=2027&unit={company.corporate.pk}" in render_mail(missing).text
    assert kinds.kind(CORPORATE_DUE).still_due(missing)
    card = make_scorecard(company.cycle, company.corporate)
    assert not kinds.kind(CORPORATE_DUE).still_due(missing)
    tick(CORPORATE_DUE, "2026-11-27")
    again = mail(CORPORATE_DUE, occasion="due-1")  # the day before is a Sunday
    assert again.about == card
    assert "masih draf" in render_mail(again).text
    Scorecard.objects.filter(pk=card.pk).update(status="with_board")
    assert not kinds.kind(CORPORATE_DUE).still_due(OutboxMail.objects.get(pk=again.pk))


def test_departments_are_reminded_once_the_corporate_kpis_are_decided(company: Company) -> None:
    draft = make_scorecard(company.cycle, company.sister_department)
    make_scorecard(company.cycle, company.department, "sent_cms")
    tick(DEPARTMENT_DUE, "2026-12-11")
    assert queued(DEPARTMENT_DUE) == set()
    make_scorecard(company.cycle, company.corporate, "approved")
    days(DEPARTMENT_DUE, "2026-12-15", "2026-12-18", "2026-12-21", "2026-12-22")
    told = {name for _kind, step, name in queued(DEPARTMENT_DUE) if step == "due+0"}
    # Of the sister department the manager; of two without a scorecard the manager, and for a vacant
    # post the president with CMS in copy; nobody of the department that has sent.
    assert told == {"manager.qa", "manager.fin", "dirut", *CMS}
    above = {name for _kind, _step, name in queued(DEPARTMENT_OVERDUE)}
    assert {"direktur", "direktur.keu", *CMS} <= above
    text = render_mail(mail(DEPARTMENT_DUE, object_id=draft.pk)).text
    assert f"/bsc/scorecards/{draft.pk}/" in text


def test_a_returned_scorecard_is_reminded_of_its_own_date(company: Company) -> None:
    card = make_scorecard(company.cycle, company.sister_department)
    card = send_scorecard(scorecard=card, actor=company.colleague, now=at("2026-12-14 09:00"))
    days(REVIEW_DUE, "2026-12-14", "2026-12-16", "2026-12-17")
    assert queued(REVIEW_DUE) == {(REVIEW_DUE, step, name) for step in ("due-1", "due+0") for name in CMS}
    first = KpiDecision(kpis_of(card)[0].pk, "returned", "Sebutkan satuannya.")
    card = return_scorecard(scorecard=card, decisions=[first], actor=company.cms, now=at("2026-12-17 10:00"))
    assert not kinds.kind(REVIEW_DUE).still_due(mail(REVIEW_DUE))
    days(REPAIR_DUE, "2026-12-17", "2026-12-18", "2026-12-21", "2026-12-22")
    assert queued(REPAIR_DUE) == {(REPAIR_DUE, step, "manager.qa") for step in ("due-1", "due+0")}
    clock.move_to(at("2026-12-21 08:00"))
    reminder = mail(REPAIR_DUE, occasion="due-1")
    assert "dikembalikan" in render_mail(reminder).text
    assert kinds.kind(REPAIR_DUE).still_due(reminder)
    accept_all(card)
    send_scorecard(scorecard=card, actor=company.colleague, now=at("2026-12-21 10:00"))
    assert not kinds.kind(REPAIR_DUE).still_due(OutboxMail.objects.get(pk=reminder.pk))


def test_the_board_gets_one_mail_per_stage_and_year(company: Company) -> None:
    upper = make_scorecard(company.cycle, company.corporate)
    send_scorecard(scorecard=upper, actor=company.cms_head, now=at("2026-11-30 09:00"))
    days(BOARD_DUE, "2026-11-30", "2026-12-04", "2026-12-07", "2026-12-08", "2026-12-09")
    board = ("dirut", "direksi")
    steps = ("corporate/due-1", "corporate/due+0", "corporate/late+1")
    assert queued(BOARD_DUE) == {(BOARD_DUE, step, name) for step in steps for name in board}
    assert queued(BOARD_OVERDUE) == {(BOARD_OVERDUE, "corporate/up+2", name) for name in ("dirut", *CMS)}
    late = mail(BOARD_DUE, occasion="corporate/late+1")
    text = render_mail(late).text
    assert "• PT Uji Sentosa Tbk" in text
    assert kinds.kind(BOARD_DUE).still_due(late)
    Scorecard.objects.filter(pk=upper.pk).update(status="approved")
    assert not kinds.kind(BOARD_DUE).still_due(late)


def test_the_meeting_is_announced_to_the_invited_and_its_record_asked_of_cms(company: Company) -> None:
    make_scorecard(company.cycle, company.department, "approved")
    days(MEETING_NEAR, "2027-01-13", "2027-01-19", "2027-01-20", "2027-01-21")
    invited = {"dirut", "direksi", "manager", "cms.rangkap", "manager.qa", "manager.fin", "second.layer"}
    assert queued(MEETING_NEAR) == {
        (MEETING_NEAR, step, name) for step in ("due-7", "due-1") for name in invited
    }
    days(MEETING_DUE, "2027-01-20", "2027-01-21")
    asked = mail(MEETING_DUE, occasion="late+1")
    assert asked.recipient == company.cms_head
    Meeting.objects.create(
        cycle=company.cycle,
        status="held",
        number="1",
        held_on=date(2027, 1, 20),
        effective_from=date(2027, 1, 20),
        attendance="semua",
        recorded_by=company.cms_head,
        recorded_at=at("2027-01-21 10:00"),
    )
    assert not kinds.kind(MEETING_DUE).still_due(asked)
    before = OutboxMail.objects.count()
    days(MEETING_DUE, "2027-01-22", "2027-01-25")
    assert OutboxMail.objects.count() == before
