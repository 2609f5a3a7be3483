"""Handing messages to the mail server: the message of a parcel, one connection for many of them."""

import smtplib
from contextlib import suppress
from email.utils import formataddr
from functools import cache
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent
from cint_portal.notifications.replies import BadAddress, PerhapsTaken, wants_new_connection


def build_message(mail: OutboxMail, content: MailContent) -> EmailMultiAlternatives:
    """The message that a row carries, to one recipient; raises BadAddress."""
    message = EmailMultiAlternatives(
        subject=_one_line(content.subject),
        body=content.text,
        to=[_address(mail)],
        headers={"Message-ID": f"<{mail.message_id}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(content.html, "text/html")
    return message


def _address(mail: OutboxMail) -> str:
    """One name and one address; what would split into two is refused here and not by the server."""
    address = mail.mailbox or mail.recipient.email
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadAddress(f"not an address: {address!r}") from error
    return formataddr((_one_line(mail.recipient.full_name), address))


def _one_line(text: str) -> str:
    """A line break in a name or subject would begin a header of its own (T58)."""
    return " ".join(text.split())


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
