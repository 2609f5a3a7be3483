"""A mail's words: one text template per kind, dressed as text and as HTML."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import User


@dataclass(frozen=True)
class MailContent:
    subject: str
    text: str
    html: str


def render_mail(mail: OutboxMail) -> MailContent:
    """Render in the reader's language; the first line of the template is the subject."""
    kind = kinds.kind(mail.kind)
    with translation.override(mail.recipient.language or settings.LANGUAGE_CODE):
        context = {
            **mail.context,
            "about": mail.about,
            "recipient": mail.recipient,
            "due_on": mail.due_on,
            "url": settings.SITE_URL + kind.url(mail.about),
            "reason": kind.reason,
            "button": kind.button,
        }
        subject, _newline, words = render_to_string(kind.template, context).strip().partition("\n")
        context["subject"] = subject
        body = [p.strip() for p in words.strip().split("\n\n") if p.strip()]
        context["paragraphs"] = [*_greeting(mail.recipient), *body]
        text = render_to_string("emails/base.txt", context)
        return MailContent(subject, text, render_to_string("emails/base.html", context))


def _greeting(recipient: User) -> list[str]:
    """A shared mailbox has many readers: the first line then says whom the mail is for."""
    name = {"name": recipient.addressed_name}
    opening = [_("Kepada: %(name)s") % name] if recipient.email_is_shared else []
    return [*opening, _("Yth. %(name)s,") % name]
