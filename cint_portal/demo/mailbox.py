"""E-mail backend of the embedded mode: delivers to the mailbox page."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from cint_portal.core import clock
from cint_portal.demo.models import MailboxMessage


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            message.message()  # builds the headers as for a real server, and refuses the same ones
            alternatives = getattr(message, "alternatives", [])
            MailboxMessage.objects.create(
                received_at=clock.now(),
                recipient=", ".join(message.to),
                subject=str(message.subject),
                text=str(message.body),
                html=str(alternatives[0][0]) if alternatives else "",
                message_id=message.extra_headers.get("Message-ID", ""),
            )
        return len(email_messages)
