"""What of a year is released, the steps that led there, and who was granted access."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.organization.granting import GRANTED_ROLES
from cint_portal.organization.models import PlanningCycle, RestrictedGrant, RoleAssignment, User
from realization.models import FigureRelease
from realization.selectors.results.spans import month_name, month_through
from realization.selectors.sight import released_months

Choices = list[tuple[int, str]]


@dataclass(frozen=True)
class ReleaseState:
    """A year: released up to `through` (0: nothing), and the months to which that may move."""

    cycle: PlanningCycle
    through: int
    steps: tuple[tuple[FigureRelease, str], ...]
    releasable: Choices
    withdrawable: Choices

    @property
    def text(self) -> str:
        if not self.through:
            return _("Belum ada yang dirilis")
        return _("Dirilis s.d. %(month)s") % {"month": month_name(self.cycle.year, self.through)}


def release_state(cycle: PlanningCycle, now: datetime) -> ReleaseState:
    """Two queries."""
    steps = FigureRelease.objects.filter(cycle=cycle).select_related("cycle", "decided_by")
    through = released_months([cycle]).get(cycle.year, 0)
    over = month_through(cycle.year, now)
    return ReleaseState(
        cycle=cycle,
        through=through,
        steps=tuple((step, step_text(step)) for step in steps),
        releasable=[(month, month_name(cycle.year, month)) for month in range(through + 1, over + 1)],
        withdrawable=[
            (month, month_name(cycle.year, month) if month else _("tidak ada yang dirilis"))
            for month in range(through)
        ],
    )


def step_text(step: FigureRelease) -> str:
    """Dirilis s.d. Maret 2027 · Ditarik: dirilis hanya s.d. Januari 2027 · Ditarik seluruhnya."""
    if not step.through_month:
        return _("Ditarik seluruhnya")
    words = _("Ditarik: tetap dirilis s.d. %(month)s") if step.is_withdrawal else _("Dirilis s.d. %(month)s")
    return words % {"month": month_name(step.cycle.year, step.through_month)}


@dataclass(frozen=True)
class GrantLine:
    """A grant, and whether it holds today, is still to come, or has ended."""

    row: RestrictedGrant
    today: date

    @property
    def is_open(self) -> bool:
        over = self.row.valid_until is not None and self.row.valid_until < self.today
        return self.row.ended_at is None and not over

    @property
    def label(self) -> str:
        if not self.is_open:
            return _("Berakhir")
        return _("Berlaku") if self.row.valid_from <= self.today else _("Akan berlaku")

    @property
    def tone(self) -> str:
        return {True: "success", False: "muted"}[self.is_open]


def grant_lines(now: datetime) -> list[GrantLine]:
    rows = RestrictedGrant.objects.select_related("person", "granted_by", "ended_by")
    lines = [GrantLine(row, local_day(now)) for row in rows]
    return sorted(lines, key=lambda line: not line.is_open)


def grantable_people() -> QuerySet[User]:
    """Staff of CMS and auditors of today."""
    holding = RoleAssignment.objects.in_force().filter(role__in=GRANTED_ROLES)
    return User.objects.filter(pk__in=holding.values("person"), is_active=True)
