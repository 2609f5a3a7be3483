"""A mail's words: one text template per kind, dressed as text and as HTML; several of them as a digest."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cint_portal.core import clock
from cint_portal.core.templatetags.portal_format import long_day
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.reasons import reason_of

MARK = "[BSC] "


@dataclass(frozen=True)
class MailContent:
    subject: str
    text: str
    html: str
    calendar: kinds.CalendarPart | None = None


@dataclass(frozen=True)
class Letter:
    """What one row has to say: its subject, its paragraphs, the page that settles it, why it came."""

    subject: str
    paragraphs: list[str]
    url: str
    button: str
    reason: str

    @property
    def title(self) -> str:
        return self.subject.removeprefix(MARK)


@dataclass
class Section:
    """The part of a digest that concerns one department."""

    heading: str
    letters: list[Letter] = field(default_factory=list)


def render_mail(mail: OutboxMail, today: date | None = None) -> MailContent:
    """One row as a mail of its own, in the reader's language; `today` is asked of the clock if not told."""
    with translation.override(mail.recipient.language or settings.LANGUAGE_CODE):
        letter = write_letter(mail, today or clock.local_day(clock.now()))
        content = _dress(mail, letter.subject, letter.paragraphs, letter, [letter.reason])
        invitation = kinds.kind(mail.kind).calendar
        return replace(content, calendar=invitation(mail)) if invitation else content


def render_parcel(mails: Sequence[OutboxMail], today: date) -> MailContent:
    """Several rows of one person as one mail: by department, the most urgent first and on the button."""
    recipient = mails[0].recipient
    with translation.override(recipient.language or settings.LANGUAGE_CODE):
        ordered = sorted(mails, key=lambda mail: (mail.due_on or date.max, mail.pk))
        letters = [write_letter(mail, today) for mail in ordered]
        first = ordered[0].due_on
        count = {"n": len(letters), "day": long_day(first)}
        subject = _("%(n)s hal menunggu Anda, terdekat %(day)s") if first else _("%(n)s hal menunggu Anda")
        opening = _("Berikut hal-hal yang menunggu, dimulai dari yang paling mendesak.")
        reasons = list(dict.fromkeys(letter.reason for letter in letters))
        sections = _by_department(ordered, letters)
        return _dress(ordered[0], MARK + subject % count, [opening], letters[0], reasons, sections)


def _by_department(mails: Sequence[OutboxMail], letters: Sequence[Letter]) -> list[Section]:
    """Departments in the order of their most urgent matter."""
    sections: dict[str, Section] = {}
    for mail, letter in zip(mails, letters, strict=True):
        unit = kinds.kind(mail.kind).unit(mail.about)
        heading = str(unit) if unit else _("Perusahaan")
        sections.setdefault(heading, Section(heading)).letters.append(letter)
    return list(sections.values())


def words_of(mail: OutboxMail, today: date) -> tuple[str, list[str]]:
    """Subject and paragraphs from the kind's template, whose first line is the subject."""
    context = {
        **mail.context,
        "about": mail.about,
        "recipient": mail.recipient,
        "due_on": mail.due_on,
        "today": today,
    }
    text = render_to_string(kinds.kind(mail.kind).template, context)
    subject, _newline, words = text.strip().partition("\n")
    return subject, [p.strip() for p in words.strip().split("\n\n") if p.strip()]


def write_letter(mail: OutboxMail, today: date) -> Letter:
    """What this row has to say today, and where it is settled."""
    kind = kinds.kind(mail.kind)
    subject, paragraphs = words_of(mail, today)
    url = settings.SITE_URL + kind.address(mail)
    return Letter(subject, paragraphs, url, str(kind.button), reason_of(mail, kind))


def _dress(
    mail: OutboxMail,
    subject: str,
    words: Sequence[str],
    main: Letter,
    reasons: Sequence[str],
    sections: Sequence[Section] = (),
) -> MailContent:
    """What many readers get differs in the greeting alone: the rest is put together once for them.

    What is secret or a person's own is put together anew and kept nowhere.
    """
    shared = not sections and not kinds.kind(mail.kind).is_secret
    put_together = _kept_frame if shared else _frame
    frame = put_together(
        translation.get_language(),
        subject,
        tuple(words),
        main.url,
        main.button,
        tuple(reasons),
        tuple(sections),
    )
    return frame.around("\n\n".join(_greeting(mail)), subject)


@dataclass(frozen=True)
class Frame:
    """A mail before and after its greeting, as text and as HTML."""

    text: tuple[str, str]
    html: tuple[str, str]

    def around(self, greeting: str, subject: str) -> MailContent:
        return MailContent(
            subject, greeting.join(self.text), str(linebreaksbr(greeting, autoescape=True)).join(self.html)
        )


#: Stands for the greeting; no text that a person wrote holds it.
_PLACE = f"greeting-{secrets.token_hex(16)}"


def _frame(
    _language: str | None,
    subject: str,
    words: tuple[str, ...],
    url: str,
    button: str,
    reasons: tuple[str, ...],
    sections: tuple[Section, ...],
) -> Frame:
    """In the language that is active, which is named so that frames of two languages stay apart."""
    context: dict[str, Any] = {
        "subject": subject,
        "paragraphs": [_PLACE, *words],
        "url": url,
        "button": button,
        "sections": sections,
        "reasons": [reason for reason in reasons if reason],
    }
    text, html = (render_to_string(f"emails/base.{form}", context) for form in ("txt", "html"))
    return Frame(_split(text), _split(html))


_kept_frame = lru_cache(maxsize=64)(_frame)


def _split(dressed: str) -> tuple[str, str]:
    before, _place, after = dressed.partition(_PLACE)
    return before, after


def _greeting(mail: OutboxMail) -> list[str]:
    """A shared mailbox has many readers: the first line then says whom the mail is for."""
    name = {"name": mail.recipient.addressed_name}
    if mail.mailbox:
        return [_("Tembusan – kepada: %(name)s") % name, _("Yth. %(name)s,") % name]
    opening = [_("Kepada: %(name)s") % name] if mail.recipient.email_is_shared else []
    return [*opening, _("Yth. %(name)s,") % name]
