"""Who holds which role: recipients, deciders, substitutes."""

from collections.abc import Iterable
from datetime import date

from cint_portal.core.clock import Today
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role


def holders(*roles: Role, unit: Unit | None = None, day: date | Today | None = None) -> list[User]:
    """Active people who hold one of the roles on a day (today), for one unit or anywhere."""
    assignments = RoleAssignment.objects.in_force(day).filter(role__in=roles, person__is_active=True)
    if unit is not None:
        assignments = assignments.filter(unit=unit)
    return list(User.objects.filter(pk__in=assignments.values("person")).order_by("full_name"))


def responsible_for(unit: Unit, day: date | Today | None = None) -> list[User]:
    """Whom a unit's task belongs to: its head or Pjs.; of a vacant or unattended post the director above."""
    return responsible_by_unit([unit], day)[unit.pk]


def cms_people() -> list[User]:
    return holders(Role.CMS, Role.CMS_HEAD)


def board() -> list[User]:
    return holders(Role.BOD)


def is_president(user: User) -> bool:
    """The President Director is the director of the corporate unit."""
    return any(a.role == Role.DIRECTOR and a.unit.kind == Unit.Kind.CORPORATE for a in user.current_roles)


def corporate_unit() -> Unit:
    return Unit.objects.get(kind=Unit.Kind.CORPORATE)


def cycle_of(year: int) -> PlanningCycle | None:
    return PlanningCycle.objects.filter(year=year).first()


def managers_by_unit(units: Iterable[Unit]) -> dict[int, list[User]]:
    """Heads of many units in one query."""
    rows = (
        RoleAssignment.objects.in_force()
        .filter(role=Role.MANAGER, unit__in=list(units), person__is_active=True)
        .select_related("person")
    )
    by_unit: dict[int, list[User]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_id, []).append(row.person)
    return by_unit


def responsible_by_unit(units: Iterable[Unit], day: date | Today | None = None) -> dict[int, list[User]]:
    """`responsible_for` of many units, in two queries however many they are."""
    posts = Posts(day)
    return {unit.pk: [reader.person for reader in posts.responsible(unit.pk)] for unit in units}
