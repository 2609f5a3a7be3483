"""Making and revoking the secret address of a person's calendar."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from cint_portal.audit.models import AuditEvent
from cint_portal.audit.services import record
from cint_portal.home.models import CalendarFeed
from cint_portal.organization.models import User


def digest_of(secret: str) -> str:
    """What is stored of a secret; 32 random bytes need no slow hash."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, person: User, now: datetime) -> str:
    """Give the person a new secret address and revoke the one before; the secret is returned once."""
    _revoke(person, now)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(person=person, secret_sha256=digest_of(secret), created_at=now)
    record(AuditEvent.Kind.SETTING, actor=person, at=now, label="Alamat kalender dibuat")
    return secret


@transaction.atomic
def revoke_feed(*, person: User, now: datetime) -> bool:
    """Let the person's address lead nowhere from now on; False when there was none."""
    revoked = _revoke(person, now)
    if revoked:
        record(AuditEvent.Kind.SETTING, actor=person, at=now, label="Alamat kalender dicabut")
    return revoked


def _revoke(person: User, now: datetime) -> bool:
    # The person's row is the lock: two clicks at once must not leave two addresses in force.
    User.objects.select_for_update().get(pk=person.pk)
    return bool(CalendarFeed.objects.filter(person=person, revoked_at=None).update(revoked_at=now))


def feed_of_secret(secret: str) -> CalendarFeed | None:
    """The address in force with this secret; one indexed query, whatever is asked."""
    in_force = CalendarFeed.objects.in_force().select_related("person")
    return in_force.filter(secret_sha256=digest_of(secret)).first()
