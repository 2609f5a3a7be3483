"""The bytes of a letter: read back by the standard library, and the same as Django's own."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives

from cint_portal.notifications import wire
from cint_portal.notifications.posting import Letter
from cint_portal.notifications.rendering import MailContent

NASTY = [
    "[BSC] Realisasi Juni 2027 – Dept. PPIC: batas waktu 3 hari lagi (Kamis, 15 Juli 2027)",
    "polos",
    "x" * 3000,
    "日本語の件名 " * 20,
    "=?utf-8?b?dGVzdA==?=",
    "𝒳" * 50,
    "\ud800 setengah",
    "",
]
NAMES = ["Andi Wijaya", 'Andi "Bos", S.T. <x@y.z>', "Ärger – Ünal", "Andi\\", "a, b@c.d"]


def read(letter: Letter) -> EmailMessage:
    sender, recipient, raw = letter.wire()
    assert recipient == "andi@contoh.test"
    assert "@" in sender
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


def letter(
    subject: str = "Perihal", name: str = "Andi", text: str = "Isi", html: str = "<p>Isi</p>"
) -> Letter:
    headers = {
        "Message-ID": "<0123456789abcdef0123456789abcdef@contoh.test>",
        "Date": "Mon, 23 Nov 2026 08:00:00 +0700",
    }
    return Letter(name, "andi@contoh.test", MailContent(subject, text, html), headers)


@pytest.mark.parametrize("subject", NASTY)
def test_a_subject_reads_back_as_it_was_written(subject: str) -> None:
    expected = " ".join(subject.split()).encode("utf-8", "replace").decode()
    assert read(letter(subject=subject))["Subject"] == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_name_makes_no_second_address(name: str) -> None:
    [address] = read(letter(name=name))["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "andi@contoh.test")


@pytest.mark.parametrize("words", ["satu\ndua\r\ntiga", ".\n..\nQUIT", "–" * 5000, "--=_0123456789abcdef"])
def test_the_words_read_back_as_they_were_written(words: str) -> None:
    message = read(letter(text=words, html=f"<p>{words}</p>"))
    plain, html = message.iter_parts()
    assert plain.get_content().splitlines() == words.splitlines()
    assert html.get_content_type() == "text/html"
    assert words.splitlines()[0] in html.get_content()


def test_it_says_the_same_as_djangos_own_message() -> None:
    ours = read(letter(subject="Perihal – satu"))
    theirs = message_from_bytes(
        EmailMultiAlternatives.message(letter(subject="Perihal – satu")).as_bytes(), policy=policy.default
    )
    for header in ("Subject", "To", "From", "Message-ID", "Date"):
        assert ours[header] == theirs[header]
    assert [p.get_content() for p in ours.iter_parts()] == [  # type: ignore[attr-defined]
        p.get_content()
        for p in theirs.iter_parts()  # type: ignore[attr-defined]
    ]


def test_a_line_break_in_a_header_is_a_space() -> None:
    assert wire.encoded("satu\r\nBcc: x@y.z") == "satu Bcc: x@y.z"
    assert wire.mailbox("satu\nBcc: x", "a@b.c") == '"satu Bcc: x" <a@b.c>'
