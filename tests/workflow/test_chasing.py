"""Salin Pesan WA: what the text says, in both languages, for one task and for several."""

from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from cint_portal.organization.models import User
from cint_portal.workflow.chasing import wa_text
from cint_portal.workflow.todo import Todo

TODAY = date(2026, 10, 28)
FILL = Todo("task", "Isi isu", "Departemen PPIC", "2027", "/issues/registers/3/edit/", date(2026, 10, 31))
SEND = Todo("task", "Kirim realisasi", "Departemen PPIC", "September 2026", "/realization/9/")
ANDI = User(full_name="Andi Wijaya", salutation="Bapak")
SARI = User(full_name="Sari Dewi", salutation="Ibu")
EKO = User(full_name="Eko", salutation="Bapak")


def test_one_task_is_asked_for_politely_with_date_and_link() -> None:
    assert wa_text([FILL], TODAY, [ANDI]) == (
        "Yth. Bapak Andi Wijaya,\n\n"
        "Mohon bantuannya untuk menyelesaikan tugas BSC berikut:\n\n"
        "*Isi isu – Departemen PPIC, Tahun BSC 2027*\n"
        "Batas waktu: Sabtu, 31 Oktober 2026 pukul 23.59 WIB (3 hari lagi).\n"
        f"{settings.SITE_URL}/issues/registers/3/edit/\n\n"
        "Terima kasih."
    )


def test_several_tasks_are_numbered_and_one_without_a_date_names_none() -> None:
    text = wa_text([FILL, SEND], TODAY)
    assert "2 tugas BSC berikut" in text
    assert "1. *Isi isu" in text
    assert (
        f"2. *Kirim realisasi – Departemen PPIC, September 2026*\n{settings.SITE_URL}/realization/9/" in text
    )


@pytest.mark.parametrize(
    ("people", "greeting"),
    [
        ([], "Yth. Bapak/Ibu,"),
        ([ANDI, SARI], "Yth. Bapak Andi Wijaya dan Ibu Sari Dewi,"),
        ([ANDI, SARI, EKO], "Yth. Bapak Andi Wijaya, Ibu Sari Dewi dan Bapak Eko,"),
    ],
)
def test_the_greeting_names_whom_it_concerns(people: list[User], greeting: str) -> None:
    assert wa_text([FILL], TODAY, people).startswith(greeting)


def test_what_is_late_is_said_without_blame() -> None:
    text = wa_text([replace(FILL, due_on=date(2026, 10, 26))], TODAY)
    assert "Batas waktu Senin, 26 Oktober 2026 telah lewat; tugas masih dapat diselesaikan." in text
    assert "terlambat" not in text


def test_the_link_is_an_address_of_this_portal_and_carries_no_token() -> None:
    (link,) = [line for line in wa_text([FILL], TODAY).splitlines() if "://" in line]
    assert link == f"{settings.SITE_URL}{FILL.url}"


def test_who_reads_english_copies_english() -> None:
    with translation.override("en"):
        assert "Saturday, 31 October 2026" in wa_text([FILL], TODAY)


def test_a_period_that_is_a_year_is_called_one() -> None:
    assert FILL.period_text == "Tahun BSC 2027"
    assert SEND.period_text == "September 2026"
    assert replace(FILL, unit="").sentence == "Isi isu – Tahun BSC 2027"
    assert replace(FILL, unit="", period="").sentence == "Isi isu"


def test_what_the_title_says_is_not_said_again() -> None:
    review = replace(
        FILL, title="Buat Review Semester I 2026", unit="Semua unit kerja", period="Semester I 2026"
    )
    assert review.sentence == "Buat Review Semester I 2026 – Semua unit kerja"
