"""Granting access to unpublished figures and ending it: the decision of `cms_head` (realities 27)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import RestrictedGrant, User
from cint_portal.organization.roles import Role

#: Whom a grant can help: everybody else sees such figures by office or not at all.
GRANTED_ROLES = (Role.CMS, Role.AUDITOR)


def can_grant_restricted(user: User) -> bool:
    return user.has_role(Role.CMS_HEAD)


@transaction.atomic
def grant_restricted(
    *,
    person: User,
    valid_from: date,
    valid_until: date | None,
    reason: str,
    actor: User,
    now: datetime,
) -> RestrictedGrant:
    """Let an auditor or a member of CMS's staff read unpublished figures between two dates.

    Raises PermissionDenied, InvalidInput (role, dates, reason), Conflict when a grant runs in those days.
    """
    if not can_grant_restricted(actor):
        raise PermissionDenied
    reason = " ".join(reason.split())[:300]
    if not person.has_role(*GRANTED_ROLES):
        raise InvalidInput(_("Akses Terbatas hanya diberikan kepada staf CMS dan auditor."))
    if not reason:
        raise InvalidInput(_("Tuliskan alasan pemberian akses."))
    if valid_until is not None and valid_until < max(valid_from, local_day(now)):
        raise InvalidInput(_("Tanggal akhir tidak boleh sebelum tanggal awal atau sudah lewat."))
    if person.has_role(Role.AUDITOR) and not person.has_role(Role.CMS) and valid_until is None:
        raise InvalidInput(_("Akses auditor harus memiliki tanggal akhir."))
    try:
        with transaction.atomic():
            return RestrictedGrant.objects.create(
                person=person,
                valid_from=valid_from,
                valid_until=valid_until,
                reason=reason,
                granted_by=actor,
                granted_at=now,
            )
    except IntegrityError as error:
        raise Conflict(_("Orang ini sudah memiliki akses pada tanggal tersebut.")) from error


@transaction.atomic
def end_grant(*, grant: RestrictedGrant, actor: User, now: datetime) -> RestrictedGrant:
    """End a grant at once; raises PermissionDenied, Conflict when it has ended already."""
    if not can_grant_restricted(actor):
        raise PermissionDenied
    row = RestrictedGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    over = row.valid_until is not None and row.valid_until < local_day(now)
    if row.ended_at is not None or over:
        raise Conflict(_("Akses ini sudah berakhir."))
    row.ended_at, row.ended_by = now, actor
    row.save(update_fields=["ended_at", "ended_by"])
    return row
