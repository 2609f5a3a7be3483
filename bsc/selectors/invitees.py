"""Who is invited to a meeting by default, and in which role each of them comes (4.6, 7.1.18)."""

from collections.abc import Iterable
from typing import Any

from bsc.models import Meeting
from cint_portal.organization.models import RoleAssignment, Unit, User
from cint_portal.organization.roles import Role

#: In the order in which a list of attendance names them; drafters type and are not invited.
BY_DEFAULT = (Role.BOD, Role.DIRECTOR, Role.MANAGER, Role.SECOND_LAYER)
ORDER = (*BY_DEFAULT, Role.CMS_HEAD, Role.CMS, Role.AUDITOR)
#: Meetings of the half-year and of the management look at results: the second layer is not called.
OF_KIND = {
    Meeting.Kind.ESTABLISHMENT: (Role.BOD, Role.MANAGER, Role.SECOND_LAYER),
    Meeting.Kind.HALF_YEAR: (Role.BOD, Role.DIRECTOR, Role.MANAGER),
    Meeting.Kind.MANAGEMENT: (Role.BOD, Role.DIRECTOR, Role.MANAGER),
    Meeting.Kind.SPECIAL: (Role.BOD,),
}


def proposed_guests(kind: str) -> list[User]:
    """Board, all managers and the second layer for the Penetapan (4.6)."""
    roles = OF_KIND[Meeting.Kind(kind)]
    held = RoleAssignment.objects.in_force().filter(role__in=roles, person__is_active=True)
    return list(User.objects.filter(pk__in=held.values("person")).order_by("full_name"))


def capacity_of(people: Iterable[User]) -> dict[int, dict[str, Any]]:
    """The most important role of each person today, with its unit; a guest has none. One query."""
    wanted = [person.pk for person in people]
    held = RoleAssignment.objects.in_force().filter(person__in=wanted, role__in=ORDER)
    found: dict[int, dict[str, Any]] = {pk: {"role": "", "unit_id": None} for pk in wanted}
    rank = {role.value: place for place, role in enumerate(ORDER)}
    for row in sorted(held, key=lambda row: (-rank[row.role], -row.pk)):
        found[row.person_id] = {"role": row.role, "unit_id": row.unit_id}
    return found


def guest_groups(chosen: Iterable[int]) -> list[tuple[str, list[tuple[User, str, bool]]]]:
    """Everybody who can be invited, by role: person, unit and whether chosen. Two queries."""
    ticked = set(chosen)
    people = list(User.objects.filter(is_active=True).order_by("full_name"))
    roles = capacity_of(people)
    units = dict(Unit.objects.values_list("pk", "name"))
    groups: dict[str, list[tuple[User, str, bool]]] = {role.value: [] for role in ORDER}
    for person in people:
        role = roles[person.pk]["role"]
        if role:
            unit = units.get(roles[person.pk]["unit_id"], "")
            groups[role].append((person, unit, person.pk in ticked))
    return [(str(Role(role).label), rows) for role, rows in groups.items() if rows]
