"""PIN tanda tangan: setting it, and checking it on a log-in that began with the password (T75)."""

from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import SigningPin, User
from cint_portal.organization.pins import MAX_FAILURES

PIN_LENGTH: Final = 6
_ROWS: Final = ("01234567890", "09876543210")


@transaction.atomic
def set_pin(*, person: User, pin: str, now: datetime) -> SigningPin:
    """Store a new PIN, which unblocks a blocked one; raises InvalidInput for what anybody would guess."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise InvalidInput(_("PIN terdiri dari tepat 6 angka."))
    if _is_plain(pin) or pin == (person.nik or "")[-PIN_LENGTH:]:
        raise InvalidInput(_("PIN ini mudah ditebak. Hindari angka kembar, angka berurutan, dan NIK."))
    values = {"digest": make_password(pin), "set_at": now, "failures": 0}
    row, _created = SigningPin.objects.update_or_create(person=person, defaults=values)
    return row


def _is_plain(pin: str) -> bool:
    """111111, 123456, 121212."""
    return len(set(pin)) <= 2 or any(pin in row for row in _ROWS)


@transaction.atomic
def check_pin(*, person: User, pin: str) -> bool:
    """Is it the person's PIN? After five wrong ones in a row none is, until a new one is set."""
    row = SigningPin.objects.select_for_update().filter(person=person).first()
    if row is None or row.is_blocked:
        return False
    right = check_password(pin, row.digest)
    row.failures = 0 if right else row.failures + 1
    row.save(update_fields=["failures"])
    return right


def has_usable_pin(person: User) -> bool:
    return SigningPin.objects.filter(person=person, failures__lt=MAX_FAILURES).exists()
