"""The mails as they leave: subject, words, link — and when they are no longer sent."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from cint_portal.core import clock
from cint_portal.notifications import kinds
from cint_portal.notifications.delivery import deliver_all
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent, render_mail
from realization.emails import EMAIL_KINDS
from realization.models import Realization, ReopeningRequest
from realization.reminder_emails import MONTH_DUE
from realization.rules import ActualEntry
from realization.services import (
    approve_reopening,
    close_month,
    open_month,
    reject_reopening,
    request_reopening,
)
from tests.company import Company
from tests.conftest import at
from tests.notifications.ticks import tick
from tests.realization.builders import Status, a_month
from tests.realization.desk import NOW, Desk


def rendered(kind: str, **about: object) -> MailContent:
    mail = OutboxMail.objects.filter(kind=f"realization.{kind}", **about).order_by("pk").last()
    assert mail is not None
    return render_mail(mail)


@pytest.fixture
def desk(company: Company) -> Desk:
    clock.move_to(NOW)
    return Desk(company)


def path(desk: Desk, tail: str = "") -> str:
    return f"/realization/months/2027/1/{desk.month.unit_id}/{tail}"


def test_the_call_leads_to_the_grid(company: Company) -> None:
    desk = Desk(company)
    desk.month.delete()
    open_month(cycle=company.cycle, month=1, actor=company.cms, now=at("2027-02-01 00:05"))
    mail = rendered("month_opened", recipient=company.manager)
    assert mail.subject == (
        "[BSC] Realisasi Januari 2027 – Departemen PPIC: mohon diisi s.d. Senin, 15 Februari 2027"
    )
    assert "Yth. Bapak Andi Wijaya," in mail.text
    assert path(desk) in mail.text
    assert "15 Februari 2027 pukul 23.59 WIB" in mail.text


def test_reminders_before_and_after_blame_nobody(desk: Desk) -> None:
    desk.save(ActualEntry(value=Decimal(90)))
    clock.move_to(at("2027-02-12 08:00"))
    tick(MONTH_DUE, "2027-02-12")
    before = rendered("month_due", recipient=desk.company.manager)
    assert "Sudah terisi: 1 KPI." in before.text
    assert before.subject == (
        "[BSC] Realisasi Januari 2027 – Departemen PPIC: batas waktu 3 hari lagi (Senin, 15 Februari 2027)"
    )
    assert "Batas waktu: Senin, 15 Februari 2027 pukul 23.59 WIB (3 hari lagi)." in before.text
    assert "karena Bapak tercatat sebagai Manager Departemen PPIC." in before.text
    clock.move_to(at("2027-02-16 08:00"))
    tick(MONTH_DUE, "2027-02-16")
    after = rendered("month_due", occasion="late+1", recipient=desk.company.manager)
    assert "batas waktu telah lewat 1 hari kerja" in after.subject
    assert "keterlambatan akan tercatat" in after.text
    clock.move_to(at("2027-02-17 08:00"))
    tick(MONTH_DUE, "2027-02-17")
    above = rendered("month_overdue", recipient=desk.company.director)
    assert "telah lewat 2 hari kerja" in above.subject
    assert "Penanggung jawab: Bapak Andi Wijaya, Bapak Doni Pratama." in above.text
    assert "karena Bapak tercatat sebagai Direktur yang membawahi Departemen PPIC." in above.text


def test_what_was_received_leads_to_the_verification(desk: Desk) -> None:
    desk.sent()
    mail = rendered("received")
    assert path(desk, "verify/") in mail.text
    assert "dikirim oleh Andi Wijaya (4 KPI)" in mail.text


def test_a_return_names_the_rows_the_comment_and_the_date(desk: Desk) -> None:
    desk.sent()
    desk.give_back(0, 2, comment="satuan")
    mail = rendered("returned")
    assert "2 KPI perlu diperbaiki (s.d. Rabu, 17 Februari 2027)" in mail.subject
    assert "• KPI 1" in mail.text
    assert "• KPI 3" in mail.text
    assert "KPI 2" not in mail.text


def test_verified_closed_and_reopened_in_words(desk: Desk, company: Company) -> None:
    desk.verified()
    assert "telah diverifikasi oleh Budi Santoso" in rendered("verified").text
    a_month(company.other_department, company.cycle, 1)
    close_month(cycle=company.cycle, month=1, actor=company.cms_head, now=at("2027-02-20 09:00"))
    assert "Realisasi masih dapat dikirim" in rendered("closed_without_data").text
    request = request_reopening(
        realization=desk.month, reason="Faktur <batal>.", actor=company.manager, now=NOW
    )
    asked = rendered("reopening_requested")
    assert "Andi Wijaya meminta" in asked.text
    assert "Faktur <batal>." in asked.text
    assert "Faktur &lt;batal&gt;." in asked.html
    approve_reopening(request=request, actor=company.cms_head, now=NOW)
    assert "dibuka kembali (s.d. Rabu, 17 Februari 2027)" in rendered("reopening_decided").subject


def test_a_refused_reopening_says_why(desk: Desk, company: Company) -> None:
    desk.verified()
    request = request_reopening(realization=desk.month, reason="x", actor=company.manager, now=NOW)
    reject_reopening(request=request, comment="Tidak material.", actor=company.cms_head, now=NOW)
    mail = rendered("reopening_decided")
    assert mail.subject.endswith("permintaan membuka kembali ditolak")
    assert "Alasan: Tidak material." in mail.text


def test_every_kind_is_registered_and_has_its_template() -> None:
    assert all(kinds.kind(kind.code) == kind for kind in EMAIL_KINDS)
    assert "realization.open_month" in {job.code for job in kinds.jobs()}
    assert "realization.month_due" in {rule.code for rule in kinds.rules()}


# --- No longer due -----------------------------------------------------------------------------------


def outcome(kind: str) -> set[str]:
    """What became of the mails of a kind once the worker came round."""
    deliver_all()
    return set(OutboxMail.objects.filter(kind=f"realization.{kind}").values_list("state", flat=True))


def put(desk: Desk, **fields: object) -> Callable[[], object]:
    return lambda: Realization.objects.filter(pk=desk.month.pk).update(**fields)


def test_a_call_is_not_sent_after_the_month_was(desk: Desk) -> None:
    tick(MONTH_DUE, "2027-02-12")
    desk.sent()
    assert outcome("month_due") == {"missed"}


def test_cms_is_not_called_to_a_round_that_was_decided(desk: Desk) -> None:
    desk.sent()
    desk.give_back(0)
    assert outcome("received") == {"missed"}


def test_cms_is_called_to_a_round_that_is_being_decided(desk: Desk) -> None:
    desk.sent()
    put(desk, version=99)()
    assert outcome("received") == {"sent"}


def test_a_repair_that_was_made_is_not_asked_for(desk: Desk) -> None:
    desk.sent()
    desk.give_back(0)
    put(desk, status=Status.SUBMITTED)()
    assert outcome("returned") == {"missed"}


def test_a_decided_request_calls_nobody(desk: Desk, company: Company) -> None:
    desk.verified()
    request_reopening(realization=desk.month, reason="x", actor=company.manager, now=NOW)
    ReopeningRequest.objects.update(status="rejected")
    assert outcome("reopening_requested") == {"missed"}
