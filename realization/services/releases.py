"""Releasing unpublished figures after the company has published them, and taking a release back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import require
from realization.models import FigureRelease
from realization.permissions import can_release_figures
from realization.selectors.results.spans import month_through
from realization.selectors.sight import released_months


@transaction.atomic
def release_figures(
    *,
    cycle: PlanningCycle,
    through_month: int,
    published_on: date,
    reason: str,
    actor: User,
    now: datetime,
    seen: int | None = None,
) -> FigureRelease:
    """Make Terbatas figures readable like Internal ones up to a month; `seen`: the state that was shown.

    Raises PermissionDenied, Conflict when somebody was faster, InvalidInput (month, day, reason).
    """
    require(can_release_figures(actor))
    released = _locked_state(cycle, seen)
    if not released < through_month <= month_through(cycle.year, now):
        raise InvalidInput(_("Pilih bulan yang sudah berakhir dan belum dirilis."))
    if published_on > local_day(now):
        raise InvalidInput(_("Tanggal publikasi belum tiba: angka dirilis setelah dipublikasikan."))
    return _step(cycle, through_month, published_on, reason, actor, now)


@transaction.atomic
def withdraw_release(
    *,
    cycle: PlanningCycle,
    through_month: int,
    reason: str,
    actor: User,
    now: datetime,
    seen: int | None = None,
) -> FigureRelease:
    """Close again what was released by mistake: only figures up to a month (0: none) stay released.

    Raises PermissionDenied, Conflict when somebody was faster, InvalidInput (month, reason).
    """
    require(can_release_figures(actor))
    released = _locked_state(cycle, seen)
    if not 0 <= through_month < released:
        raise InvalidInput(_("Pilih bulan sebelum rilis yang berlaku."))
    return _step(cycle, through_month, local_day(now), reason, actor, now, is_withdrawal=True)


def _locked_state(cycle: PlanningCycle, seen: int | None) -> int:
    """The released month, with the year held so that two steps come one after the other."""
    PlanningCycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    released = released_months([cycle]).get(cycle.year, 0)
    if seen is not None and seen != released:
        raise Conflict(_("Rilis tahun ini sudah berubah sejak Anda membuka halaman ini."))
    return released


def _step(
    cycle: PlanningCycle,
    through_month: int,
    published_on: date,
    reason: str,
    actor: User,
    now: datetime,
    *,
    is_withdrawal: bool = False,
) -> FigureRelease:
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise InvalidInput(_("Tuliskan dasarnya, misalnya laporan keuangan yang dipublikasikan."))
    return FigureRelease.objects.create(
        cycle=cycle,
        through_month=through_month,
        is_withdrawal=is_withdrawal,
        published_on=published_on,
        reason=reason,
        decided_by=actor,
        decided_at=now,
    )
