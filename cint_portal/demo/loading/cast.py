"""The company's units and people, and who acts in which role."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password

from cint_portal.core.clock import WIB
from cint_portal.demo.data import company as data
from cint_portal.organization.models import RoleAssignment, Unit, User

FOUNDED = date(2015, 1, 1)


@dataclass(frozen=True)
class Cast:
    """People by user name, units by code."""

    units: dict[str, Unit]
    people: dict[str, User]

    @property
    def cms_head(self) -> User:
        return self.people["ratna.dewi"]

    @property
    def cms(self) -> User:
        return self.people["budi.santoso"]

    @property
    def board(self) -> User:
        return self.people["hartono.lim"]

    @property
    def auditor_of_cms(self) -> User:
        """Reviews what CMS itself sends."""
        return self.people[data.CMS_SUBSTITUTE]

    def manager(self, unit: str) -> User:
        return next(
            self.people[row.username]
            for row in data.PEOPLE
            if any(role == "manager" and code == unit for role, code, _acting in row.roles)
        )

    def reviewer(self, unit: str) -> User:
        return self.auditor_of_cms if unit == "CMS" else self.cms

    @property
    def departments(self) -> list[str]:
        return [row.code for row in data.UNITS if row.kind == "department"]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of the demo's past, in WIB."""
    return datetime.combine(day, time(hour, minute), tzinfo=WIB)


def build_cast() -> Cast:
    """Create units, people and roles; raises IntegrityError when they exist already."""
    units: dict[str, Unit] = {}
    for row in data.UNITS:
        units[row.code] = Unit.objects.create(
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent=units[row.parent] if row.parent else None,
            valid_from=FOUNDED,
        )
    password = make_password(data.PASSWORD)  # they all have the same: hashed once
    people = {row.username: _person(row, password) for row in data.PEOPLE}
    for who in data.PEOPLE:
        for role, code, acting in who.roles:
            RoleAssignment.objects.create(
                person=people[who.username],
                role=role,
                unit=units[code],
                valid_from=FOUNDED,
                is_acting=acting,
                letter_number="SK-07/HR/2024" if acting else "",
            )
    cms = units["CMS"]
    cms.substitute_reviewer = people[data.CMS_SUBSTITUTE]
    cms.substitute_decider = people["hartono.lim"]
    cms.save()
    return Cast(units, people)


def _person(row: data.PersonRow, password: str) -> User:
    return User.objects.create(
        username=row.username,
        password=password,
        nik=row.nik,
        salutation=row.salutation,
        full_name=row.full_name,
        email=f"{row.username}@mebel.example" if row.has_mail else "",
        is_staff=row.is_staff,
    )
