"""Putting mail into the outbox, inside the transaction of what it tells about."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from cint_portal.core.background import wake
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
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

    People without an e-mail address are left out: the portal shows them the task. Raises KeyError
    for a kind nobody registered.
    """
    kinds.kind(code)
    content_type = ContentType.objects.get_for_model(type(about))
    people = {person.pk: person for person in recipients if person.is_active and person.email}
    rows = [
        OutboxMail(
            kind=code,
            recipient=person,
            content_type=content_type,
            object_id=about.pk,
            due_on=due_on,
            occasion=occasion,
            context=context or {},
            created_at=now,
            not_before=now,
        )
        for person in people.values()
    ]
    new = _insert(rows)
    if new:
        wake(DELIVER)
    return new


def _insert(rows: list[OutboxMail]) -> int:
    """Insert what is not there yet; PostgreSQL decides by the unique key."""
    ids = [row.message_id for row in rows]
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)
    return OutboxMail.objects.filter(message_id__in=ids).count()
