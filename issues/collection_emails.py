"""Mails about the collection as a whole and about one department's extension."""

from django.utils.translation import gettext_lazy as _

from cint_portal.notifications.kinds import EmailKind
from cint_portal.notifications.models import OutboxMail
from issues.emails import department_reason, form_page, register_of, register_page
from issues.models import IssueCollection

COLLECTION_CLOSED = "issues.collection_closed"
COLLECTION_REOPENED = "issues.collection_reopened"
REGISTER_EXTENDED = "issues.register_extended"


def _collection_is(mail: OutboxMail, status: str) -> bool:
    register = register_of(mail)
    return register.is_editable and register.cycle.issue_collection.status == status


def still_closed(mail: OutboxMail) -> bool:
    return _collection_is(mail, IssueCollection.Status.CLOSED)


def still_reopened(mail: OutboxMail) -> bool:
    return _collection_is(mail, IssueCollection.Status.OPEN)


def still_extended(mail: OutboxMail) -> bool:
    register = register_of(mail)
    return register.is_editable and register.due_on == mail.due_on


EMAIL_KINDS = (
    EmailKind(
        code=COLLECTION_CLOSED,
        label=_("Pengumpulan isu ditutup"),
        template="emails/issues/collection_closed.txt",
        url=register_page,
        reason=department_reason,
        button=_("Lihat Register Isu"),
        still_due=still_closed,
    ),
    EmailKind(
        code=COLLECTION_REOPENED,
        label=_("Pengumpulan isu dibuka kembali"),
        template="emails/issues/collection_reopened.txt",
        url=form_page,
        reason=department_reason,
        button=_("Isi Register Isu"),
        still_due=still_reopened,
    ),
    EmailKind(
        code=REGISTER_EXTENDED,
        label=_("Perpanjangan Waktu register isu"),
        template="emails/issues/register_extended.txt",
        url=form_page,
        reason=department_reason,
        button=_("Isi Register Isu"),
        still_due=still_extended,
    ),
)
