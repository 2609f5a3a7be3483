"""Putting mail into the outbox, inside the transaction of what it tells about."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from cint_portal.core.background import wake
from cint_portal.notifications import kinds
from cint_portal.notifications.models import MailPreference, OutboxMail
from cint_portal.organization.models import User

DELIVER = "cint_portal.notifications.tasks.deliver_mail"


@transaction.atomic
def enqueue(
    code: str,
    *,
    recipients: Iterable[User],
    about: models.Model,
    now: datetime,
    due_on: date | None = None,
    occasion: str = "",
    context: dict[str, Any] | None = None,
) -> int:
    """Queue one mail per person; the same occasion twice adds nothing. Returns how many were new.

    Who has no e-mail address, or switched this kind off, gets a row for the portal's list alone.
    Raises KeyError for a kind nobody registered.
    """
    kind = kinds.kind(code)
    people = {person.pk: person for person in recipients if person.is_active}
    without = _not_by_mail(kind, people.values())
    common = {
        "kind": code,
        "content_type": ContentType.objects.get_for_model(type(about)),
        "object_id": about.pk,
        "due_on": due_on,
        "occasion": occasion,
        "context": context or {},
        "created_at": now,
        "not_before": now,
        "in_digest": kind.in_digest,
    }
    rows = [
        OutboxMail(recipient=person, **common, **_channel(without.get(pk))) for pk, person in people.items()
    ]
    new = _insert(rows)
    if new:
        wake(DELIVER)
    return new


def _not_by_mail(kind: kinds.EmailKind, people: Iterable[User]) -> dict[int, str]:
    """Who of these gets no mail of this kind, and why."""
    causes = {person.pk: OutboxMail.Cause.NO_ADDRESS for person in people if not person.email}
    if kind.is_compulsory:
        return dict(causes)
    ids = [person.pk for person in people]
    off = MailPreference.objects.filter(person__in=ids, kind=kind.code, by_mail=False)
    return {**dict.fromkeys(off.values_list("person", flat=True), OutboxMail.Cause.SWITCHED_OFF), **causes}


def _channel(cause: str | None) -> dict[str, str]:
    return {} if cause is None else {"state": OutboxMail.State.PORTAL, "cause": cause}


def _insert(rows: list[OutboxMail]) -> int:
    """Insert what is not there yet; PostgreSQL decides by the unique key."""
    ids = [row.message_id for row in rows]
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)
    return OutboxMail.objects.filter(message_id__in=ids).count()
