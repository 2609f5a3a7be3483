"""Reminders of months: sending, repairing, verifying (H+2), closing, the half-year review."""

from datetime import date

import pytest

from cint_portal.core import clock
from cint_portal.documents.models import ReportJob
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from realization.models import ClosedMonth, Realization
from realization.reminder_emails import (
    CLOSING_DUE,
    HALF_YEAR_DUE,
    MONTH_DUE,
    MONTH_OVERDUE,
    REPAIR_DUE,
    VERIFICATION_DUE,
    VERIFICATION_OVERDUE,
)
from realization.services import close_month, verify_realization
from tests.company import Company
from tests.conftest import at
from tests.notifications.ticks import queued, tick
from tests.realization.builders import Status, a_month, an_established_scorecard
from tests.realization.desk import Desk


def days(code: str, month: str, *numbers: int) -> None:
    for number in numbers:
        tick(code, f"{month}-{number:02d}")


def steps(code: str) -> list[str]:
    rows = OutboxMail.objects.filter(kind=code, state=OutboxMail.State.QUEUED)
    return sorted(set(rows.values_list("occasion", flat=True)))


def test_a_month_is_reminded_before_on_and_after_its_date(company: Company) -> None:
    a_month(company.sister_department, company.cycle, 1)
    days(MONTH_DUE, "2027-02", *range(1, 18))
    # 15 February 2027 is a Monday: the reminder of the day before goes on Friday with none beside it.
    assert steps(MONTH_DUE) == ["due+0", "due-1", "due-7", "late+1"]
    assert queued(MONTH_OVERDUE) == {
        (MONTH_OVERDUE, "up+2", name) for name in ("direktur", "kepala.cms", "cms", "cms.dua", "cms.rangkap")
    }


def test_who_has_sent_or_was_closed_without_data_is_not_reminded(company: Company) -> None:
    a_month(company.department, company.cycle, 1, Status.SUBMITTED)
    a_month(company.sister_department, company.cycle, 1, Status.CLOSED_WITHOUT_DATA)
    days(MONTH_DUE, "2027-02", *range(1, 20))
    assert not OutboxMail.objects.filter(kind=MONTH_DUE).exists()


def test_a_repair_is_reminded_by_its_own_date_and_not_on_the_day_of_the_return(company: Company) -> None:
    desk = Desk(company)
    clock.move_to(at("2027-02-12 10:00"))
    desk.sent()
    desk.give_back(0)  # Friday 12 February: due on Wednesday
    assert desk.month.return_due_on == date(2027, 2, 17)
    days(REPAIR_DUE, "2027-02", 12, 15, 16, 17, 18)
    assert steps(REPAIR_DUE) == ["due+0", "due-1", "late+1"]
    assert steps(MONTH_DUE) == []


@pytest.fixture
def waiting(company: Company) -> Desk:
    """The only department has sent on Friday 12 February: H+2 is Tuesday."""
    desk = Desk(company)
    clock.move_to(at("2027-02-12 10:00"))
    desk.sent()
    return desk


def test_h_plus_2_runs_on_cms_as_one_mail_per_month(company: Company, waiting: Desk) -> None:
    days(VERIFICATION_DUE, "2027-02", 12, 15, 16, 17, 18)
    reviewers = {"kepala.cms", "cms", "cms.dua"}
    assert queued(VERIFICATION_DUE) == {
        (VERIFICATION_DUE, f"m01/{step}", name) for step in ("due-1", "due+0", "late+1") for name in reviewers
    }
    above = {(VERIFICATION_OVERDUE, "m01/up+2", name) for name in ("kepala.cms", "dirut")}
    assert queued(VERIFICATION_OVERDUE) == above


def test_the_mail_of_h_plus_2_names_the_departments_and_leads_to_the_first(
    company: Company, waiting: Desk
) -> None:
    tick(VERIFICATION_DUE, "2027-02-15")
    clock.move_to(at("2027-02-15 08:00"))
    mail = OutboxMail.objects.get(kind=VERIFICATION_DUE, recipient=company.cms)
    content = render_mail(mail)
    assert content.subject == (
        "[BSC] Verifikasi realisasi Januari 2027: batas waktu besok (Selasa, 16 Februari 2027)"
    )
    assert "• Departemen PPIC" in content.text
    assert f"/realization/months/2027/1/{waiting.month.unit_id}/verify/" in content.text
    assert "karena Bapak bertugas di CMS." in content.text


def test_what_was_verified_calls_nobody(company: Company, waiting: Desk) -> None:
    tick(VERIFICATION_DUE, "2027-02-15")
    mail = OutboxMail.objects.filter(kind=VERIFICATION_DUE).first()
    assert mail is not None
    clock.move_to(at("2027-02-15 08:00"))
    assert kinds.kind(mail.kind).still_due(mail)
    verify_realization(
        realization=waiting.month, decisions={}, actor=company.cms, now=clock.now(), accept_rest=True
    )
    assert not kinds.kind(mail.kind).still_due(mail)
    tick(VERIFICATION_DUE, "2027-02-16")
    assert steps(VERIFICATION_DUE) == ["m01/due-1"]


def test_tutup_bulan_is_asked_of_the_head_of_cms_until_it_is_done(company: Company) -> None:
    a_month(company.department, company.cycle, 1, Status.SUBMITTED)
    # The 20th is a Saturday.
    days(CLOSING_DUE, "2027-02", 18, 19, 20, 22)
    assert queued(CLOSING_DUE) == {
        (CLOSING_DUE, "m01/due+0", "kepala.cms"),
        (CLOSING_DUE, "m01/late+1", "kepala.cms"),
    }
    mail = OutboxMail.objects.filter(kind=CLOSING_DUE).first()
    assert mail is not None
    assert kinds.kind(mail.kind).still_due(mail)
    close_month(cycle=company.cycle, month=1, actor=company.cms_head, now=at("2027-02-22 09:00"))
    assert ClosedMonth.objects.exists()
    assert not kinds.kind(mail.kind).still_due(mail)


def test_the_half_year_review_is_asked_until_its_report_is_built(company: Company) -> None:
    an_established_scorecard(company.department, company.cycle)
    days(HALF_YEAR_DUE, "2027-07", 1, 13, 14)
    assert queued(HALF_YEAR_DUE) == {(HALF_YEAR_DUE, "s1/due-7", "kepala.cms")}
    ReportJob.objects.create(
        code="realization.half_year_review",
        params={"year": 2027, "semester": 1},
        state=ReportJob.State.DONE,
        requested_by=company.cms_head,
        requested_at=at("2027-07-15 08:00"),
        title="Review",
        format="pdf",
        file_path="reports/review.pdf",
    )
    days(HALF_YEAR_DUE, "2027-07", 19, 20, 21)
    assert steps(HALF_YEAR_DUE) == ["s1/due-7"]


def test_a_month_that_was_opened_late_is_not_reminded_with_the_call(company: Company) -> None:
    month = a_month(company.department, company.cycle, 1)
    Realization.objects.filter(pk=month.pk).update(due_on=date(2027, 3, 4))  # asked on Monday 1 March
    days(MONTH_DUE, "2027-03", 1, 2, 3, 4)
    assert steps(MONTH_DUE) == ["due+0", "due-1"]
