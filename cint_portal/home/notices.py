"""Notifikasi: what the outbox holds for a person, whether a mail carried it or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import QuerySet

from bsc.models import Commitment, Meeting, MeetingDecision, Scorecard
from cint_portal.core.clock import local_day
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MARK, words_of
from cint_portal.organization.models import User
from issues.models import IssueRegister
from realization.models import Realization, ReopeningRequest

#: With the mail's words come these relations; others are read as the template asks for them.
READ_WITH: tuple[QuerySet, ...] = (  # type: ignore[type-arg]
    IssueRegister.objects.select_related("unit", "cycle", "submitted_by").prefetch_related("issues"),
    Scorecard.every.select_related("unit", "cycle", "employee"),
    Meeting.objects.select_related("cycle"),
    MeetingDecision.objects.select_related("meeting__cycle", "pic"),
    Commitment.objects.select_related("cycle", "meeting"),
    Realization.objects.select_related("unit", "cycle", "submitted_by").prefetch_related("actuals"),
    ReopeningRequest.objects.select_related("realization__unit", "realization__cycle", "requested_by"),
)


@dataclass(frozen=True)
class Notice:
    """One line of the list: what came, when, until when, and where it is settled."""

    pk: int
    title: str
    text: str
    at: datetime
    due_on: date | None
    unit: str
    button: str
    is_unread: bool


def notices_of(user: User) -> QuerySet[OutboxMail]:
    """What this person was told: no passwords, no copies to a mailbox, nothing that lost its sense."""
    told = OutboxMail.objects.filter(recipient=user, mailbox="").exclude(state=OutboxMail.State.MISSED)
    return told.exclude(kind__in=[kind.code for kind in kinds.all_kinds() if kind.is_secret])


def unread_count(user: User) -> int:
    """The number on the bell. One query over the person's own rows."""
    return notices_of(user).filter(read_at=None).count()


def with_words(mails: Iterable[OutboxMail], now: datetime) -> list[Notice]:
    """A page of notices in the reader's language."""
    today = local_day(now)
    return [_notice(mail, today) for mail in mails]


def readable(mails: QuerySet[OutboxMail]) -> QuerySet[OutboxMail]:
    """The same rows with what their words need, in a number of queries that does not grow."""
    return mails.select_related("recipient").prefetch_related(GenericPrefetch("about", list(READ_WITH)))


def _notice(mail: OutboxMail, today: date) -> Notice:
    kind = kinds.kind(mail.kind)
    title, paragraphs = words_of(mail, today) if mail.about is not None else (kind.name, [])
    unit = kind.unit(mail.about)
    return Notice(
        pk=mail.pk,
        title=title.removeprefix(MARK),
        text=paragraphs[0] if paragraphs else "",
        at=mail.created_at,
        due_on=mail.due_on,
        unit=str(unit) if unit else "",
        button=str(kind.button),
        is_unread=mail.read_at is None,
    )


def address_of(mail: OutboxMail) -> str:
    """The page that settles it; the start page when its object is gone."""
    return kinds.kind(mail.kind).address(mail) if mail.about is not None else "/"


def mark_read(mails: QuerySet[OutboxMail], now: datetime) -> int:
    """Note when these were read first; returns how many were unread."""
    return mails.filter(read_at=None).update(read_at=now)


def mark_unread(mails: QuerySet[OutboxMail]) -> int:
    """Keep these in mind: they count on the bell again."""
    return mails.update(read_at=None)
