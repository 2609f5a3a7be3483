"""When a reminder of a due date has its turn, and to whom it goes."""

from datetime import date, timedelta

import pytest

from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.workdays.models import Holiday
from issues.emails import REGISTER_DUE
from issues.reminders import reached_offset
from issues.services import remind_due, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, opened, reviewed

DUE = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        ("2026-10-23", None),
        ("2026-10-24", -7),
        ("2026-10-27", -7),
        ("2026-10-28", -3),
        ("2026-10-29", -3),
        ("2026-10-30", -1),
        ("2026-10-31", 0),
        ("2026-11-01", 1),
        ("2026-12-24", 1),
    ],
)
def test_the_last_reminder_day_that_has_come_counts(day: str, offset: int | None) -> None:
    assert reached_offset(DUE, started_on=date(2026, 10, 1), today=date.fromisoformat(day)) == offset


def test_no_reminder_comes_with_or_before_the_mail_that_opened_the_round() -> None:
    opened_on = date(2026, 10, 28)
    assert reached_offset(DUE, started_on=opened_on, today=opened_on) is None
    assert reached_offset(DUE, started_on=opened_on, today=date(2026, 10, 29)) is None
    assert reached_offset(DUE, started_on=opened_on, today=date(2026, 10, 30)) == -1


def due_mails(unit_id: int) -> list[OutboxMail]:
    mails = OutboxMail.objects.filter(kind=REGISTER_DUE).order_by("id")
    return [mail for mail in mails if mail.about is not None and mail.about.unit_id == unit_id]


def remind(day: str) -> int:
    now = at(f"{day} 06:00")
    return remind_due(now.date(), now)


def test_each_open_register_is_reminded_once_per_reminder_day(company: Company) -> None:
    register = opened(company)
    everybody = 5  # two heads of one department, one of each other, the president for the vacant one
    assert remind("2026-10-27") == everybody
    assert remind("2026-10-27") == 0
    assert remind("2026-10-28") == everybody
    heads = {company.manager, company.cms_with_department}
    mails = due_mails(register.unit_id)
    assert {(mail.recipient, mail.occasion) for mail in mails} == {
        (head, occasion) for head in heads for occasion in ("due-7", "due-3")
    }
    assert {mail.due_on for mail in mails} == {DUE}


def test_nobody_is_reminded_on_a_day_off_and_the_next_working_day_catches_up(company: Company) -> None:
    register = opened(company)
    Holiday.objects.create(day=date(2026, 10, 28), name="Libur perusahaan", kind=Holiday.Kind.COMPANY)
    assert remind("2026-10-24") == 0  # a Saturday
    assert remind("2026-10-28") == 0
    assert remind("2026-10-29") > 0
    assert {mail.occasion for mail in due_mails(register.unit_id)} == {"due-3"}


def test_who_has_sent_is_not_reminded_and_a_queued_reminder_is_no_longer_due(company: Company) -> None:
    register = drafted(company)
    remind("2026-10-27")
    mail = due_mails(register.unit_id)[0]
    assert still_due(mail)
    submit_register(register=register, actor=company.manager, now=at("2026-10-27 09:00"))
    assert not still_due(OutboxMail.objects.get(pk=mail.pk))
    before = len(due_mails(register.unit_id))
    remind("2026-10-30")
    assert len(due_mails(register.unit_id)) == before


def still_due(mail: OutboxMail) -> bool:
    return kinds.kind(mail.kind).still_due(mail)


def test_a_returned_register_is_reminded_of_its_own_date(company: Company) -> None:
    register = reviewed(company, "returned", "accepted")
    assert register.due_on == date(2026, 11, 9)
    remind("2026-11-04")
    assert due_mails(register.unit_id) == []  # the day of the return itself
    remind("2026-11-06")
    assert {(mail.occasion, mail.due_on) for mail in due_mails(register.unit_id)} == {
        ("due-3", date(2026, 11, 9))
    }


def test_a_worker_that_was_away_too_long_stays_silent(company: Company) -> None:
    opened(company)
    assert remind("2026-11-09") == 0
    assert remind((DUE + timedelta(days=6)).isoformat()) > 0


def test_a_year_whose_collection_was_never_opened_reminds_nobody(company: Company) -> None:
    assert remind("2026-10-28") == 0
