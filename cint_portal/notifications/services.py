"""Putting mail into the outbox, inside the transaction of what it tells about."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from cint_portal.core.background import wake
from cint_portal.notifications import kinds
from cint_portal.notifications.models import MailPreference, OutboxMail
from cint_portal.organization.audience import Reader
from cint_portal.organization.models import User

DELIVER = "cint_portal.notifications.tasks.deliver_mail"


@transaction.atomic
def enqueue(
    code: str,
    *,
    recipients: Iterable[User | Reader],
    about: models.Model,
    now: datetime,
    due_on: date | None = None,
    occasion: str = "",
    context: dict[str, Any] | None = None,
    missed: str = "",
) -> int:
    """Queue one mail per person; the same occasion twice adds nothing. Returns how many were new.

    Who has no e-mail address, or switched this kind off, gets a row for the portal's list alone; with
    `missed` (a cause) the rows only record that nothing was sent. Raises KeyError for an unknown kind.
    """
    kind = kinds.kind(code)
    readers = _each_once(recipients)
    causes = _not_by_mail(kind, [reader.person for reader in readers])
    common = {
        "kind": code,
        "content_type": ContentType.objects.get_for_model(type(about)),
        "object_id": about.pk,
        "due_on": due_on,
        "occasion": occasion,
        "context": context or {},
        "created_at": now,
        "not_before": now,
    }
    rows = [OutboxMail(**common, **_fate(reader, kind, causes, missed)) for reader in readers]
    new = _insert(rows)
    if new and not missed:
        wake(DELIVER)
    return new


def _each_once(recipients: Iterable[User | Reader]) -> list[Reader]:
    """Each active person once, by the first reason; a unit's mailbox is an address of its own."""
    found: dict[tuple[int, str], Reader] = {}
    for one in recipients:
        reader = one if isinstance(one, Reader) else Reader(one, "")
        if reader.person.is_active:
            found.setdefault((reader.person.pk, reader.mailbox), reader)
    return list(found.values())


def _fate(reader: Reader, kind: kinds.EmailKind, causes: dict[int, str], missed: str) -> dict[str, Any]:
    """The columns that depend on the reader. A mailbox has an address and no preferences of its own."""
    fields = {
        "recipient": reader.person,
        "standing": reader.standing,
        "is_copy": reader.is_copy,
        "mailbox": reader.mailbox,
        "in_digest": kind.in_digest,
    }
    cause = "" if reader.mailbox else causes.get(reader.person.pk, "")
    if missed:
        return {**fields, "state": OutboxMail.State.MISSED, "cause": missed}
    return {**fields, "state": OutboxMail.State.PORTAL, "cause": cause} if cause else fields


def _not_by_mail(kind: kinds.EmailKind, people: Iterable[User]) -> dict[int, str]:
    """Who of these gets no mail of this kind, and why."""
    causes = {person.pk: OutboxMail.Cause.NO_ADDRESS for person in people if not person.email}
    if kind.is_compulsory:
        return dict(causes)
    ids = [person.pk for person in people]
    off = MailPreference.objects.filter(person__in=ids, kind=kind.code, by_mail=False)
    return {**dict.fromkeys(off.values_list("person", flat=True), OutboxMail.Cause.SWITCHED_OFF), **causes}


def without_mail(code: str, readers: Iterable[Reader]) -> dict[int, str]:
    """Whom the portal alone would tell, by person, and why in words."""
    people = [reader.person for reader in readers if not reader.mailbox]
    causes = _not_by_mail(kinds.kind(code), people)
    return {pk: str(OutboxMail.Cause(cause).label) for pk, cause in causes.items()}


def _insert(rows: list[OutboxMail]) -> int:
    """Insert what is not there yet; PostgreSQL decides by the unique key."""
    ids = [row.message_id for row in rows]
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)
    return OutboxMail.objects.filter(message_id__in=ids).count()
