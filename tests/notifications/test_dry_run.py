"""`manage.py reminders --date … --dry-run`: who would get what and why, and nothing is written."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cint_portal.core import clock
from cint_portal.notifications.models import OutboxMail, ReminderMarker
from cint_portal.organization.models import Unit
from cint_portal.workdays.models import Holiday
from issues.services import submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import drafted, opened
from tests.notifications.ticks import tick


def dry_run(day: str = "") -> str:
    out = StringIO()
    arguments = [f"--date={day}"] if day else []
    call_command("reminders", *arguments, "--dry-run", stdout=out)
    return out.getvalue()


def test_it_names_kind_unit_step_date_person_and_reason(company: Company) -> None:
    Unit.objects.filter(pk=company.department.pk).update(mailbox="ppic@contoh.test")
    opened(company)
    company.outsider.email = ""
    company.outsider.save()
    text = dry_run("2026-10-28")
    head = "→ issues.register_due · Departemen PPIC · due-3 · batas waktu Sab, 31 Okt 2026"
    assert f"{head} · Andi Wijaya <manager@contoh.test> (Manager Departemen) · dikirim" in text
    assert f"{head} · Fitri Handayani <admin.ppic@contoh.test> (tembusan: Admin Departemen)" in text
    assert f"{head} · Andi Wijaya <ppic@contoh.test> (tembusan: e-mail unit)" in text
    assert "Kartika Sari <dirut@contoh.test> (Direktur, karena jabatan kosong)" in text
    assert "Hesti Purnama <–> (Manager Departemen) · Penerima tidak punya alamat e-mail" in text


def test_it_says_why_a_step_is_skipped(company: Company) -> None:
    register = drafted(company)
    submit_register(register=register, actor=company.manager, now=at("2026-10-27 09:00"))
    text = dry_run("2026-10-28")
    assert "× issues.register_due · Departemen PPIC · due-3" in text
    assert "tidak dikirim: sudah selesai (Dikirim ke CMS)" in text


def test_on_a_day_off_it_tells_which_reminders_went_before(company: Company) -> None:
    opened(company)
    text = dry_run("2026-10-24")  # a Saturday, a week before the due date
    assert (
        "– Pengisian isu oleh departemen · Departemen PPIC · due-7: hari libur, dikirim Jum, 23 Okt 2026"
        in text
    )
    assert "0 pemberitahuan" in text


def test_for_today_it_shows_what_an_outage_missed_and_what_is_queued(company: Company) -> None:
    opened(company)
    tick("issues.register_due", "2026-10-22")
    clock.move_to(at("2026-10-28 08:00"))
    text = dry_run()
    assert "due-7 · batas waktu Sab, 31 Okt 2026 · terlewat: digantikan pengingat yang lebih baru" in text
    tick("issues.register_due", "2026-10-28")
    assert "due-3 · batas waktu Sab, 31 Okt 2026 · sudah ada di kotak keluar" in dry_run()


def test_a_day_off_after_an_outage_waits_for_the_next_working_day(company: Company) -> None:
    opened(company)
    tick("issues.register_due", "2026-10-26")
    Holiday.objects.create(day=date(2026, 10, 29), name="Libur", kind=Holiday.Kind.COMPANY)
    clock.move_to(at("2026-10-29 08:00"))
    assert "tidak dikirim: hari libur, menunggu hari kerja berikutnya" in dry_run()


def test_nothing_is_written(company: Company) -> None:
    opened(company)
    before = OutboxMail.objects.count()
    dry_run("2026-10-28")
    assert OutboxMail.objects.count() == before
    assert not ReminderMarker.objects.exists()


def test_without_dry_run_it_refuses(company: Company) -> None:
    with pytest.raises(CommandError):
        call_command("reminders", "--date=2026-10-28")
