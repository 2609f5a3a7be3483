"""Handing messages to the mail server: the message of a parcel, one connection for many of them."""

import smtplib
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from cint_portal.notifications import wire
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent
from cint_portal.notifications.replies import BadAddress, PerhapsTaken, wants_new_connection


class Letter(EmailMultiAlternatives):
    """A message of the outbox to one recipient, which knows its own bytes for the SMTP backend."""

    def __init__(self, name: str, address: str, content: MailContent, headers: dict[str, str]) -> None:
        to = [formataddr((name, address))]
        super().__init__(_one_line(content.subject), content.text, to=to, headers=headers)
        self.attach_alternative(content.html, "text/html")
        if content.calendar is not None:
            part = f"text/calendar; method={content.calendar.method}"
            self.attach_alternative(content.calendar.content.decode(), part)
        self.name, self.address, self.content = name, address, content

    def wire(self) -> tuple[str, str, bytes]:
        """Sender and recipient of the envelope, and the message."""
        name, sender = _sender(self.from_email)
        headers = {
            "Subject": wire.encoded(str(self.subject)),
            "From": wire.mailbox(name, sender),
            "To": wire.mailbox(self.name, self.address),
            **self.extra_headers,
        }
        boundary = f"=_{self.extra_headers['Message-ID'][1:33]}"
        message = wire.to_bytes(
            headers,
            text=self.content.text,
            html=self.content.html,
            boundary=boundary,
            calendar=self.content.calendar,
        )
        return sender, self.address, message


def build_message(mail: OutboxMail, content: MailContent, at: datetime) -> Letter:
    """The message that a row carries, to one recipient; raises BadAddress."""
    headers = {
        "Message-ID": f"<{mail.message_id}@{_domain()}>",
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }
    address = _usable(mail.mailbox or mail.recipient.email)
    return Letter(_one_line(mail.recipient.full_name), address, content, headers)


@lru_cache(maxsize=1024)
def _usable(address: str) -> str:
    """The address in ASCII; what would split into two is refused here and not by the server."""
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        return f"{local}@{domain.encode('idna').decode()}".encode("ascii").decode()
    except (ValidationError, UnicodeError) as error:
        raise BadAddress(f"not an address: {address!r}") from error


def _one_line(text: str) -> str:
    """A line break in a name or subject would begin a header of its own (T58)."""
    return " ".join(text.split())


@cache
def _sender(address: str) -> tuple[str, str]:
    return parseaddr(address)


@cache
def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"


class Post:
    """One connection for a turn of deliveries; one that ended between two mails is opened anew, once."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self.carried = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, message: EmailMultiAlternatives) -> None:
        """Raises what the server answered, what the network did, or PerhapsTaken."""
        try:
            self._hand_over(message)
        except OSError as error:  # also smtplib's errors
            if not self.carried or not wants_new_connection(error):
                raise
            self.close()
            self._hand_over(message)

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        self.connection.open()
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            if getattr(self.connection, "in_data", False):
                self.close()
                raise PerhapsTaken(str(error)) from error
            raise
        self.carried += 1

    def close(self) -> None:
        """Never costs a mail: what was accepted is accepted."""
        self.carried = 0
        with suppress(OSError, smtplib.SMTPException):
            self.connection.close()
