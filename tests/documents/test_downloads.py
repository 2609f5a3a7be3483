"""Files that requests answer with, and names of files that people send (T52)."""

import pytest

from cint_portal.audit.models import AuditEvent
from cint_portal.documents.downloads import attachment, file_stem, shown_name
from tests.company import Company
from tests.conftest import at


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("isu.xlsx", "isu.xlsx"),
        ("../../etc/isu.xlsx", "isu.xlsx"),
        ("..\\..\\isu.xlsx", "isu.xlsx"),
        ("C:\\Users\\budi\\isu.xlsx", "isu.xlsx"),
        ("isu\u202excod.xlsx", "isuxcod.xlsx"),
        ("a\x00b\r\nc.xlsx", "abc.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx"),
        ('a";x="b.xlsx', 'a";x="b.xlsx'),
        ("Isu 2027 – Departemen 😀.xlsx", "Isu 2027 – Departemen 😀.xlsx"),
        ("cafe\u0301.xlsx", "café.xlsx"),
        ("CON.xlsx", "CON.xlsx"),
        ("\u200f\u202a", "–"),
        ("", "–"),
    ],
)
def test_a_sent_name_is_shown_without_folders_and_invisible_characters(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize(
    ("text", "stem"),
    [("isu 2027/PPIC", "isu-2027-PPIC"), ('a";\r\nX: y', "a-X-y"), ("é" * 5, ""), ("a" * 500, "a" * 120)],
)
def test_the_name_of_a_file_of_ours_is_plain(text: str, stem: str) -> None:
    assert file_stem(text) == stem


def test_an_attachment_is_no_page_and_is_logged(company: Company) -> None:
    answer = attachment(
        b"PK", stem="isu 2027", suffix="xlsx", actor=company.manager, now=at("2026-10-20 10:00")
    )
    assert answer["Content-Disposition"] == 'attachment; filename="isu-2027.xlsx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert AuditEvent.objects.get(kind="download").object_label == "isu-2027.xlsx"
