"""The reminder run: several at once, outages, a rule that fails, days that a year sets for itself."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail, ReminderMarker, ReminderSetting
from cint_portal.notifications.reminding import run_everything
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import PlanningCycle, Unit, User
from issues.reminder_emails import REGISTER_DUE, REGISTER_OVERDUE
from tests.company import Company, build_company
from tests.conftest import at
from tests.issues.registers import opened
from tests.notifications.ticks import queued, rule, tick


def rows(company: Company) -> dict[str, tuple[str, str]]:
    """Step, state and cause of what the manager got."""
    found = OutboxMail.objects.filter(kind=REGISTER_DUE, recipient=company.manager)
    return {row.occasion: (row.state, row.cause) for row in found}


def test_three_beats_at_once_add_each_mail_once(own_database: str) -> None:
    company = build_company()
    opened(company)
    clock.move_to(at("2026-10-28 06:00"))
    barrier, failures = threading.Barrier(3), []

    def beat() -> None:
        barrier.wait()
        try:
            run_everything()
        except Exception as error:  # what a thread raises would be lost
            failures.append(error)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    [one.start() for one in beats]
    [one.join() for one in beats]
    assert failures == []
    mails = OutboxMail.objects.filter(kind=REGISTER_DUE)
    assert mails.count() == 10
    assert len({(m.object_id, m.recipient_id) for m in mails}) == 10
    assert {marker.day for marker in ReminderMarker.objects.all()} == {date(2026, 10, 28)}


def test_after_an_outage_the_newest_reminder_goes_and_the_others_are_visible_as_missed(
    company: Company,
) -> None:
    opened(company)
    tick(REGISTER_DUE, "2026-10-19")
    tick(REGISTER_DUE, "2026-10-28")
    assert rows(company) == {"due-7": ("missed", "superseded"), "due-3": ("queued", "")}
    tick(REGISTER_DUE, "2026-11-04")
    assert rows(company)["due+0"] == ("missed", "out_of_time")
    assert rows(company)["late+1"] == ("queued", "")
    assert {step for _kind, step, _name in queued(REGISTER_OVERDUE)} == {"up+2"}


def test_a_first_run_sends_nothing_old(company: Company) -> None:
    opened(company)
    tick(REGISTER_DUE, "2026-10-29")
    assert rows(company) == {}


def test_when_the_clock_goes_back_nothing_is_sent(company: Company) -> None:
    opened(company)
    tick(REGISTER_DUE, "2026-10-29")
    assert tick(REGISTER_DUE, "2026-10-28") == 0
    assert rows(company) == {}


def test_what_came_due_before_a_day_off_waits_for_the_next_working_day(company: Company) -> None:
    opened(company)
    tick(REGISTER_DUE, "2026-10-22")
    for day_off in ("2026-10-24", "2026-10-25"):
        assert tick(REGISTER_DUE, day_off) == 0
    assert ReminderMarker.objects.get().day == date(2026, 10, 22)
    tick(REGISTER_DUE, "2026-10-26")
    assert rows(company) == {"due-7": ("queued", "")}


def test_who_takes_over_after_a_reminder_went_is_not_told_of_it_again(company: Company) -> None:
    opened(company)
    tick(REGISTER_DUE, "2026-10-28")
    User.objects.filter(pk=company.manager.pk).update(is_active=False)
    assert tick(REGISTER_DUE, "2026-10-28 15:00") == 0


def failing(at_call: Callable[[], None]) -> Callable[[date], list[kinds.Subject]]:
    def subjects(day: date) -> list[kinds.Subject]:
        at_call()
        return []

    return subjects


def test_a_rule_that_fails_stops_no_other_and_is_asked_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(company)
    clock.move_to(at("2026-10-28 06:00"))
    broken = replace(rule("bsc.corporate_due"), subjects=failing(lambda: 1 / 0))  # type: ignore[arg-type, return-value]
    monkeypatch.setitem(kinds._rules, broken.code, broken)
    with pytest.raises(RuntimeError, match=r"bsc\.corporate_due"):
        run_everything()
    assert OutboxMail.objects.filter(kind=REGISTER_DUE).exists()
    assert not ReminderMarker.objects.filter(rule=broken.code).exists()
    monkeypatch.undo()
    run_everything()
    assert ReminderMarker.objects.filter(rule=broken.code).exists()


def test_a_rule_whose_escalation_has_no_kind_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="escalation"):
        replace(rule(REGISTER_DUE), escalation="")


# --- Days of a year -----------------------------------------------------------------------------------


def set_days(company: Company, **fields: list[int]) -> ReminderSetting:
    return ReminderSetting.objects.create(cycle=company.cycle, rule=REGISTER_DUE, **fields)


def test_a_year_sets_its_own_days(company: Company) -> None:
    opened(company)
    set_days(company, days_before=[10], days_overdue=[2], days_escalated=[])
    for day in range(12, 32):
        tick(REGISTER_DUE, f"2026-10-{day}")
    for day in range(1, 8):
        tick(REGISTER_DUE, f"2026-11-0{day}")
    assert rows(company) == {"due-10": ("queued", ""), "late+2": ("queued", "")}
    assert queued(REGISTER_OVERDUE) == set()


def test_another_year_keeps_the_shipped_days(company: Company) -> None:
    opened(company)
    other = PlanningCycle.objects.open_year(2030)
    ReminderSetting.objects.create(cycle=other, rule=REGISTER_DUE, days_before=[], days_overdue=[])
    tick(REGISTER_DUE, "2026-10-28")
    assert "due-3" in rows(company)


@pytest.mark.parametrize("fields", [{"days_before": [61]}, {"days_overdue": [0]}, {"days_escalated": [31]}])
def test_days_without_sense_are_refused_by_form_and_database(
    company: Company, fields: dict[str, list[int]]
) -> None:
    setting = ReminderSetting(cycle=company.cycle, rule=REGISTER_DUE, **fields)
    with pytest.raises(ValidationError):
        setting.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        setting.save()


# --- Words --------------------------------------------------------------------------------------------


def words(company: Company, person: User, day: str, **fields: object) -> str:
    clock.move_to(at(f"{day} 08:00"))
    tick(REGISTER_DUE, day)
    mail = OutboxMail.objects.get(kind=REGISTER_DUE, recipient=person, **fields)
    return render_mail(mail).text


def test_a_vacant_post_is_named_to_the_director(company: Company) -> None:
    company.colleague.assignments.all().delete()
    register = opened(company)
    del register
    text = words(company, company.director, "2026-10-28")
    assert (
        "karena jabatan Manager Departemen QA kosong: tugasnya untuk sementara menjadi tanggung jawab "
        "Bapak sebagai Direktur." in text
    )


def test_those_above_read_that_the_post_is_vacant(company: Company) -> None:
    company.colleague.assignments.all().delete()
    opened(company)
    clock.move_to(at("2026-11-03 08:00"))
    tick(REGISTER_DUE, "2026-11-02")
    tick(REGISTER_DUE, "2026-11-03")
    mails = OutboxMail.objects.filter(kind=REGISTER_OVERDUE, recipient=company.president)
    texts = [render_mail(mail).text for mail in mails]
    vacant = "Jabatan Manager kosong; tugas ini sementara ditangani Bapak Irwan Kusuma."
    assert any(vacant in text for text in texts)


def test_the_drafter_reads_that_it_is_a_copy_and_the_manager_sends(company: Company) -> None:
    opened(company)
    text = words(company, company.drafter, "2026-10-28")
    assert "Tembusan untuk Ibu sebagai Admin Departemen PPIC." in text
    assert "3 hari lagi" in text


def test_a_copy_to_the_mailbox_says_whom_it_is_for(company: Company) -> None:
    Unit.objects.filter(pk=company.sister_department.pk).update(mailbox="qa@contoh.test")
    opened(company)
    text = words(company, company.colleague, "2026-10-28", mailbox="qa@contoh.test")
    assert text.startswith("Tembusan – kepada: Bapak Gunawan Hadi")
    assert "Tembusan untuk e-mail Departemen QA." in text


def test_relative_days_follow_the_day_of_sending(company: Company) -> None:
    opened(company)
    words(company, company.manager, "2026-10-30")
    mail = OutboxMail.objects.get(kind=REGISTER_DUE, recipient=company.manager)
    for moment, left in ((at("2026-10-30 09:00"), "besok"), (at("2026-10-31 09:00"), "hari ini")):
        clock.move_to(moment)
        assert f"pukul 23.59 WIB ({left})" in render_mail(mail).text


def test_an_english_reader_reads_english_dates(company: Company) -> None:
    User.objects.filter(pk=company.colleague.pk).update(language="en")
    opened(company)
    text = words(company, User.objects.get(pk=company.colleague.pk), "2026-10-28")
    assert "Saturday, 31 October 2026" in text
    assert "3 days left" in text
