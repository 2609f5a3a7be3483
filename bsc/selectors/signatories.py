"""Who is asked to sign the commitment of a set of scorecards, from the top down (4.7)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bsc.models import CommitmentRule, Scorecard
from bsc.models.commitment import Capacity, Part
from bsc.rules.signing import SHIPPED
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.roles import Role


@dataclass(frozen=True)
class Signatory:
    """A person, the unit that is signed for, in which capacity; `standing` tells of a Pjs. or a vacancy."""

    person: User
    unit: Unit
    capacity: str
    part: str
    standing: str = ""


def parts_of(cycle: PlanningCycle) -> dict[str, str]:
    """What is asked of each capacity: the year's own rule, else the shipped one."""
    own = dict(CommitmentRule.objects.filter(cycle=cycle).values_list("capacity", "part"))
    return {**SHIPPED, **own}


def signatories_of(cycle: PlanningCycle, scorecards: Iterable[Scorecard], day: date) -> list[Signatory]:
    """Once per person, unit and capacity; a handful of queries however many units."""
    parts, posts = parts_of(cycle), Posts(day)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    asked = {
        (one.person.pk, one.unit.pk, one.capacity): one
        for one in _asked([row.unit for row in scorecards], units, posts, day)
    }
    found = (one for one in asked.values() if parts[one.capacity] != Part.NONE)
    return [Signatory(one.person, one.unit, one.capacity, parts[one.capacity], one.standing) for one in found]


def _asked(concerned: list[Unit], units: dict[int, Unit], posts: Posts, day: date) -> Iterator[Signatory]:
    """From the top down, as the paper lists them."""
    company = next((unit for unit in units.values() if unit.kind == Unit.Kind.CORPORATE), None)
    if company is not None:
        for reader in posts.presidents():
            yield Signatory(reader.person, company, Capacity.PRESIDENT, "")
    directorates = _above(concerned, units)
    for person, unit in _holders(Role.DIRECTOR, directorates, units, day):
        yield Signatory(person, unit, Capacity.DIRECTOR, "")
    departments = [unit for unit in concerned if unit.kind == Unit.Kind.DEPARTMENT]
    for unit in departments:
        for reader in posts.responsible(unit.pk):
            yield Signatory(reader.person, unit, Capacity.MANAGER, "", reader.standing)
    for person, unit in _holders(Role.SECOND_LAYER, {unit.pk for unit in departments}, units, day):
        yield Signatory(person, unit, Capacity.SECOND_LAYER, "")


def _above(concerned: Iterable[Unit], units: dict[int, Unit]) -> set[int]:
    """The directorates that have a scorecard of the set, or stand above one."""
    found = set()
    for one in concerned:
        unit: Unit | None = one
        while unit is not None:
            if unit.kind == Unit.Kind.DIRECTORATE:
                found.add(unit.pk)
            unit = units.get(unit.parent_id) if unit.parent_id else None
    return found


def _holders(
    role: Role, unit_ids: Iterable[int], units: dict[int, Unit], day: date
) -> Iterator[tuple[User, Unit]]:
    rows = RoleAssignment.objects.in_force(day).filter(role=role, unit__in=list(unit_ids))
    rows = rows.filter(person__is_active=True).select_related("person").order_by("unit__name", "pk")
    for row in rows:
        yield row.person, units[row.unit_id]
