"""What a mail says, for the operators; secrets are never shown."""

from dataclasses import dataclass

from django.utils import translation

from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail


@dataclass(frozen=True)
class Preview:
    subject: str
    text: str


def preview_of(mail: OutboxMail) -> Preview | None:
    """None for a secret, for what is gone, and for what cannot be rendered (then it says so elsewhere)."""
    known = {kind.code: kind for kind in kinds.all_kinds()}
    if mail.kind not in known or known[mail.kind].is_secret or mail.about is None:
        return None
    try:
        with translation.override(translation.get_language()):
            content = render_mail(mail)
    except Exception:  # a broken template is what this page may be opened for
        return None
    return Preview(content.subject, content.text)
