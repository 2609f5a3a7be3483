"""The words of each mail, in Indonesian, and when a queued one is no longer due."""

import pytest

from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent, render_mail
from cint_portal.organization.models import User
from issues import emails
from issues.services import accept_nil, declare_nil, return_nil, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import REVIEWED, SENT, drafted, opened, reviewed, sent


def mail_to(person: User, code: str) -> OutboxMail:
    return OutboxMail.objects.get(kind=code, recipient=person)


def still_due(mail: OutboxMail) -> bool:
    fresh = OutboxMail.objects.get(pk=mail.pk)
    return kinds.kind(fresh.kind).still_due(fresh)


def words(person: User, code: str) -> MailContent:
    return render_mail(mail_to(person, code))


def test_the_opening_names_year_unit_and_last_day_and_leads_to_the_form(company: Company) -> None:
    register = opened(company)
    content = words(company.manager, emails.COLLECTION_OPENED)
    assert content.subject == "[BSC] Isu 2027 – Departemen PPIC: mohon diisi s.d. Sabtu, 31 Oktober 2026"
    assert "Yth. Bapak Andi Wijaya," in content.text
    assert "Batas waktu: Sabtu, 31 Oktober 2026 pukul 23.59 WIB." in content.text
    assert f"http://localhost:8000/issues/registers/{register.pk}/edit/" in content.text
    assert "Isi Register Isu" in content.html


def test_cms_reads_who_sent_how_much_and_until_when(company: Company) -> None:
    register = sent(company)
    content = words(company.cms, emails.REGISTER_RECEIVED)
    assert content.subject == (
        "[BSC] Isu 2027 – Departemen PPIC: diterima CMS, diperiksa s.d. Rabu, 4 November 2026"
    )
    assert "dikirim oleh Andi Wijaya: 2 baris, putaran ke-1" in content.text
    assert f"/issues/registers/{register.pk}/review/" in content.text


def test_a_return_counts_the_rows_and_gives_the_date(company: Company) -> None:
    register = reviewed(company, "returned", "accepted", "returned")
    content = words(company.manager, emails.REGISTER_RETURNED)
    assert content.subject == (
        "[BSC] Isu 2027 – Departemen PPIC: dikembalikan CMS, 2 baris perlu diperbaiki "
        "(s.d. Senin, 9 November 2026)"
    )
    assert f"/issues/registers/{register.pk}/edit/" in content.text


def test_an_acceptance_asks_for_nothing(company: Company) -> None:
    register = reviewed(company, "accepted")
    content = words(company.manager, emails.REGISTER_ACCEPTED)
    assert content.subject == "[BSC] Isu 2027 – Departemen PPIC: diterima CMS"
    assert "Tidak ada tindakan lain yang perlu dilakukan." in content.text
    assert f"/issues/registers/{register.pk}/" in content.text


def test_nihil_has_words_of_its_own(company: Company) -> None:
    register = declare_nil(register=opened(company), reason="Tidak ada.", actor=company.manager, now=SENT)
    assert "menyatakan Nihil" in words(company.cms, emails.REGISTER_RECEIVED).text
    return_nil(register=register, comment="Ada keluhan pelanggan.", actor=company.cms, now=REVIEWED)
    returned = words(company.manager, emails.REGISTER_RETURNED)
    assert "Nihil dikembalikan CMS" in returned.subject
    assert "Komentar CMS: Ada keluhan pelanggan." in returned.text


def test_an_accepted_nihil_says_so(company: Company) -> None:
    register = declare_nil(register=opened(company), reason="Tidak ada.", actor=company.manager, now=SENT)
    accept_nil(register=register, actor=company.cms, now=REVIEWED)
    assert "Nihil diterima CMS" in words(company.manager, emails.REGISTER_ACCEPTED).subject


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "Baris\r\nBcc: semua@contoh.test"])
def test_a_comment_stays_text_in_the_mail(company: Company, hostile: str) -> None:
    register = declare_nil(register=opened(company), reason="Tidak ada.", actor=company.manager, now=SENT)
    return_nil(register=register, comment=hostile, actor=company.cms, now=REVIEWED)
    content = words(company.manager, emails.REGISTER_RETURNED)
    assert "<script>" not in content.html
    assert "Bcc" not in content.subject


def test_an_english_reader_gets_the_date_in_english(company: Company) -> None:
    company.manager.language = "en"
    company.manager.save()
    opened(company)
    assert "Saturday, 31 October 2026" in words(company.manager, emails.COLLECTION_OPENED).subject


# --- Still due? -----------------------------------------------------------------------------------


def test_the_opening_is_missed_once_the_register_was_sent(company: Company) -> None:
    register = drafted(company)
    mail = mail_to(company.manager, emails.COLLECTION_OPENED)
    assert still_due(mail)
    submit_register(register=register, actor=company.manager, now=SENT)
    assert not still_due(mail)


def test_cms_is_not_called_to_a_round_that_is_over(company: Company) -> None:
    register = sent(company, count=1)
    mail = mail_to(company.cms, emails.REGISTER_RECEIVED)
    assert still_due(mail)
    reviewed(company, "returned", register=register)
    assert not still_due(mail)
    register.refresh_from_db()
    submit_register(register=register, actor=company.manager, now=at("2026-11-06 09:00"))
    assert not still_due(mail)


def test_a_return_is_missed_once_the_repair_was_sent(company: Company) -> None:
    register = reviewed(company, "returned")
    mail = mail_to(company.manager, emails.REGISTER_RETURNED)
    assert still_due(mail)
    submit_register(register=register, actor=company.manager, now=at("2026-11-06 09:00"))
    assert not still_due(mail)


def test_an_acceptance_is_told_whenever_the_worker_comes_to_it(company: Company) -> None:
    reviewed(company, "accepted")
    assert still_due(mail_to(company.manager, emails.REGISTER_ACCEPTED))
