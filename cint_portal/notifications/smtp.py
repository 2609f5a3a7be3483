"""Django's SMTP backend, which also knows whether the message itself was already on its way."""

import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from cint_portal.notifications.posting import Letter


class _Watched(smtplib.SMTP):
    in_data = False

    def mail(self, sender: str, options: Any = ()) -> Any:
        self.in_data = False
        return super().mail(sender, options)

    def data(self, msg: Any) -> Any:
        self.in_data = True
        return super().data(msg)


class _WatchedSSL(_Watched, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class Backend(EmailBackend):
    """Set as EMAIL_BACKEND for every smtp address."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _WatchedSSL if self.use_ssl else _Watched

    def _send(self, email_message: EmailMessage) -> bool:
        """A letter brings its own bytes; anything else goes Django's way."""
        if not isinstance(email_message, Letter):
            return bool(super()._send(email_message))  # type: ignore[misc]
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("the connection is not open")
        sender, recipient, message = email_message.wire()
        self.connection.sendmail(sender, [recipient], message)
        return True

    @property
    def in_data(self) -> bool:
        """A failure now leaves open whether the server took the message."""
        return getattr(self.connection, "in_data", False)
