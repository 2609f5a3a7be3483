"""Keeps who opened unpublished figures: a row per person, thing and day."""

import hashlib
import json
from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from cint_portal.core.clock import local_day
from cint_portal.core.middleware import current_request_id
from cint_portal.organization.models import User
from realization.models import RestrictedOpening
from realization.selectors.opened import Ledger
from realization.selectors.openings import may_still_know


def record_openings(ledger: Ledger, *, person: User, medium: str, place: str, now: datetime) -> None:
    """One statement; what the person has opened today already adds nothing."""
    rows = []
    for (unit_id, year), opened in sorted(ledger.opened.items()):
        kpis = sorted(opened.kpis.items())
        first, last = min(opened.months), max(opened.months)
        rows.append(
            RestrictedOpening(
                person=person,
                day=local_day(now),
                at=now,
                medium=medium,
                place=place,
                unit_id=unit_id,
                year=year,
                from_month=first,
                through_month=last,
                measures=[pk for pk, _name in kpis],
                kpis=[name for _pk, name in kpis],
                thing=_thing(medium, place, unit_id, year, first, last, [pk for pk, _name in kpis]),
                request_id=current_request_id.get(),
            )
        )
    if rows:
        RestrictedOpening.objects.bulk_create(rows, ignore_conflicts=True)


def note_again(*, person: User, medium: str, place: str, year: int, built_on: date, now: datetime) -> None:
    """A file that was built on an earlier day is opened today.

    Raises PermissionDenied when it shows what this person may know no more.
    """
    found = RestrictedOpening.objects.filter(
        person=person, medium=medium, place=place, year=year, day=built_on
    )
    rows = list(found)
    if not may_still_know(person, rows):
        raise PermissionDenied
    for row in rows:
        row.pk, row.day, row.at, row.request_id = None, local_day(now), now, current_request_id.get()
    RestrictedOpening.objects.bulk_create(rows, ignore_conflicts=True)


def _thing(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
