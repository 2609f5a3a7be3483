"""Why a person gets a mail, in one sentence at its foot: by the standing under which it was written."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.audience import Standing

_SENTENCES: Mapping[str, Promise] = {
    Standing.MANAGER: gettext_lazy("Email ini dikirim karena %(you)s tercatat sebagai Manager %(unit)s."),
    Standing.ACTING: gettext_lazy("Email ini dikirim karena %(you)s tercatat sebagai Pjs. Manager %(unit)s."),
    Standing.VACANT: gettext_lazy(
        "Email ini dikirim karena jabatan Manager %(unit)s kosong: tugasnya untuk sementara menjadi "
        "tanggung jawab %(you)s sebagai Direktur."
    ),
    Standing.AWAY: gettext_lazy(
        "Email ini dikirim karena Manager %(unit)s sedang tidak bertugas: tugasnya untuk sementara menjadi "
        "tanggung jawab %(you)s sebagai Direktur."
    ),
    Standing.DRAFTER: gettext_lazy(
        "Tembusan untuk %(you)s sebagai Admin %(unit)s. Pengiriman tetap dilakukan oleh Manager."
    ),
    Standing.MAILBOX: gettext_lazy("Tembusan untuk e-mail %(unit)s."),
    Standing.VACANT_COPY: gettext_lazy(
        "Tembusan untuk CMS: %(unit)s sedang tanpa Manager, tugasnya diteruskan kepada Direktur."
    ),
    Standing.ABOVE: gettext_lazy(
        "Email ini dikirim karena %(you)s tercatat sebagai Direktur yang membawahi %(unit)s."
    ),
    Standing.CMS: gettext_lazy("Email ini dikirim karena %(you)s bertugas di CMS."),
    Standing.CMS_HEAD: gettext_lazy("Email ini dikirim karena %(you)s tercatat sebagai Kepala Bagian CMS."),
    Standing.CMS_ABOVE: gettext_lazy(
        "Email ini dikirim karena %(you)s tercatat sebagai Direktur yang membawahi CMS."
    ),
    Standing.SUBSTITUTE: gettext_lazy(
        "Email ini dikirim karena %(you)s ditunjuk sebagai pemeriksa pengganti %(unit)s."
    ),
    Standing.BOARD: gettext_lazy("Email ini dikirim karena %(you)s tercatat sebagai Direksi (BOD)."),
    Standing.PRESIDENT: gettext_lazy("Email ini dikirim karena %(you)s tercatat sebagai Direktur Utama."),
    Standing.INVITED: gettext_lazy("Email ini dikirim karena %(you)s diundang ke Rapat Penetapan BSC."),
}


#: Other languages may have one word for all of them.
_READER = {"Bapak": pgettext_lazy("sapaan", "Bapak"), "Ibu": pgettext_lazy("sapaan", "Ibu")}
_ANYBODY = pgettext_lazy("sapaan", "Bapak/Ibu")


def reason_of(mail: OutboxMail, kind: EmailKind) -> str:
    """The sentence of the reader's standing; the kind's own where the mail went to named people."""
    sentence = _SENTENCES.get(mail.standing)
    if sentence is None:
        return str(kind.reason)
    unit: Any = kind.unit(mail.about)
    return str(sentence) % {"you": _you(mail), "unit": unit or _("unit kerja ini")}


def _you(mail: OutboxMail) -> str:
    """Bapak, Ibu; both while nobody has told how the person is addressed."""
    return str(_READER.get(mail.recipient.salutation, _ANYBODY))
